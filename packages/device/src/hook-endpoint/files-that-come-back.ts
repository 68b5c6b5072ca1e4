/**
 * Files that the client shows to the model by itself. It remembers what was read, edited or written by its own tools, and
 * attaches it again from disk behind a summary of the conversation, past every hook; so a result that was redacted once
 * would come back in clear. Measured on both clients: docs/decisions/0007. Two doors: such a tool is not to
 * make the client know a file with a secret, and no summary is made while it knows one. What is a secret here is what
 * policy would keep from the model if it were the result of reading the file. It must never decide: it adds a finding that rules ask for.
 */
import { stat } from 'node:fs/promises';
import { strictness, type Action, type Decision, type Finding, type PathUse } from '@sallyport/action-model';
import { decideOnFindings, FILE_COMES_BACK, resultFailMode } from '@sallyport/policy-core';
import type { HookDoor } from './answer-hook.ts';
import { inspectContent } from './inspect-content.ts';
import { isPublishedExample } from './published-examples.ts';
import { readNamedFiles } from './read-named-files.ts';

/** What these tools touch, the client knows; notebooks it knows too and never attaches. */
const KNOWN_BY: ReadonlySet<string> = new Set(['Read', 'Edit', 'MultiEdit', 'Write']);
/** `Write` puts the model's own words in the place of what was there. */
const REPLACES = 'Write';
/** Behind a summary the client attaches five; more, because ours is another order where calls run side by side. */
const ATTACHED = 10;
/** A tool waits for this, and what it gives back is inspected too: no answer in time lets it go on. */
const TOOL_DEADLINE_MS = 1_500;
const SUMMARY_DEADLINE_MS = 4_000;

/** The calls among these that would make the client know a file with a secret, marked as such. */
export async function markFilesThatComeBack(
  actions: readonly Action[],
  door: HookDoor,
): Promise<readonly Action[]> {
  return Promise.all(
    actions.map(async (action) => {
      if (!KNOWN_BY.has(action.tool?.name ?? '') || action.tool?.name === REPLACES) return action;
      const paths = filesOf(action);
      const own = await Promise.all(paths.map((path) => isOwnWork(path, action, door)));
      const foreign = paths.filter((_path, index) => own[index] !== true);
      const holds = await holdsSecret(foreign, action, door, TOOL_DEADLINE_MS);
      return holds === 'yes' ? { ...action, findings: [...action.findings, MARK] } : action;
    }),
  );
}

/** The summary of a conversation that knows a file with a secret, marked as such; also where nobody could look in time. */
export async function markFilesBehindSummary(step: Action, door: HookDoor): Promise<Action> {
  const known = door.sessions?.filesOf(step.origin).latest(ATTACHED) ?? [];
  const own = await Promise.all(known.map((path) => isOwnWork(path, step, door)));
  const foreign = known.filter((_path, index) => own[index] !== true);
  const holds = await holdsSecret(foreign, step, door, SUMMARY_DEADLINE_MS);
  if (holds === 'no') return step;
  return { ...step, paths: foreign.map(readOf), findings: [...step.findings, MARK] };
}

/** The shipped rules about such files; their words name another way. */
const RULES: ReadonlySet<string> = new Set(['in-files-that-come-back', 'in-files-behind-a-summary']);

/** The files that were refused for this and for nothing else: of what another rule stops too, there is no other way. */
export const filesThatComeBack = (
  actions: readonly Action[],
  { reasons }: Pick<Decision, 'reasons'>,
): readonly string[] =>
  reasons.length === 0 || !reasons.every(({ rule }) => RULES.has(rule))
    ? []
    : actions
        .filter(({ findings }) => findings.some(({ rule }) => rule === FILE_COMES_BACK))
        .flatMap(({ paths }) => paths.map(({ path }) => path));

/** The client knows these from now on: by a tool that was let go, or attached with `@` to a prompt that was. */
export function rememberFiles(actions: readonly Action[], decision: Decision, door: HookDoor): void {
  if (strictness(decision.enforced) > strictness('warn')) return;
  for (const action of actions) {
    const isAttached = action.kind === 'file.read' && action.tool === undefined;
    if (!isAttached && !KNOWN_BY.has(action.tool?.name ?? '')) continue;
    for (const path of filesOf(action)) door.sessions?.filesOf(action.origin).know(path);
  }
}

/**
 * The model wrote this file, so what stands in it is in the conversation already: for as long as nobody else changed it.
 * An edit of such a file leaves it the model's own.
 */
export async function rememberOwnWork(actions: readonly Action[], door: HookDoor): Promise<void> {
  for (const action of actions) {
    if (action.kind !== 'file.write') continue;
    const isWhole = action.tool?.name === REPLACES;
    for (const path of filesOf(action)) {
      if (!isWhole && door.sessions?.filesOf(action.origin).stampOf(path) === undefined) continue;
      const stamp = await stampOf(path);
      if (stamp !== undefined) door.sessions?.filesOf(action.origin).wrote(path, stamp);
    }
  }
}

/** Which tools' reports are looked at for it: the others' cost nothing. */
export const writesFiles = (toolName: string): boolean => toolName !== 'Read' && KNOWN_BY.has(toolName);

const isOwnWork = async (path: string, { origin }: Action, door: HookDoor): Promise<boolean> => {
  const stamp = door.sessions?.filesOf(origin).stampOf(path);
  return stamp !== undefined && stamp === (await stampOf(path));
};

/** Another one as soon as anybody writes the file. */
const stampOf = async (path: string): Promise<string | undefined> => {
  try {
    const { mtimeNs, ctimeNs, size, ino } = await stat(path, { bigint: true });
    return `${mtimeNs} ${ctimeNs} ${size} ${ino}`;
  } catch {
    return undefined;
  }
};

async function holdsSecret(
  paths: readonly string[],
  action: Action,
  door: HookDoor,
  deadlineMs: number,
): Promise<'yes' | 'no' | 'unknown'> {
  const { inspect } = door;
  const current = door.policy();
  if (paths.length === 0 || inspect === undefined || !current.ok) return 'no';
  const { policy } = current;
  if (resultFailMode(policy, 'file.read') === undefined) return 'no';
  const { samples } = await readNamedFiles(paths.map(readOf), door.reader);
  // As a result: what the tool will give back is then known already, and is not looked at twice.
  const contents = samples.map((sample) => ({ ...sample, role: 'result' as const }));
  if (contents.length === 0) return 'no';
  const { findings, notInspected } = await inspectContent(contents, inspect, deadlineMs);
  const facts = door.facts(action);
  const isKept = (finding: Finding): boolean => {
    const reading = { ...READING, id: action.id, digest: action.digest, origin: action.origin };
    const { enforced } = decideOnFindings({ ...reading, findings: [finding] }, policy, facts);
    return strictness(enforced) > strictness('warn');
  };
  const real = findings.filter(
    ({ sample, start, end }) => !isPublishedExample(contents[sample]?.text.slice(start, end) ?? ''),
  );
  if (oneOfEachSort(real).some(isKept)) return 'yes';
  return notInspected === undefined ? 'no' : 'unknown';
}

/** Policy sees no more of a finding than this; a file may hold thousands. */
const oneOfEachSort = (findings: readonly Finding[]): Finding[] => [
  ...new Map(
    findings.map((finding) => [
      JSON.stringify([finding.detector, finding.rule, finding.level, finding.confidence]),
      finding,
    ]),
  ).values(),
];

const readOf = (path: string): PathUse => ({
  path,
  given: path,
  access: 'read',
  recursive: false,
  glob: false,
  certain: true,
});

const READING = {
  kind: 'file.read',
  tool: { name: 'Read', provenance: 'built-in', known: true },
  effects: [],
  paths: [],
  hosts: [],
  samples: [],
} satisfies Partial<Action>;

const MARK: Finding = {
  detector: 'secret',
  rule: FILE_COMES_BACK,
  level: 'warn',
  role: 'content',
  // It stands for a whole file, which is no sample of the action.
  sample: 0,
  start: 0,
  end: 0,
  confidence: 1,
  detectorVersion: '1',
};

const filesOf = ({ paths }: Action): string[] => [
  ...new Set(
    paths
      .filter(({ glob, access, given }) => !glob && access !== 'list' && !/\.ipynb$/i.test(given))
      .map(({ path, resolved }) => resolved ?? path),
  ),
];
