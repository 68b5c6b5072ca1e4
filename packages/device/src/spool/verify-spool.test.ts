import { generateKeyPairSync } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { frame } from './frame.ts';
import { openSpool } from './open-spool.ts';
import { verifySpool } from './verify-spool.ts';
import type { Verification } from './verify-spool.ts';

const keys = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const RECORDS = 60;
let home = '';
/** A spool of several segments, closed in order; each test changes its own copy. */
let original: Map<string, Buffer>;
let directory = '';

async function writeSpool(into: string, device = 'device-1', signingKey = keys.privateKey): Promise<void> {
  const spool = await openSpool({
    directory: into,
    device,
    tier: 'cooperative',
    signingKey,
    segmentBytes: 6000,
    reserveBytes: 1024,
    checkpoint: { everyRecords: 10 },
    now: () => new Date('2026-11-22T09:00:00.000Z'),
  });
  for (let index = 1; index <= RECORDS; index += 1) {
    await spool.append({ type: 'outcome', outcome: 'succeeded', tool: `Tool${index}`, resultBytes: index });
  }
  await spool.close();
}

const read = (from: string): Map<string, Buffer> =>
  new Map(readdirSync(from).map((name) => [name, readFileSync(join(from, name))]));

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'sallyport-verify-'));
  await writeSpool(join(home, 'original'));
  original = read(join(home, 'original'));
});
afterAll(() => rmSync(home, { recursive: true }));
beforeEach(() => {
  directory = mkdtempSync(join(home, 'copy-'));
  for (const [name, bytes] of original) writeFileSync(join(directory, name), bytes);
});

const verify = (): Promise<Verification> => verifySpool(directory, { publicKey: keys.publicKey });
const segments = (): string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
const kindsOf = ({ breaks }: Verification): string[] => [...new Set(breaks.map(({ kind }) => kind))].sort();

/** Changes the lines of one segment; index 0 is its header. */
function editLines(name: string, edit: (lines: string[]) => string[]): void {
  const path = join(directory, name);
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  writeFileSync(
    path,
    edit(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
}
const segmentAt = (index: number): string => segments().at(index) ?? '';

test('an untouched spool holds, and is anchored to its last record', async () => {
  expect(segments().length).toBeGreaterThan(2);
  expect(await verify()).toEqual({
    ok: true,
    records: RECORDS,
    lastSeq: RECORDS,
    anchoredTo: RECORDS,
    signaturesChecked: true,
    gaps: [],
    breaks: [],
    unfinishedBytes: 0,
  });
});

test('without a key nothing is anchored, and with another key every checkpoint is a break', async () => {
  expect(await verifySpool(directory)).toMatchObject({ ok: true, anchoredTo: 0, signaturesChecked: false });
  const other = await verifySpool(directory, { publicKey: stranger.publicKey });
  expect(other).toMatchObject({ ok: false, anchoredTo: 0 });
  expect(kindsOf(other)).toEqual(['wrong-signature']);
});

test('a directory that is not there is a break, not an exception', async () => {
  expect(kindsOf(await verifySpool(join(home, 'nowhere')))).toEqual(['unreadable']);
});

describe('any one bit flipped', () => {
  test('in a segment is a break', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 7 }), async (file, at, bit) => {
        const name = segments()[file % segments().length] ?? '';
        const bytes = Buffer.from(original.get(name) ?? Buffer.alloc(1));
        const offset = at % bytes.length;
        bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit);
        writeFileSync(join(directory, name), bytes);
        const found = await verify();
        writeFileSync(join(directory, name), original.get(name) ?? '');
        expect(found.ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  }, 20_000);

  test('in the notes is a break, or takes away the anchor', async () => {
    const names = readdirSync(directory).filter((name) => name.endsWith('.checkpoints'));
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 7 }), async (file, at, bit) => {
        const name = names[file % names.length] ?? '';
        const bytes = Buffer.from(original.get(name) ?? Buffer.alloc(1));
        const offset = at % bytes.length;
        bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit);
        writeFileSync(join(directory, name), bytes);
        const found = await verify();
        writeFileSync(join(directory, name), original.get(name) ?? '');
        // Notes before the last one prove nothing that the last one does not.
        const anchorMoved = found.anchoredTo < RECORDS;
        expect(!found.ok || name !== names.at(-1) || anchorMoved).toBe(true);
      }),
      { numRuns: 60 },
    );
  }, 20_000);
});

describe('records that were', () => {
  test('removed from the middle are missing', async () => {
    editLines(segmentAt(1), (lines) => lines.toSpliced(3, 2));
    const found = await verify();
    expect(kindsOf(found)).toEqual(['missing-records', 'wrong-link']);
  });

  test('put in another order are out of order', async () => {
    editLines(segmentAt(0), ([header = '', a = '', b = '', ...rest]) => [header, b, a, ...rest]);
    expect(kindsOf(await verify())).toContain('repeated-record');
  });

  test('written twice are repeated', async () => {
    editLines(segmentAt(0), ([header = '', a = '', ...rest]) => [header, a, a, ...rest]);
    expect(kindsOf(await verify())).toEqual(['repeated-record', 'wrong-link']);
  });

  test('rewritten with a checksum that fits have the wrong hash', async () => {
    editLines(segmentAt(0), (lines) =>
      lines.map((line) => {
        const [text = '', durable = ''] = line.split('\t');
        return frame(text.replace('"Tool5"', '"Tool6"'), Number(durable)).trimEnd();
      }),
    );
    expect(kindsOf(await verify())).toEqual(['wrong-hash']);
  });

  test('cut from the end are missed by the checkpoint', async () => {
    editLines(segmentAt(-1), (lines) => lines.slice(0, -2));
    expect(kindsOf(await verify())).toEqual(['missing-records']);
  });

  test('cut from the end with their checkpoints leave the anchor behind', async () => {
    editLines(segmentAt(-1), (lines) => lines.slice(0, -1));
    rmSync(join(directory, segmentAt(-1).replace('jsonl', 'checkpoints')));
    const found = await verify();
    expect(found.anchoredTo).toBeLessThan(RECORDS - 1);
  });
});

describe('a segment that was', () => {
  test('removed from the middle leaves a hole', async () => {
    rmSync(join(directory, segmentAt(1)));
    expect(kindsOf(await verify())).toEqual(['missing-records', 'wrong-link']);
  });

  test('removed from the beginning was not forgotten by anybody', async () => {
    rmSync(join(directory, segmentAt(0)));
    expect(kindsOf(await verify())).toEqual(['missing-records']);
  });

  test('removed from the end is missed by nobody, but the anchor moves back', async () => {
    const last = segmentAt(-1);
    rmSync(join(directory, last));
    rmSync(join(directory, last.replace('jsonl', 'checkpoints')));
    expect((await verify()).anchoredTo).toBeLessThan(RECORDS);
  });

  test('exchanged with another one does not follow', async () => {
    const [first, second] = [segmentAt(0), segmentAt(1)];
    renameSync(join(directory, first), join(directory, 'aside'));
    renameSync(join(directory, second), join(directory, first));
    renameSync(join(directory, 'aside'), join(directory, second));
    expect(kindsOf(await verify())).toContain('wrong-header');
  });

  test.each([
    ['of the same device', 'device-1', 'wrong-header'],
    ['of another device', 'device-2', 'wrong-device'],
  ])('spliced in from another spool %s is found', async (_, device, kind) => {
    const elsewhere = mkdtempSync(join(home, 'other-'));
    await writeSpool(elsewhere, device);
    const name = segmentAt(1);
    writeFileSync(join(directory, name), readFileSync(join(elsewhere, name)));
    expect(kindsOf(await verify())).toContain(kind);
  });

  test('emptied is a break', async () => {
    writeFileSync(join(directory, segmentAt(0)), '');
    expect(kindsOf(await verify())).toContain('wrong-header');
  });

  test('replaced by a folder is a break', async () => {
    const name = segmentAt(0);
    rmSync(join(directory, name));
    mkdirSync(join(directory, name));
    expect(kindsOf(await verify())).toContain('unreadable');
  });
});

test('whatever somebody writes into the files, the answer is an answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.uint8Array({ maxLength: 3000 }),
      fc.boolean(),
      async (file, bytes, appended) => {
        const names = readdirSync(directory);
        const name = names[file % names.length] ?? '';
        if (appended) appendFileSync(join(directory, name), bytes);
        else writeFileSync(join(directory, name), bytes);
        const found = await verify();
        writeFileSync(join(directory, name), original.get(name) ?? '');
        expect(found.ok).toBe(found.breaks.length === 0);
      },
    ),
    { numRuns: 60 },
  );
}, 20_000);

test('a line longer than any record is a break and does not have to fit in memory', async () => {
  appendFileSync(join(directory, segmentAt(0)), `${'x'.repeat(5_000_000)}\n`);
  expect(kindsOf(await verify())).toEqual(['damaged-line']);
});
