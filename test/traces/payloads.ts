import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from './traces.ts';

export const HOME = '/home/ann';
export const PROJECT = `${HOME}/work/project`;

const absolute = (path: string): string =>
  path.startsWith('~/') ? HOME + path.slice(1) : path.startsWith('/') ? path : `${PROJECT}/${path}`;

const file = (text: string) => ({ file_path: absolute(text) });
const search = (text: string): object => {
  const [, pattern = '', path = '.'] = /^("[^"]*"|\S+)(?: (\S+))?$/u.exec(text) ?? [];
  return { pattern: pattern.replaceAll('"', ''), path: absolute(path) };
};

/** The input of a tool in the client's own shape. What is not listed is given as JSON in the step itself. */
const INPUTS: Readonly<Record<string, (text: string) => object>> = {
  Bash: (command) => ({ command, description: 'Run a command' }),
  Read: file,
  Write: (text) => ({ ...file(text), content: 'A first version.\n' }),
  Edit: (text) => ({ ...file(text), old_string: 'first', new_string: 'second' }),
  NotebookEdit: (text) => ({ notebook_path: absolute(text), new_source: 'df.head()' }),
  Glob: (pattern) => ({ pattern }),
  Grep: search,
  WebFetch: (url) => ({ url, prompt: 'What does it say?' }),
  WebSearch: (query) => ({ query }),
  Agent: (prompt) => ({ description: 'Part of the task', prompt, subagent_type: 'general-purpose' }),
  TodoWrite: (text) => ({ todos: [{ content: text, status: 'pending', activeForm: text }] }),
  ScheduleWakeup: (seconds) => ({ delaySeconds: Number(seconds), prompt: 'look again' }),
};

const RESULTS: Readonly<Record<string, object>> = {
  Bash: { stdout: 'done\n', stderr: '', interrupted: false },
  Read: {
    type: 'text',
    file: { filePath: '/a', content: 'Some lines of text.\n', numLines: 1, startLine: 1, totalLines: 1 },
  },
  WebFetch: {
    bytes: 20,
    code: 200,
    codeText: 'OK',
    result: 'The page says how it is done.',
    durationMs: 3,
    url: '',
  },
  WebSearch: { query: '', results: [{ tool_use_id: 'x', content: [] }], durationSeconds: 1 },
};
/** A text that a step names (`=> customers`), in the shape of its tool. */
const resultOf = (tool: string, name: string | undefined): object => {
  if (name === undefined) return RESULTS[tool] ?? TEXT_RESULT;
  const text = readFileSync(join(import.meta.dirname, 'results', `${name}.txt`), 'utf8');
  if (tool === 'Bash') return { stdout: text, stderr: '', interrupted: false };
  const lines = text.split('\n').length;
  if (tool === 'Read')
    return {
      type: 'text',
      file: { filePath: '/a', content: text, numLines: lines, startLine: 1, totalLines: lines },
    };
  if (tool === 'WebFetch')
    return { bytes: text.length, code: 200, codeText: 'OK', result: text, durationMs: 3, url: '' };
  return [{ type: 'text', text }];
};
const TEXT_RESULT = [{ type: 'text', text: 'Three entries were found.' }];

const common = (session: string) => ({
  session_id: session,
  transcript_path: `${HOME}/.claude/projects/project/${session}.jsonl`,
  cwd: PROJECT,
  permission_mode: 'default',
});

export type HookCall = { readonly event: string; readonly body: string };

/** What the client's hooks are told of one step: before the tool runs, and with its result. */
export function payloadsOf(
  { tool, text, result }: Step,
  session: string,
  index: number,
): readonly HookCall[] {
  if (tool === '>') return [call({ ...common(session), hook_event_name: 'UserPromptSubmit', prompt: text })];
  const use = {
    ...common(session),
    tool_name: tool,
    tool_input: INPUTS[tool]?.(text) ?? (JSON.parse(text) as unknown),
    tool_use_id: `toolu_${index}`,
  };
  return [
    call({ ...use, hook_event_name: 'PreToolUse' }),
    call({ ...use, hook_event_name: 'PostToolUse', tool_response: resultOf(tool, result) }),
  ];
}

const call = (payload: {
  readonly hook_event_name: string;
  readonly [field: string]: unknown;
}): HookCall => ({
  event: payload.hook_event_name,
  body: JSON.stringify(payload),
});
