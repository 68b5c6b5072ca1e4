import { appendFile, mkdir, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transcriptLine } from '../../test/health/health-machine.ts';
import { testMachine } from '../../test/install/test-machine.ts';
import { splitPiece, type Position } from './transcript-pieces.ts';
import { TranscriptReader } from './transcript-reader.ts';

const LONG_AGO = new Date(0);
const AT = '2026-01-01T10:00:00.000Z';
const LATER = '2026-01-01T11:00:00.000Z';
const line = (session: string, at = AT, tool?: string, toolUseId?: string): string =>
  transcriptLine({
    session,
    cwd: '/w',
    at,
    ...(tool === undefined ? {} : { tool }),
    ...(toolUseId ? { toolUseId } : {}),
  });

describe('TranscriptReader', () => {
  it('tells when a session began, when it last used a tool, and which', async () => {
    await using machine = await testMachine();
    const text = line('a') + line('a', LATER, 'Bash') + line('a', '2026-01-01T12:00:00.000Z');
    const file = await machine.put('projects/-p/a.jsonl', text);
    expect(await new TranscriptReader(join(machine.root, 'projects')).scan(LONG_AGO)).toEqual([
      {
        session: 'a',
        file,
        firstAt: AT,
        lastAt: '2026-01-01T12:00:00.000Z',
        firstToolUseAt: LATER,
        lastToolUseAt: LATER,
        tools: ['Bash'],
        cwd: '/w',
        clientVersion: '2.1.330',
      },
    ]);
  });

  it('goes on where it stopped, and reads half a line when it is whole', async () => {
    await using machine = await testMachine();
    const file = await machine.put('projects/-p/a.jsonl', line('a'));
    const reader = new TranscriptReader(join(machine.root, 'projects'));
    await reader.scan(LONG_AGO);
    const next = line('a', LATER, 'Read');
    await appendFile(file, next.slice(0, 40));
    expect((await reader.scan(LONG_AGO))[0]?.lastToolUseAt).toBe(null);
    await appendFile(file, next.slice(40));
    expect((await reader.scan(LONG_AGO))[0]?.lastToolUseAt).toBe(LATER);
  });

  it('starts anew with a file that shrank', async () => {
    await using machine = await testMachine();
    const file = await machine.put('projects/-p/a.jsonl', line('a') + line('a'));
    const reader = new TranscriptReader(join(machine.root, 'projects'));
    await reader.scan(LONG_AGO);
    await truncate(file, 0);
    await writeFile(file, line('b'));
    expect((await reader.scan(LONG_AGO)).map(({ session }) => session)).toEqual(['a', 'b']);
  });

  it('finds the last tool at the end of a file that is too large to read whole', async () => {
    await using machine = await testMachine();
    const filler = `${JSON.stringify({ x: 'y'.repeat(1000) })}\n`.repeat(50);
    await machine.put('projects/-p/a.jsonl', line('a') + filler + line('a', LATER, 'Bash'));
    const reader = new TranscriptReader(join(machine.root, 'projects'), {
      pieceBytes: 4096,
      piecesPerFile: 2,
    });
    expect(await reader.scan(LONG_AGO)).toMatchObject([{ firstAt: AT, lastToolUseAt: LATER }]);
  });

  it('counts a tool of a forked session once, for the session that asked first', async () => {
    await using machine = await testMachine();
    await machine.put('projects/-p/a.jsonl', line('a', AT, 'Bash', 'toolu_1'));
    const reader = new TranscriptReader(join(machine.root, 'projects'));
    await reader.scan(LONG_AGO);
    await machine.put('projects/-p/b.jsonl', line('b', AT, 'Bash', 'toolu_1'));
    const sessions = await reader.scan(LONG_AGO);
    expect(sessions.map(({ session, tools }) => [session, tools])).toEqual([
      ['a', ['Bash']],
      ['b', []],
    ]);
  });

  it('does not believe a time after the file was last changed', async () => {
    await using machine = await testMachine();
    const file = await machine.put('projects/-p/a.jsonl', line('a', '2099-01-01T00:00:00.000Z', 'Bash'));
    await utimes(file, new Date(LATER), new Date(LATER));
    expect(await new TranscriptReader(join(machine.root, 'projects')).scan(LONG_AGO)).toMatchObject([
      { lastToolUseAt: LATER },
    ]);
  });

  it('survives what an agent can put in its way, and still reads the rest', async () => {
    await using machine = await testMachine();
    const projects = join(machine.root, 'projects');
    await machine.put('projects/-p/deep.jsonl', `{"timestamp":${'['.repeat(200_000)}\n${line('deep')}`);
    await machine.put('projects/-p/junk.jsonl', Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x7b, 0x0a]));
    await machine.put(
      'projects/-p/shapes.jsonl',
      '{"timestamp":5,"sessionId":[]}\n{"timestamp":"x","sessionId":"s"}\n[]\n',
    );
    await machine.put(
      'projects/-p/endless.jsonl',
      `${'"timestamp" '.repeat(9000)}\n${line('after-endless')}`,
    );
    await machine.put('projects/-p/__proto__.jsonl', line('__proto__', AT, '__proto__'));
    await machine.put('secret.jsonl', line('elsewhere'));
    await symlink(join(machine.root, 'secret.jsonl'), join(projects, '-p/link.jsonl'));
    await symlink('/', join(projects, 'root'));
    await mkdir(join(projects, '-p/folder.jsonl'));
    const reader = new TranscriptReader(projects, { pieceBytes: 4096, piecesPerFile: 200 });
    const sessions = (await reader.scan(LONG_AGO)).map(({ session }) => session).sort();
    expect(sessions).toEqual(['__proto__', 'after-endless', 'deep']);
  });

  it('has nothing to tell where there are no transcripts', async () => {
    await using machine = await testMachine();
    expect(await new TranscriptReader(join(machine.root, 'nowhere')).scan(LONG_AGO)).toEqual([]);
    const file = await machine.put('projects/-p/a.jsonl', line('a'));
    await rm(file);
    expect(await new TranscriptReader(join(machine.root, 'projects')).scan(LONG_AGO)).toEqual([]);
  });
});

describe('splitPiece', () => {
  it('gives every line that fits into a piece exactly once, wherever the pieces fall', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zé]{1,12}$/), { maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        (texts, size) => {
          const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
          const read: string[] = [];
          let position: Position = { offset: 0, insideLine: false };
          while (position.offset < bytes.length) {
            const piece = bytes.subarray(position.offset, position.offset + size);
            const { lines, next } = splitPiece(piece, position, piece.length === size);
            read.push(...lines);
            // It always gets on, or waits for a line to be finished; here every line is.
            expect(next.offset).toBeGreaterThan(position.offset);
            position = next;
          }
          expect(read).toEqual(texts.filter((text) => Buffer.byteLength(text) < size));
        },
      ),
    );
  });
});
