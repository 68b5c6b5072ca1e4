import { Action, ACTION_KINDS, type ActionOf, type ActionKind } from '@sallyport/action-model';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testContext } from '../../test/test-context.ts';
import { readHook } from './read-hook.ts';
import type { HookReading } from './hook-reading.ts';
import { TOOL_KINDS } from '../tools/tool-table.ts';

const base = { session_id: 's-1', cwd: '/home/ann/app', permission_mode: 'default', prompt_id: 'p-1' };
const toolCall = (tool_name: string, tool_input: unknown, extra: object = {}): object => ({
  ...base,
  hook_event_name: 'PreToolUse',
  tool_name,
  tool_input,
  tool_use_id: 'toolu_1',
  ...extra,
});

const read = (payload: unknown): HookReading => readHook(payload, testContext());

const actionsOf = (payload: unknown): readonly Action[] => {
  const reading = read(payload);
  if (reading.kind !== 'actions') throw new Error(`expected actions, got ${JSON.stringify(reading)}`);
  return reading.actions;
};

const only = <Kind extends ActionKind>(kind: Kind, payload: unknown): ActionOf<Kind> => {
  const actions = actionsOf(payload);
  const action = actions[0];
  if (actions.length !== 1 || action?.kind !== kind) throw new Error(`expected one ${kind}`);
  // Just checked; the union does not narrow over a generic kind.
  return action as unknown as ActionOf<Kind>;
};

describe('who acts', () => {
  it('comes from the payload, the context and the environment', () => {
    const { origin } = only('file.read', toolCall('Read', { file_path: '/etc/hosts' }));
    expect(origin).toMatchObject({
      user: 'ann',
      home: '/home/ann',
      device: 'dev-1',
      session: 's-1',
      prompt: 'p-1',
      toolUseId: 'toolu_1',
      agent: 'claude-code',
      agentVersion: '2.1.330',
      surface: 'hook',
      permissionMode: 'default',
      attended: false,
      trigger: 'unknown',
    });
  });

  it('is Cowork when its spawn markers or its own tools say so, and that is only a claim', () => {
    const marked = readHook(
      toolCall('Read', { file_path: '/x' }),
      testContext({ CLAUDE_CODE_IS_COWORK: '1', CLAUDE_CODE_ENTRYPOINT: 'local-agent' }),
    );
    expect(marked).toMatchObject({ actions: [{ origin: { agent: 'cowork', attended: true, proofs: {} } }] });
    expect(only('shell.run', toolCall('mcp__workspace__bash', { command: 'ls' })).origin.agent).toBe(
      'cowork',
    );
  });

  it('names the subagent that acts', () => {
    const payload = toolCall('Read', { file_path: '/x' }, { agent_id: 'a1', agent_type: 'Explore' });
    expect(only('file.read', payload).origin.subagent).toEqual({ id: 'a1', type: 'Explore' });
  });

  it('takes a permission mode it does not know as unknown', () => {
    const payload = toolCall('Read', { file_path: '/x' }, { permission_mode: 'yolo' });
    expect(only('file.read', payload).origin.permissionMode).toBe('unknown');
  });
});

describe('a tool call', () => {
  it('has one digest for one input, whatever the order of its keys', () => {
    const one = only('file.write', toolCall('Write', { file_path: '/x', content: 'a' })).digest;
    const other = only('file.write', toolCall('Write', { content: 'a', file_path: '/x' })).digest;
    expect(one).toBe(other);
    expect(one).not.toBe(only('file.write', toolCall('Write', { content: 'b', file_path: '/x' })).digest);
  });

  it('of a tool nobody knows is a tool.call with the paths and hosts that it names', () => {
    const action = only(
      'tool.call',
      toolCall('Teleport', { to: 'https://Evil.Example/x', from: '~/.ssh/id_rsa' }),
    );
    expect(action.tool).toMatchObject({ name: 'Teleport', known: false, provenance: 'unknown' });
    expect(action.paths.map(({ path }) => path)).toEqual(['/home/ann/.ssh/id_rsa']);
    expect(action.hosts.map(({ host }) => host)).toEqual(['evil.example']);
  });

  it('of computer use names the application under whatever key it stands', () => {
    for (const input of [{ app: 'Mail' }, { bundle_id: 'Mail' }, { application: 'Mail' }]) {
      const call = toolCall('mcp__computer-use__open_application', input);
      expect(only('screen.act', call)).toMatchObject({ gesture: 'open_application', app: 'Mail' });
    }
    const batch = { actions: [{ name: 'open_application', input: { name: 'Mail' } }] };
    expect(only('screen.act', toolCall('mcp__computer-use__computer_batch', batch)).app).toBe('Mail');
  });

  it('that names more places than an action can hold reaches everywhere', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `/data/${index}`);
    const action = only('tool.call', toolCall('Teleport', { many }));
    expect(action.paths).toHaveLength(4096);
    expect(action.paths.at(-1)).toMatchObject({ path: '/', recursive: true, certain: false });
  });

  it('of a name that every object has is a tool.call too', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'mcp__x__constructor']) {
      expect(actionsOf(toolCall(name, {}))[0]).toMatchObject({ kind: 'tool.call', tool: { known: false } });
    }
  });

  it('never cuts a path: one that is too long makes the call unreadable', () => {
    expect(read(toolCall('Read', { file_path: `/${'x'.repeat(9000)}` }))).toMatchObject({
      kind: 'unreadable',
      toolName: 'Read',
    });
  });

  it('reads a command as far as reading goes and marks the rest', () => {
    const action = only('shell.run', toolCall('Bash', { command: `${'true; '.repeat(20_000)}rm -rf ~` }));
    expect(action.command.marks).toContain('too-long');
  });

  it('cuts content and says so', () => {
    const action = only('file.write', toolCall('Write', { file_path: '/x', content: 'y'.repeat(300_000) }));
    expect(action.samples[0]).toMatchObject({ truncated: true });
  });

  it('shows REPL code to the rules on commands, paths and inline code', () => {
    const code = `require('fs').readFileSync('/home/ann/.ssh/id_rsa')`;
    const action = only('shell.run', toolCall('REPL', { code }));
    expect(action.command.text).toBe(code);
    expect(action.command.programs[0]).toMatchObject({ name: 'node', flags: ['-e'] });
    expect(action.paths.map(({ path }) => path)).toContain('/home/ann/.ssh/id_rsa');
    expect(action.command.marks).toContain('inline-code');
  });

  it('finds the host in every spelling that a browser takes', () => {
    for (const url of [
      'https://evil.example/x',
      'https:evil.example',
      'https:\\\\evil.example\\x',
      'HTTPS://user:pw@EVIL.example:443/',
      'ht\ntps://ev\til.example',
      'https://ev%69l.example',
      'evil.example/login',
    ]) {
      const [action] = actionsOf(toolCall('mcp__claude-in-chrome__navigate', { url, tabId: 1 }));
      expect([url, action?.hosts[0]?.host]).toEqual([url, 'evil.example']);
    }
  });
});

const prompt = (text: string) => ({ ...base, hook_event_name: 'UserPromptSubmit', prompt: text });

describe('a prompt', () => {
  it('reads the files it attaches', () => {
    const paths = actionsOf(prompt('see @~/.ssh/id_ed25519, @"my notes.txt" and @src/a.ts#L1-9.')).flatMap(
      (action) => (action.kind === 'file.read' ? action.paths.map(({ path }) => path) : []),
    );
    expect(paths).toEqual(
      expect.arrayContaining([
        '/home/ann/.ssh/id_ed25519',
        '/home/ann/app/my notes.txt',
        '/home/ann/app/src/a.ts',
      ]),
    );
  });

  it('with more mentions than an action can hold is unreadable rather than half read', () => {
    expect(read(prompt('@a '.repeat(3000)))).toMatchObject({ kind: 'unreadable', event: 'UserPromptSubmit' });
  });

  it('reads nothing for an address or an agent', () => {
    expect(actionsOf(prompt('mail bob@corp.example and ask @"planner (agent)"'))).toHaveLength(1);
  });
});

describe('what cannot be understood', () => {
  it('is an answer, with as much of the tool as can be seen', () => {
    expect(read('{')).toMatchObject({ kind: 'unreadable' });
    expect(read('[]')).toMatchObject({ kind: 'unreadable' });
    expect(read({})).toMatchObject({ kind: 'unreadable' });
    expect(read(toolCall('Bash', { cmd: 'ls' }))).toEqual({
      kind: 'unreadable',
      why: expect.stringContaining('command'),
      event: 'PreToolUse',
      toolName: 'Bash',
      session: 's-1',
    });
  });

  it('includes input that is nested without end', () => {
    const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
    const payload = JSON.stringify(toolCall('Teleport', 0)).replace('"tool_input":0', `"tool_input":${deep}`);
    expect(read(payload)).toMatchObject({ kind: 'unreadable', toolName: 'Teleport' });
  });

  it.each(['mcp__computer-use__computer_batch', 'mcp__claude-in-chrome__browser_batch'])(
    'holds %s of nothing too: every call is at least one action',
    (name) => {
      const reading = read(toolCall(name, { actions: [] }));
      expect(reading).toMatchObject({ kind: 'actions', actions: [{ kind: 'tool.call' }] });
    },
  );

  it('never throws, and what it calls an action is one by the schema', () => {
    const name = fc.oneof(
      fc.constantFrom(...Object.keys(TOOL_KINDS)),
      fc.string({ minLength: 1, maxLength: 40 }),
    );
    const event = fc.constantFrom(
      'PreToolUse',
      'PermissionRequest',
      'PostToolUse',
      'UserPromptSubmit',
      'Elicitation',
    );
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('~/.ssh/x', '/a/../b', 'https://a.example', 'rm -rf /', '*'),
    );
    const input = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom(
          'command',
          'file_path',
          'path',
          'url',
          'pattern',
          'content',
          'actions',
          'prompt',
          'to',
          'code',
        ),
        fc.oneof(text, fc.jsonValue()),
      ),
    );
    fc.assert(
      fc.property(name, event, input, text, (tool_name, hook_event_name, tool_input, prompt) => {
        const reading = read({ ...base, hook_event_name, tool_name, tool_input, prompt });
        const actions = reading.kind === 'actions' ? reading.actions : undefined;
        for (const action of actions ?? []) Action.parse(action);
        expect(actions?.length).not.toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what has happened', () => {
  it('is an outcome with the digest of the same input', () => {
    const input = { command: 'ls' };
    const before = only('shell.run', toolCall('Bash', input));
    const after = read(
      toolCall('Bash', input, {
        hook_event_name: 'PostToolUse',
        tool_response: { stdout: 'näh\n', stderr: '' },
        duration_ms: 12,
      }),
    );
    expect(after).toMatchObject({
      kind: 'outcome',
      outcomes: [
        {
          outcome: 'succeeded',
          toolUseId: 'toolu_1',
          digest: before.digest,
          durationMs: 12,
          resultBytes: 5,
          result: { text: 'näh\n' },
        },
      ],
    });
  });

  it('is a failure or a refusal by the client where the event says so', () => {
    const failed = toolCall('Bash', {}, { hook_event_name: 'PostToolUseFailure', error: 'Exit code 3' });
    expect(read(failed)).toMatchObject({ outcomes: [{ outcome: 'failed', resultBytes: 11 }] });
    const denied = toolCall('Bash', {}, { hook_event_name: 'PermissionDenied', reason: 'no' });
    expect(read(denied)).toMatchObject({ outcomes: [{ outcome: 'denied-by-client' }] });
  });
});

describe('everything else', () => {
  it('is a line of evidence without content, events of tomorrow too', () => {
    expect(
      read({ ...base, hook_event_name: 'Stop', last_assistant_message: 'secret', session_crons: [{}] }),
    ).toEqual({
      kind: 'lifecycle',
      event: 'Stop',
      detail: { session_crons: 1, permission_mode: 'default', cwd: '/home/ann/app' },
      session: 's-1',
    });
    expect(read({ ...base, hook_event_name: 'Tomorrow' })).toMatchObject({
      kind: 'lifecycle',
      event: 'Tomorrow',
    });
  });

  it('leaves text on its way to the screen alone', () => {
    expect(read({ ...base, hook_event_name: 'MessageDisplay', delta: 'x' })).toEqual({ kind: 'not-ours' });
  });
});

it('every kind that a tool can become is one of the model', () => {
  for (const kinds of Object.values(TOOL_KINDS)) {
    expect(kinds.length).toBeGreaterThan(0);
    for (const kind of kinds) expect(ACTION_KINDS).toContain(kind);
  }
});

it('a text and the value it holds are read alike, whatever its names are', () => {
  const key = fc.constantFrom(
    'tool_name',
    'cwd',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'message',
    'x',
  );
  const event = fc.constantFrom('PreToolUse', 'SessionStart', 'PostToolUse', 'UserPromptSubmit', 'Unheard');
  const payload = fc
    .tuple(event, fc.array(fc.tuple(key, fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant('Read')))))
    .map(([name, fields]) =>
      // Written by hand: `__proto__` has to stand in the text as any other name does.
      [['hook_event_name', name], ...fields].map((each) => each.map((one) => JSON.stringify(one)).join(':')),
    )
    .map((fields) => `{${fields.join(',')}}`);
  fc.assert(
    fc.property(fc.oneof(payload, fc.json({ maxDepth: 2 })), (text) => {
      const value: unknown = JSON.parse(text);
      expect(readHook(text, testContext())).toEqual(readHook(value, testContext()));
    }),
    { numRuns: 500 },
  );
});
