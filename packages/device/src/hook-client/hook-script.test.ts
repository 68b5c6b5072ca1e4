import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../../test/install/test-machine.ts';
import { hookCommand } from './hook-command.ts';
import { renderHookScript, renderRefusal } from './hook-script.ts';

const PAYLOAD = JSON.stringify({
  session_id: 's-1',
  tool_name: 'Bash',
  tool_input: { command: 'x "tool_name":"Read"' },
});

/** Runs the real script with programs in curl's and Node's place, and gives back the line it left for a gap record. */
async function lineLeft(
  curl: string | undefined,
  decider: string | undefined,
  { payload = PAYLOAD, session = 's-1', event = 'PreToolUse', left = 'gaps.txt' } = {},
): Promise<string> {
  await using machine = await testMachine();
  const program = (name: string, text: string | undefined): string => {
    const path = join(machine.root, name);
    if (text === undefined) return path;
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o700);
    return path;
  };
  const gaps = join(machine.root, 'gaps.txt');
  const script = program(
    'hook.sh',
    renderHookScript({
      curl: program('curl', curl),
      node: program('node', decider),
      socket: '/nowhere.sock',
      tokenHeader: '/nowhere',
      offlineDecider: '/nowhere.mjs',
      stateHome: machine.root,
      userHome: machine.root,
      gaps,
      stops: join(machine.root, 'stopped.txt'),
    }),
  );
  const { command, args } = hookCommand(script, event, 'closed');
  const { status } = spawnSync(command, args, {
    input: payload,
    env: { AI_AGENT: 'claude-code_2-1-330_agent', CLAUDE_CODE_SESSION_ID: session },
  });
  expect(status).toBe(2);
  const path = join(machine.root, left);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

const TAKES_ALL = 'cat >/dev/null';

describe('the line that the script leaves when it could ask nobody', () => {
  it.each([
    ['curl is missing', undefined, undefined, 'curl-127 Bash s-1'],
    ['nobody listens and Node is missing', 'exit 7', undefined, 'curl-7 Bash s-1'],
    ['nobody listens and the decider dies before it reads', 'exit 7', 'exit 1', 'curl-7 Bash s-1'],
    [
      'a refusal of ours names it',
      `${TAKES_ALL}; printf 'sallyport/1 refused Read'`,
      undefined,
      'curl-0 Read s-1',
    ],
    [
      'the decider refuses and names it',
      'exit 7',
      `${TAKES_ALL}; echo sallyport/1 refused Read`,
      'curl-7 Read s-1',
    ],
  ])('names tool and session: %s', async (_name, curl, decider, expected) => {
    expect(await lineLeft(curl, decider)).toBe(`PreToolUse closed ${expected}\n`);
  });

  it.each([
    ['a hung guard has taken the payload', `${TAKES_ALL}; exit 28`, 'curl-28 - s-1'],
    ['the decider has taken it and died', 'exit 7', 'curl-7 - s-1', TAKES_ALL],
  ])('says so where the payload is gone: %s', async (_name, curl, expected, decider?: string) => {
    expect(await lineLeft(curl, decider)).toBe(`PreToolUse closed ${expected}\n`);
  });

  it.each([
    ['a line feed in the name', '{"tool_name":"Bash\nPreToolUse open curl-7 Read s-2"}', 'Bash'],
    ['a name that is no name', '{"tool_name":"$(touch x)"}', '-'],
    ['a name without end', `{"tool_name":"${'x'.repeat(5000)}"}`, '-'],
    ['no name', '{}', '-'],
    ['nothing at all', '', '-'],
  ])('stays one line of our shape: %s', async (_name, payload, tool) => {
    expect(await lineLeft(undefined, undefined, { payload })).toBe(
      `PreToolUse closed curl-127 ${tool} s-1\n`,
    );
  });

  it('has a mark of its own for a conversation whose results nobody looked at, and for no other event', async () => {
    const left = 'stopped.txt';
    const mark = await lineLeft('exit 7', 'exit 1', { event: 'PostToolBatch', left });
    expect(mark).toMatch(/^s-1 1[0-9]{9,10}\n$/);
    expect(await lineLeft('exit 7', 'exit 1', { left })).toBe('');
  });

  it('has no session where the environment claims a strange one', async () => {
    expect(await lineLeft(undefined, undefined, { session: 'a b\nc' })).toBe(
      'PreToolUse closed curl-127 Bash -\n',
    );
  });
});

describe('renderRefusal', () => {
  it.each([
    [PAYLOAD, 'Bash'],
    ['{"tool_name": "mcp__x__y"', 'mcp__x__y'],
    ['{"tool_name":"a b"}', '-'],
    ['', '-'],
  ])('%s', (payload, tool) => {
    expect(renderRefusal(payload)).toBe(`sallyport/1 refused ${tool}`);
  });
});
