import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frame, FrameReader, type Frame } from './frame.ts';
import { GuardLink, type Entered } from './guard-link.ts';

/** A guard that does what a test says with each frame. */
async function fakeGuard(
  socket: string,
  take: (given: Frame, reply: Socket) => void,
): Promise<() => Promise<void>> {
  const connections = new Set<Socket>();
  const server: Server = createServer((connection) => {
    connections.add(connection);
    const frames = new FrameReader();
    connection.on('error', () => {});
    connection.on('data', (piece) => {
      for (const given of frames.push(piece) ?? []) take(given, connection);
    });
  });
  await new Promise<void>((resolve) => void server.listen(socket, resolve));
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const connection of connections) connection.destroy();
    });
}

const welcoming =
  (answer: (given: Frame, reply: Socket) => void) =>
  (given: Frame, reply: Socket): void => {
    if (given.kind === 'hello') reply.write(frame('welcome', 0));
    else answer(given, reply);
  };

describe('a link to the guard', () => {
  let folder: string;
  let socket: string;
  let said: string[];
  let entered: Entered[];
  let link: GuardLink | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-link-'));
    socket = join(folder, 's');
    said = [];
    entered = [];
  });
  afterEach(() => {
    link?.end();
    rmSync(folder, { recursive: true });
  });
  const open = (deadlines = {}): GuardLink =>
    (link = new GuardLink({
      socket,
      hello: (isRunning) => (isRunning ? 'again' : 'first'),
      entered: (word) => void entered.push(word),
      answered: ({ kind, bytes }, asked) =>
        void said.push(`${kind} ${bytes.toString()} for ${asked?.bytes.toString()}`),
      away: ({ bytes, held }) => void said.push(`away ${bytes.toString()}${held ? ' held' : ''}`),
      complain: (why) => void said.push(`complains ${why}`),
      deadlines: { answerMs: 100, returnMs: 200, restMs: 50, ...deadlines },
    }));

  it('gives each line its answer, and a line that nobody answers to `away`, once', async () => {
    const late: (() => void)[] = [];
    const close = await fakeGuard(
      socket,
      welcoming((given, reply) => {
        if (given.bytes.toString() === 'slow')
          late.push(() => reply.write(frame('to-server', given.line, 'late')));
        else reply.write(frame('to-server', given.line, 'ok'));
      }),
    );
    open();
    link?.ask('from-client', Buffer.from('fast'));
    link?.ask('from-client', Buffer.from('slow'));
    await expect.poll(() => said).toContain('away slow');
    for (const answer of late) answer();
    expect(said).toEqual([
      'to-server ok for fast',
      'complains the guard does not answer; run `sallyport doctor`',
      'away slow',
    ]);
    // After a rest the guard is asked again.
    await expect
      .poll(() => {
        link?.ask('from-client', Buffer.from('again'));
        return said;
      })
      .toContain('to-server ok for again');
    await close();
  });

  it('says once whether the server may be started, and to a later guard that it runs', async () => {
    const hellos: string[] = [];
    const listen = (): Promise<() => Promise<void>> =>
      fakeGuard(socket, (given, reply) => {
        if (given.kind === 'hello') hellos.push(given.bytes.toString());
        if (given.kind === 'hello') reply.write(frame('welcome', 0));
        else reply.write(frame('to-server', given.line, 'ok'));
      });
    const close = await listen();
    open();
    await expect.poll(() => entered).toEqual(['welcome']);
    await close();
    const closeAgain = await listen();
    link?.ask('from-client', Buffer.from('more'));
    await expect.poll(() => said).toEqual(['to-server ok for more']);
    expect(hellos).toEqual(['first', 'again']);
    expect(entered).toEqual(['welcome']);
    await closeAgain();
  });

  it('says that the server may be started where no guard is, and why not where a guard says so', async () => {
    open();
    await expect.poll(() => entered).toEqual(['away']);
    link?.end();
    const close = await fakeGuard(
      socket,
      (_given, reply) => void reply.end(frame('not-started', 0, 'recalled')),
    );
    open();
    await expect.poll(() => entered).toEqual(['away', { notStarted: 'recalled' }]);
    await close();
  });

  it('says that a guard refuses it, and counts one as away that is there and says nothing', async () => {
    const refusing = await fakeGuard(
      socket,
      (_given, reply) => void reply.end(frame('refused', 0, 'wrong token')),
    );
    open();
    await expect.poll(() => entered).toEqual([{ refused: 'wrong token' }]);
    await refusing();
    link?.end();
    entered = [];
    const silent = await fakeGuard(socket, () => {});
    open({ answerMs: 300 });
    await expect.poll(() => entered, { timeout: 4000 }).toEqual(['away']);
    await silent();
  });

  it('waits for a guard that is there and slow as long as for any answer, before the server is started', async () => {
    const close = await fakeGuard(socket, (_given, reply) => {
      setTimeout(() => reply.end(frame('not-started', 0, 'recalled')), 700);
    });
    open({ answerMs: 5000, returnMs: 100 });
    await expect.poll(() => entered, { timeout: 4000 }).toEqual([{ notStarted: 'recalled' }]);
    await close();
  });

  it('waits as long as the guard says that people are asked, and lets nothing go when it dies then', async () => {
    const close = await fakeGuard(
      socket,
      welcoming((given, reply) => {
        const again = setInterval(() => reply.write(frame('held', given.line)), 30);
        reply.once('close', () => clearInterval(again));
      }),
    );
    open();
    link?.ask('from-client', Buffer.from('asked'));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(said).toEqual([]);
    await close();
    await expect.poll(() => said).toEqual(['away asked held']);
  });

  it('asks a guard that comes back at once the same again', async () => {
    let isFirst = true;
    const answer = welcoming((given, reply) => {
      if (isFirst) reply.destroy();
      else reply.write(frame('to-server', given.line, 'ok'));
      isFirst = false;
    });
    const close = await fakeGuard(socket, answer);
    open();
    link?.ask('from-client', Buffer.from('one'));
    await expect.poll(() => said).toEqual(['to-server ok for one']);
    await close();
  });

  it('takes nothing from whoever is no guard, and says why it was refused', async () => {
    const close = await fakeGuard(socket, (_given, reply) => void reply.write('HTTP/1.1 200 OK\r\n\r\n'));
    open();
    link?.ask('from-client', Buffer.from('one'));
    await expect.poll(() => said).toEqual(['away one']);
    await close();
    link?.end();
    const refusing = await fakeGuard(
      socket,
      (_given, reply) => void reply.write(frame('refused', 0, 'wrong token')),
    );
    open();
    link?.ask('from-client', Buffer.from('two'));
    await expect.poll(() => said.slice(1)).toEqual(['complains wrong token', 'away two']);
    await refusing();
  });
});
