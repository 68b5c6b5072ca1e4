import { loadCorpus, PLACEHOLDER_HOME, type CorpusCase } from '@sallyport/testkit';
import { Action } from '@sallyport/action-model';
import { describe, expect, it } from 'vitest';
import { testContext } from '../../test/test-context.ts';
import { HOOK_EVENTS } from './hook-events.ts';
import { readHook } from './read-hook.ts';
import { TOOL_KINDS } from '../tools/tool-table.ts';

const cases = loadCorpus('hook');

const contextOf = ({ environment }: CorpusCase) => ({
  ...testContext(),
  home: PLACEHOLDER_HOME,
  environment,
});

const field = (payload: unknown, name: string): unknown =>
  Object.entries(payload ?? {}).find(([key]) => key === name)?.[1];

describe.each(cases.map((each) => [`${each.name}/${each.file}`, each] as const))('%s', (_name, each) => {
  it('is read as its folder says', () => {
    const reading = readHook(JSON.stringify(each.payload), contextOf(each));
    const { reading: kind, ...rest } = each.expected;
    expect(reading).toMatchObject({ kind, ...rest });
    for (const action of reading.kind === 'actions' ? reading.actions : []) Action.parse(action);
  });

  it('lies in the folder of what it is', () => {
    const reading = readHook(each.payload, contextOf(each));
    const kinds: readonly string[] =
      reading.kind === 'actions' ? reading.actions.map(({ kind }) => kind) : [reading.kind];
    expect(kinds).toContain(each.name.split('/')[0]);
  });

  it('says where it comes from', () => {
    expect(each.provenance).toMatch(
      /^(?:recorded 2\.1\.\d+|constructed (?:claude-surfaces §[\d.]+|from the definitions in client 2\.1\.330))$/,
    );
  });
});

const toolNames = new Set(cases.map(({ payload }) => field(payload, 'tool_name')));
const eventNames = new Set(cases.map(({ payload }) => field(payload, 'hook_event_name')));

describe('the corpus', () => {
  it('has a case for every tool that the reader knows', () => {
    // The same readers under other names of the server.
    const spellings = /^mcp__(?:Claude_in_Chrome|Claude_Browser)__/;
    const missing = Object.keys(TOOL_KINDS).filter(
      (name) => name !== 'mcp__*' && !spellings.test(name) && !toolNames.has(name),
    );
    expect(missing).toEqual([]);
  });

  it('has a case for every event of the client', () => {
    expect(Object.keys(HOOK_EVENTS).filter((event) => !eventNames.has(event))).toEqual([]);
  });

  it('holds actions only of kinds that the tool table promises', () => {
    for (const each of cases) {
      const name = field(each.payload, 'tool_name');
      const reading = readHook(each.payload, contextOf(each));
      const promised = typeof name === 'string' ? TOOL_KINDS[name] : undefined;
      const kinds = reading.kind === 'actions' && promised ? reading.actions.map(({ kind }) => kind) : [];
      expect(promised ?? []).toEqual(expect.arrayContaining(kinds));
    }
  });
});
