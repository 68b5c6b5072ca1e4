import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askGuard, type Overlay } from '../oracle/ask-guard.ts';
import { inSandbox, WORKSPACE } from '../oracle/fake-root.ts';
import type { Answer, Question } from '../oracle/guard.ts';

type Deed =
  { readonly command: string } | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> };

/** What is common to a bypass and to its harmless twin: one payload of the client, and the pack that is asked. */
export type Case = Deed & {
  readonly id: string;
  /** `individual` where it says nothing; a place outside the project is no matter there, and is for `company`. */
  readonly pack?: 'individual' | 'company';
  readonly cwd?: string;
};

export type Bypass = Case & {
  /** The number of the published weakness, the client's version that mended it, or the report to its makers. */
  readonly source: string;
  /** What went wrong in the client, in words of our own. */
  readonly what: string;
};

/** The same shape in ordinary use. */
export type Twin = Case & { readonly like: string };

const readLines = (name: string): readonly unknown[] =>
  readFileSync(join(import.meta.dirname, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));

// Committed beside this file; a case with a wrong field is one that is not stopped, or an alarm, and both fail.
export const readBypasses = (): readonly Bypass[] => readLines('published.jsonl') as readonly Bypass[];
export const readTwins = (): readonly Twin[] => readLines('harmless-twins.jsonl') as readonly Twin[];

export const questionOf = (one: Case): Question => ({
  id: one.id,
  cwd: one.cwd === undefined ? WORKSPACE : inSandbox(one.cwd),
  ...(one.pack === undefined ? {} : { pack: one.pack }),
  ...('command' in one
    ? { command: one.command }
    : { event: 'PreToolUse', payload: { tool_name: one.tool, tool_input: one.input } }),
});

/** What the guard says to each, by id. */
export async function judge(cases: readonly Case[], overlay?: Overlay): Promise<ReadonlyMap<string, Answer>> {
  const answers = await askGuard(cases.map(questionOf), overlay);
  if (answers.size !== cases.length) throw new Error(`${cases.length} asked, ${answers.size} answered`);
  return answers;
}

/** Stopped, or put before a person: what policy says, and what reaches the client, have to agree on it. */
export const isHeld = (answer: Answer | undefined): boolean =>
  answer?.stopped === true && answer.failure === undefined && ['approve', 'block'].includes(answer.verdict);
