import { Action } from '@sallyport/action-model';
import { loadCorpus, PLACEHOLDER_HOME, type CorpusCase } from '@sallyport/testkit';
import { describe, expect, it } from 'vitest';
import { mcpContext } from '../../test/mcp-context.ts';
import { testContext } from '../../test/test-context.ts';
import { readHook } from '../hooks/read-hook.ts';
import { readMcpAnswer } from './read-mcp-answer.ts';
import { readMcpCall, type McpCallReading } from './read-mcp-call.ts';
import { readMessage } from './read-message.ts';
import { readMcpResult } from './results/mcp-result.ts';

const cases = loadCorpus('mcp');
const hooks = loadCorpus('hook');

const field = (payload: unknown, name: string): unknown =>
  Object.entries(payload ?? {}).find(([key]) => key === name)?.[1];

const hookOf = ({ name }: CorpusCase): CorpusCase | undefined => hooks.findLast((each) => each.name === name);

/** A message that no JSON value can be is kept as its text. */
const textOf = ({ payload }: CorpusCase): string =>
  typeof payload === 'string' ? payload : JSON.stringify(payload);

type Seen =
  | McpCallReading
  | { readonly kind: 'outcome'; readonly text: string }
  | { readonly kind: 'notification' | 'batch' };

const seen = (each: CorpusCase): Seen => {
  const context = mcpContext(each.from, { name: each.server ?? '?' });
  const cwd = field(hookOf(each)?.payload, 'cwd');
  const origin = {
    ...context.origin,
    home: PLACEHOLDER_HOME,
    cwd: typeof cwd === 'string' ? cwd : `${PLACEHOLDER_HOME}/project`,
    ...(each.agent === 'cowork' && { agent: 'cowork' as const }),
  };
  const reading = readMessage(textOf(each));
  if (reading.kind === 'request') return readMcpCall(reading, { ...context, origin });
  if (reading.kind !== 'response') return reading;
  return each.from === 'client'
    ? readMcpAnswer(reading, { ...context, origin })
    : { kind: 'outcome', text: readMcpResult(reading).text.text };
};

const actionsOf = (reading: Seen): readonly Action[] => (reading.kind === 'actions' ? reading.actions : []);

describe.each(cases.map((each) => [each.name, each] as const))('%s', (_name, each) => {
  it('is read as its folder says', () => {
    const { reading, actions, toolName } = each.expected;
    const read = seen(each);
    expect(read.kind).toBe(reading);
    const expected = {
      ...(actions === undefined ? {} : { actions }),
      ...(toolName === undefined ? {} : { toolName }),
    };
    expect(read).toMatchObject(expected);
    for (const action of actionsOf(read)) Action.parse(action);
  });

  it('is the same deed as its hook shows', () => {
    const hook = hookOf(each);
    if (hook === undefined) return;
    const reading = readHook(hook.payload, { ...testContext(hook.environment), home: PLACEHOLDER_HOME });
    const read = seen(each);
    const shown = reading.kind === 'actions' ? reading.actions : [];
    expect(actionsOf(read).map(({ kind }) => kind)).toEqual(shown.map(({ kind }) => kind));
    expect(actionsOf(read).map(({ paths, hosts, effects }) => ({ paths, hosts, effects }))).toEqual(
      shown.map(({ paths, hosts, effects }) => ({ paths, hosts, effects })),
    );
    // By this a call of a tool is known again as the one that the hook showed.
    const isCall = reading.kind === 'actions' && reading.event === 'PreToolUse';
    expect(actionsOf(read).map(({ digest }) => isCall && digest)).toEqual(
      shown.map(({ digest }) => isCall && digest),
    );
    const text = reading.kind === 'outcome' ? reading.outcomes[0]?.result.text : undefined;
    expect(read.kind === 'outcome' ? read.text : (text ?? '')).toContain(text ?? '');
  });

  it('says where it comes from', () => {
    expect(each.provenance).toMatch(
      /^constructed from (?:the hook\u2019s payload by )?the schema of revision \d{4}-\d\d-\d\d$/,
    );
    expect(each.server).toBeTruthy();
  });
});

describe('the corpus', () => {
  it('shows on this surface too what a hook shows of a server\u2019s tool', () => {
    const here = new Set(cases.map(({ name }) => name));
    const ofServers = hooks.filter(({ payload }) => String(field(payload, 'tool_name')).startsWith('mcp__'));
    expect(ofServers.map(({ name }) => name).filter((name) => !here.has(name))).toEqual([]);
    expect(here.size).toBeGreaterThanOrEqual(80);
  });
});
