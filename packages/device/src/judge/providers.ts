import type { JudgePrompt } from './judge-prompt.ts';
import type { AskModel } from './judge.ts';
import { UnusableAnswer } from './unusable-answer.ts';

export type ProviderSettings = {
  readonly provider: 'anthropic' | 'openai';
  /** Without a final slash. */
  readonly url: string;
  readonly model: string;
  /** A model on this machine may need none. */
  readonly key: string | undefined;
};

const MAX_ANSWER_TOKENS = 1000;
const MAX_ANSWER_BYTES = 256 * 1024;
/** The service works and does not take this very question: it is too long, or not to its liking. */
const REFUSED: ReadonlySet<number> = new Set([400, 413, 422]);

/** How each kind of service is asked for an answer of a given shape, and where the answer stands in what it gives back. */
const PROVIDERS: Readonly<
  Record<
    ProviderSettings['provider'],
    {
      readonly path: string;
      readonly headers: (key: string) => Record<string, string>;
      readonly body: (model: string, prompt: JudgePrompt) => unknown;
      readonly answer: (value: unknown) => unknown;
    }
  >
> = {
  // Messages API: a tool that has to be used, whose input is the answer.
  anthropic: {
    path: '/v1/messages',
    headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
    body: (model, { system, text, schema }) => ({
      model,
      max_tokens: MAX_ANSWER_TOKENS,
      temperature: 0,
      system,
      messages: [{ role: 'user', content: text }],
      tools: [{ name: 'answer', description: 'Answers the questions.', input_schema: schema }],
      tool_choice: { type: 'tool', name: 'answer' },
    }),
    answer: (value) =>
      itemsOf(fieldOf(value, 'content'))
        .filter((block) => fieldOf(block, 'type') === 'tool_use')
        .map((block) => fieldOf(block, 'input'))[0],
  },
  // Chat completions, as most servers of local models have them too.
  openai: {
    path: '/v1/chat/completions',
    headers: (key) => ({ authorization: `Bearer ${key}` }),
    body: (model, { system, text, schema }) => ({
      model,
      max_tokens: MAX_ANSWER_TOKENS,
      temperature: 0,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: text },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'answers', strict: true, schema } },
    }),
    answer: (value) => {
      const text = fieldOf(fieldOf(itemsOf(fieldOf(value, 'choices'))[0], 'message'), 'content');
      return typeof text === 'string' ? parse(text) : undefined;
    },
  },
};

export function askProvider({ provider, url, model, key }: ProviderSettings): AskModel {
  const { path, headers, body, answer } = PROVIDERS[provider];
  return async (prompt, signal) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : headers(key)) },
      body: JSON.stringify(body(model, prompt)),
      // A judge does not send what it was given anywhere else.
      redirect: 'error',
      signal,
    });
    const text = await bodyOf(response);
    // What a service says to a refusal may repeat what it was sent.
    const why = `the judge's service answered with status ${response.status}`;
    if (!response.ok) throw REFUSED.has(response.status) ? new UnusableAnswer(why) : new Error(why);
    return answer(parse(text));
  };
}

async function bodyOf(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > MAX_ANSWER_BYTES) throw new UnusableAnswer("the judge's answer is too long");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableAnswer("the judge's answer is no JSON");
  }
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
