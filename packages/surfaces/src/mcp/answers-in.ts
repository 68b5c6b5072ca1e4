import type { ToolUse } from '@sallyport/action-model';
import { draft, sample, samples, type ActionDraft } from '../actions/action-draft.ts';
import type { ToolPlace } from '../tools/tool-reader.ts';
import type { McpContext } from './mcp-context.ts';
import { readByEvent } from './mcp-methods.ts';
import { serverText } from './results/server-text.ts';

/*
 * What a server gets to know as the answer to a question of its own: a person's words (`elicitation/create`), a model's
 * (`sampling/createMessage`), folders (`roots/list`). Until 2025-11-25 an answer is a response; from then on it
 * may also come in the parameters of the client's next request, so it is known by its shape and not by its question.
 */

export type AnswersReading =
  | { readonly unreadable: string }
  | { readonly drafts: readonly ActionDraft[]; readonly use: ToolUse; readonly input: unknown };

export const answerUse = (context: McpContext): ToolUse => ({
  name: 'ElicitationResult',
  server: context.server.name,
  provenance: context.server.provenance ?? 'mcp-server',
  known: true,
});

/** The client's own folders, which it tells every server; anything beside them is looked at. */
const BESIDE_ROOTS: ReadonlySet<string> = new Set(['roots', '_meta', 'resultType']);

/** One answer, as actions; none for a folder list, a refusal, or anything that carries no words. */
export const answerDrafts = (
  answer: unknown,
  { server }: McpContext,
  place: ToolPlace,
): { readonly unreadable: string } | readonly ActionDraft[] => {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    return { unreadable: 'an answer is not an object' };
  const fields = new Map<string, unknown>(Object.entries(answer));
  if (fields.has('action')) {
    const content = fields.get('content');
    if (content === undefined || content === null) return [];
    const reading = readByEvent('ElicitationResult', { mcp_server_name: server.name, content }, place);
    return 'unreadable' in reading ? reading : reading.drafts;
  }
  if (fields.has('roots') && [...fields.keys()].every((name) => BESIDE_ROOTS.has(name))) return [];
  // A sampled message, and every form that is still to come: what stands in it leaves.
  const said = serverText(answer);
  if (said.text === '') return [];
  const model = fields.get('model');
  const out = sample('content', said.text).map((each) => ({
    ...each,
    truncated: each.truncated || said.cut,
  }));
  return [
    draft('model.response', typeof model === 'string' ? { model: model.slice(0, 200) } : {}, {
      samples: samples(out),
    }),
  ];
};

/** The answers in a request's parameters; from 2026-07-28 on. */
export const answersIn = (
  params: Readonly<Record<string, unknown>>,
  context: McpContext,
  place: ToolPlace,
): AnswersReading => {
  const input = params['inputResponses'];
  const drafts: ActionDraft[] = [];
  if (input !== undefined) {
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      return { unreadable: 'params `inputResponses`: expected an object' };
    for (const answer of Object.values(input)) {
      const reading = answerDrafts(answer, context, place);
      if ('unreadable' in reading) return reading;
      drafts.push(...reading);
    }
  }
  return { drafts, use: answerUse(context), input: input ?? {} };
};
