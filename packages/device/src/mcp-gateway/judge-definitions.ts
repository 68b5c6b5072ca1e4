/**
 * What speaks against the tools of a server, by what they say of themselves and by how they are called. Each definition is
 * looked at as `scan` looks at a component, and policy says what becomes of it, as a `component.load` of its own: so one
 * poisoned tool holds back itself and not its server. The detectors' answers are remembered by text, so that a list that
 * comes again costs no second look; a call never comes here.
 */
import { setImmediate } from 'node:timers/promises';
import type { Action, Finding } from '@sallyport/action-model';
import { enforce } from '@sallyport/enforcement';
import {
  canonicalJson,
  expressMcp,
  mcpToolName,
  type McpContext,
  type ToolDefinition,
} from '@sallyport/surfaces';
import type { HookDoor } from '../hook-endpoint/answer-hook.ts';
import { inspectInput } from '../hook-endpoint/inspect-input.ts';
import { sentenceOf, type Alike } from './names-alike.ts';
import type { Doubts } from './tool-state.ts';

/** Of a whole list, which may take longer than a call: nobody has begun to work yet. */
const DEADLINE_MS = 8_000;
/** More than any definition needs. */
const MAX_SAMPLE = 262_144;
const MAX_REASONS = 10;
const AT_ONCE = 16;

export type DefinitionsOfServer = {
  readonly name: string;
  readonly command: string;
  readonly definitions: readonly ToolDefinition[];
  /** What a tool is like that another server has. */
  readonly alike: (tool: string) => Alike | undefined;
};

/** Undefined where there is no policy to ask. */
export async function judgeDefinitions(
  server: DefinitionsOfServer,
  context: McpContext,
  door: HookDoor,
): Promise<Doubts | undefined> {
  // What was said of them before stands until somebody can say something else.
  if (!door.policy().ok) return undefined;
  const looking = asComponent(door, performance.now() + DEADLINE_MS);
  const doubts = new Map<string, Doubted>();
  const { definitions } = server;
  for (let first = 0; first < definitions.length; first += AT_ONCE) {
    // Many of them would hold everybody else up.
    if (first > 0) await setImmediate();
    const some = definitions.slice(first, first + AT_ONCE);
    const judged = await Promise.all(some.map((tool) => judgeOne(tool, server, context, looking)));
    for (const [index, doubt] of judged.entries()) {
      const tool = some[index];
      if (doubt !== undefined && tool !== undefined) doubts.set(tool.name, doubt);
    }
  }
  return doubts;
}

type Doubted = Doubts extends ReadonlyMap<string, infer Each> ? Each : never;

async function judgeOne(
  tool: ToolDefinition,
  { name, command, alike }: DefinitionsOfServer,
  context: McpContext,
  door: HookDoor,
): Promise<Doubted | undefined> {
  const given = actionOf({ name, command }, tool, context);
  const like = alike(tool.name);
  const isHeld = like !== undefined && like.how !== 'spelling';
  const marks = [
    ...(isHeld ? [findingOf(like.how === 'ambiguous' ? 'ambiguous-name' : 'look-alike-tool')] : []),
    ...(given.samples[0]?.truncated === true ? [findingOf('not-read-to-the-end')] : []),
  ];
  const { actions, notInspected } = await inspectInput([given], door);
  const [inspected = given] = actions;
  const findings = [...marks, ...inspected.findings];
  const why = [
    ...(isHeld ? [sentenceOf(like)] : []),
    ...(notInspected === undefined ? [] : [`nobody could look at it: ${notInspected.detail}`]),
  ];
  const enforced = findings.length === 0 ? 'allow' : await decided({ ...inspected, findings }, door);
  if (enforced === 'allow') return why.length === 0 ? undefined : { isBarred: false, why };
  const words = findings.filter(isTelling).toSorted(byLevel).map(wordOf);
  return { isBarred: enforced === 'block', why: [...new Set([...why, ...words])].slice(0, MAX_REASONS) };
}

/** What policy says: it may be used, or when a person agrees, or not at all. */
async function decided(
  action: Action,
  { deeds: _none, ...alone }: HookDoor,
): Promise<'allow' | 'approve' | 'block'> {
  const { decision } = await enforce(
    {
      actions: [action],
      surface: 'mcp',
      express: (wanted) => expressMcp(wanted, { about: 'request' }),
    },
    alone,
  );
  if (decision.enforced === 'allow' || decision.enforced === 'warn') return 'allow';
  return decision.marks.includes('approve-became-block') ? 'approve' : 'block';
}

/** The same door, with content read as that of a component, and all of it in one time. */
const asComponent = (door: HookDoor, endsAtMs: number): HookDoor => {
  const { inspect } = door;
  if (inspect === undefined) return door;
  return {
    ...door,
    inspect: (texts, { caller }) =>
      inspect(
        texts.map((each) => ({ ...each, role: 'manifest' })),
        {
          deadlineMs: Math.max(0, endsAtMs - performance.now()),
          ...(caller === undefined ? {} : { caller }),
        },
      ),
  };
};

const actionOf = (
  { name, command }: Pick<DefinitionsOfServer, 'name' | 'command'>,
  tool: ToolDefinition,
  { origin, actionId, digest }: McpContext,
): Action => {
  // As `scan` is given a list of tools, so that it says the same.
  const text = canonicalJson({ tools: [tool] }) ?? '';
  return {
    id: actionId(),
    kind: 'component.load',
    digest: digest(text),
    origin: { ...origin, surface: 'mcp', mcpServer: name.slice(0, 200) },
    component: {
      type: 'mcp-server',
      name: mcpToolName(name, tool.name).slice(0, 300),
      source: command.slice(0, 2048),
    },
    effects: [],
    paths: [],
    hosts: [],
    samples: [{ role: 'content', text: text.slice(0, MAX_SAMPLE), truncated: text.length > MAX_SAMPLE }],
    findings: [],
  };
};

/** Said by this machine's own book, and not by a detector of texts. */
export const findingOf = (rule: string): Finding => ({
  detector: 'manifest',
  rule,
  level: 'warn',
  role: 'content',
  sample: 0,
  start: 0,
  end: 0,
  confidence: 1,
  detectorVersion: '1',
});

/** What `scan` would grade; that a definition names a mailbox is no reason. */
const isTelling = ({ detector }: Finding): boolean => detector !== 'pii';

const byLevel = (one: Finding, other: Finding): number =>
  one.level === other.level ? 0 : one.level === 'block' ? -1 : 1;
const wordOf = ({ detector, rule, level }: Finding): string => `${detector}/${rule} (${level})`;
