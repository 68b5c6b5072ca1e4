import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frame } from './frame.ts';

const CHILD = join(import.meta.dirname, '../../test/relay-support/relay-child.ts');

describe('before its server is started, a relay', () => {
  let folder: string;
  let guard: Server | undefined;
  const connections = new Set<Socket>();
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'sallyport-relay-'))));
  afterEach(() => {
    guard?.close();
    guard = undefined;
    for (const connection of connections) connection.destroy();
    rmSync(folder, { recursive: true });
  });
  const listen = (answer: (reply: Socket) => void): Promise<void> =>
    new Promise((resolve) => {
      guard = createServer((connection) => {
        connections.add(connection);
        connection.on('error', () => {});
        connection.once('data', () => answer(connection));
      }).listen(join(folder, 's'), resolve);
    });
  /** What a relay says whose server leaves a file behind when it is started. */
  const relay = (alone: string): Promise<{ readonly said: string; readonly hasStarted: boolean }> => {
    const marker = join(folder, 'started');
    const server = ['/bin/sh', '-c', `touch ${marker}`];
    const child = spawn(process.execPath, [CHILD, join(folder, 's'), alone, ...server], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    return new Promise((resolve) =>
      child.once('close', () => resolve({ said, hasStarted: existsSync(marker) })),
    );
  };

  it('does not start it where the guard refuses the relay, whatever the policy on disk would say', async () => {
    await listen((reply) => reply.end(frame('refused', 0, 'this relay is of another version')));
    const { said, hasStarted } = await relay('start');
    expect(hasStarted).toBe(false);
    expect(said).toContain(
      'has not started the server `notes`: its guard does not take this relay (this relay is of another version)',
    );
    expect(said).toContain('sallyport doctor');
  });

  it.each([
    ['where nobody listens', undefined],
    ['where the guard says nothing', () => {}],
    ['where somebody listens who is no guard', (reply: Socket) => void reply.end('HTTP/1.1 200 OK\r\n\r\n')],
  ])('asks the policy on disk %s', async (_where, answer) => {
    if (answer !== undefined) await listen(answer);
    expect(await relay('recalled')).toEqual({ said: 'recalled', hasStarted: false });
    expect(await relay('start')).toEqual({ said: '', hasStarted: true });
  });

  it('starts it where the guard takes it', async () => {
    await listen((reply) => reply.write(frame('welcome', 0)));
    expect((await relay('not asked')).hasStarted).toBe(true);
  });
});
