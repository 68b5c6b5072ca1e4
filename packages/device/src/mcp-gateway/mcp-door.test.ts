import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { frame, FrameReader, type Frame } from './frame.ts';
import { startMcpDoor, type McpDoor, type Send } from './mcp-door.ts';

const BUDGET_BYTES = 100_000;
let folder: string;
let door: McpDoor;
/** Answers the last line that was asked. */
const answers: (() => void)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-door-'));
  door = await startMcpDoor({
    socket: join(folder, 'run/mcp.sock'),
    token: undefined,
    limits: { relays: 8, bytes: BUDGET_BYTES },
    failed: (error) => {
      throw error;
    },
    open: ({ name }, send: Send) =>
      name === 'unwanted'
        ? { refused: 'not this one' }
        : name === 'recalled'
          ? Promise.resolve({ notStarted: 'recalled' })
          : {
              take: ({ line }) => void answers.push(() => send('nothing', line)),
              gone: () => {},
            },
  });
});
afterAll(async () => {
  await door.close();
  rmSync(folder, { recursive: true });
});

type Relay = { readonly socket: Socket; readonly next: () => Promise<Frame | 'gone'> };

function relay(name = 'notes'): Relay {
  const socket = connect(join(folder, 'run/mcp.sock'));
  const frames = new FrameReader();
  const heard: (Frame | 'gone')[] = [];
  let wake: (() => void) | undefined;
  const hear = (...said: readonly (Frame | 'gone')[]): void => {
    heard.push(...said);
    wake?.();
  };
  socket.on('error', () => {});
  socket.on('close', () => hear('gone'));
  socket.on('data', (piece) => hear(...(frames.push(piece) ?? [])));
  const hello = { v: 1, token: '', name, command: 'x', args: [], cwd: '/', path: '', claims: {} };
  socket.write(frame('hello', 0, JSON.stringify(hello)));
  const next = async (): Promise<Frame | 'gone'> => {
    if (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return heard.shift() ?? 'gone';
  };
  return { socket, next };
}

it('says why there is no session for a relay', async () => {
  expect(await relay('unwanted').next()).toMatchObject({
    kind: 'refused',
    bytes: Buffer.from('not this one'),
  });
});

it('says why a server may not be started, once that is known', async () => {
  const { next } = relay('recalled');
  expect(await next()).toMatchObject({ kind: 'not-started', bytes: Buffer.from('recalled') });
  expect(await next()).toBe('gone');
});

it('ends a relay that says more before it is welcome', async () => {
  const { socket, next } = relay();
  socket.write(frame('from-client', 1, '{}'));
  expect(await next()).toBe('gone');
});

it('takes no more than its share of memory from all relays, parts of lines among it, and frees what was answered', async () => {
  const [calm, greedy] = [relay(), relay()];
  expect(await calm.next()).toMatchObject({ kind: 'welcome' });
  expect(await greedy.next()).toMatchObject({ kind: 'welcome' });
  // Again and again within the share, because each is answered.
  for (let line = 1; line <= 5; line += 1) {
    calm.socket.write(frame('from-client', line, 'x'.repeat(60_000)));
    await expect.poll(() => answers.length).toBe(1);
    answers.pop()?.();
    expect(await calm.next()).toMatchObject({ kind: 'nothing', line });
  }
  // A line that never ends.
  greedy.socket.write(frame('from-client', 1, 'x'.repeat(3 * BUDGET_BYTES)).subarray(0, 2 * BUDGET_BYTES));
  expect(await greedy.next()).toBe('gone');
  calm.socket.write(frame('from-client', 6, 'x'.repeat(60_000)));
  await expect.poll(() => answers.length).toBe(1);
  answers.pop()?.();
  expect(await calm.next()).toMatchObject({ kind: 'nothing', line: 6 });
  calm.socket.destroy();
});
