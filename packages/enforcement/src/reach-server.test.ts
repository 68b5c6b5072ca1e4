import { ActionId, SessionId, ToolUseId, type Action } from '@sallyport/action-model';
import { describe, expect, test } from 'vitest';
import { doorWith, held, read } from './ask-others.fixture.ts';
import { enforce, type Door } from './enforce.ts';

const ASKS = `
  - {id: notes, on: [file.read], when: "action.paths.exists(p, p.name == 'notes.txt')", verdict: approve, say: ask first}`;
const toolUseId = ToolUseId.parse('toolu_1');

/** One call as the hook shows it, and as it comes to its server, where no session is known. */
const atHook = (path = '/work/notes.txt'): Action => {
  const action = read(path);
  return {
    ...action,
    origin: { ...action.origin, toolUseId },
    tool: {
      name: 'mcp__plugin_x_files__read',
      serverTool: 'read',
      provenance: 'mcp-server',
      known: false,
    },
  };
};
const atServer = (path?: string): Action => {
  const action = atHook(path);
  return {
    ...action,
    id: ActionId.parse(`${action.id}-server`),
    origin: { ...action.origin, surface: 'mcp', session: SessionId.parse('mcp-1') },
  };
};
const answeredBy =
  (calls: { count: number }): NonNullable<Door['askPeople']> =>
  async (_action, { obligations }) => {
    calls.count += 1;
    return {
      ticket: 'T1',
      answers: obligations.map(({ policy, rule }) => ({
        policy,
        rule,
        ticket: 'T1',
        approvers: [{ name: 'bo', proof: 'passkey' as const }],
      })),
    };
  };

async function atServerDecided(action: Action, door: Door) {
  const deed = door.deeds?.reach({ user: 'ann', toolUseId }, [action]);
  const { decision } = await enforce(
    {
      ...held(action),
      surface: 'mcp',
      express: (said) => (said.enforced === 'approve' ? { ...said, enforced: 'block' } : said),
      ...(deed === undefined ? {} : { known: deed }),
    },
    deed === undefined ? { ...door, askPeople: async () => ({ ticket: 'T2', answers: [] }) } : door,
  );
  return { deed, decision };
}

describe('a call that comes to its server', () => {
  test('is the action that the hook has shown; an approval is asked for once and counts once', async () => {
    const calls = { count: 0 };
    const { door, kept } = doorWith(ASKS, { askPeople: answeredBy(calls) });
    const first = await enforce(held(atHook()), door);
    expect(first.decision.enforced).toBe('allow');
    const again = await atServerDecided(atServer(), door);
    expect(again.decision.enforced).toBe('allow');
    expect(calls.count).toBe(1);
    expect(kept.map(({ type }) => type)).toEqual(['decision', 'sighting']);
    // The same call sent once more, with the same id, is another one.
    const replayed = await atServerDecided(atServer(), door);
    expect(replayed.deed).toBeUndefined();
    expect(replayed.decision.enforced).toBe('block');
  });

  test.each([
    ['another input', { digest: '1'.repeat(64) }],
    ['another sort of action', { kind: 'file.list' as const }],
    [
      'another tool',
      {
        tool: {
          name: 'mcp__files__delete',
          serverTool: 'delete',
          provenance: 'mcp-server' as const,
          known: false,
        },
      },
    ],
  ])('is none of the hook’s with %s', async (_name, changes) => {
    const { door } = doorWith(ASKS, { askPeople: answeredBy({ count: 0 }) });
    await enforce(held(atHook()), door);
    const other: Action = { ...atServer(), ...changes };
    expect(door.deeds?.reach({ user: 'ann', toolUseId }, [other])).toBeUndefined();
    expect(door.deeds?.reach({ user: 'eve', toolUseId }, [atServer()])).toBeUndefined();
    expect(
      door.deeds?.reach({ user: 'ann', toolUseId: ToolUseId.parse('toolu_2') }, [atServer()]),
    ).toBeUndefined();
  });

  test('is decided afresh, and the stricter of both holds', async () => {
    const { door, kept } = doorWith(
      `
  - {id: keys, on: [file.read], when: "action.paths.exists(p, p.under('~/.ssh'))", verdict: block, say: never}`,
      {},
    );
    await enforce(held(atHook('/work/x')), door);
    // What the path leads to is another thing by now.
    const { decision } = await atServerDecided(
      { ...atServer('/work/x'), paths: atServer('/home/ann/.ssh/id').paths },
      door,
    );
    expect(decision.enforced).toBe('block');
    expect(decision.marks).toContain('tightened-by-later-sighting');
    expect(kept.map(({ type }) => type)).toEqual(['decision', 'decision']);
  });

  test('that has ended joins nothing any more', async () => {
    const { door } = doorWith(ASKS, { askPeople: answeredBy({ count: 0 }) });
    await enforce(held(atHook()), door);
    for (const deed of door.deeds?.deedsOf(atHook().origin) ?? []) deed.ended = true;
    expect(door.deeds?.reach({ user: 'ann', toolUseId }, [atServer()])).toBeUndefined();
  });
});
