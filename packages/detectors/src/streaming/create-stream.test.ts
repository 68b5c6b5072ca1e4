import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detect } from '../detect.ts';
import type { Detection } from '../detection.ts';
import { createStream, type DetectorStream } from './create-stream.ts';
import { homeOf, STRIDE_UNITS, WINDOW_UNITS } from './window-grid.ts';

// Joined here, so that no scanner takes this file for a leak.
const TOKEN = ['ghp', 'R3yFnG8pXnLk2ZsQ7mVbT5cWdHjKa41u0eGZ'].join('_');
/** Many looks at long texts, which a busy machine takes its time for. */
const SLOW = { timeout: 60_000 };

const PROSE = 'The report is ready and waits for its signature, then somebody sends it on.\n';

type Fixture = { readonly text: string };
const fixtures = readFileSync('../shared/data/dev/secrets.gitleaks-fixtures.jsonl', 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  // The format is described beside the data.
  .map((line) => (JSON.parse(line) as Fixture).text);

/** Texts in which every family has something to say. */
const EVERY_FAMILY = [
  `mail to ada.lovelace@analytical.org 😀, token ${TOKEN}, call 212-664-7665 for card 4539 1488 0343 6467`,
  `<p title="GITHUB_TOKEN=${TOKEN}">nothing</p> ${btoa(`GITHUB_TOKEN=${TOKEN}\n`)} t\u200boken`,
  `name,email,phone\n${Array.from({ length: 12 }, (_, at) => `Ada L${at},ada${at}@b.org,+44 7700 9001${at + 10}`).join('\n')}\n`,
  `wrapped:\n${btoa(`a readable text, then GITHUB_TOKEN=${TOKEN}, and more of it`).replaceAll(/(.{76})/g, '$1\n')}\n`,
  `{"customer": {"email": "ada@analytical.org", "token": "${TOKEN}"}, "emoji": "\\ud83d\\ude00"}`,
];

const input = (text: string) => ({ text, role: 'tool-result' }) as const;
const cutAt = (text: string, places: readonly number[]): readonly string[] => {
  const sorted = [0, ...places.toSorted((a, b) => a - b), text.length];
  return sorted.slice(1).map((end, at) => text.slice(sorted[at], end));
};
const endOf = (stream: DetectorStream, pieces: readonly string[]) => {
  for (const piece of pieces) stream.push(piece);
  return stream.end();
};

/** Secrets of the whole text of which a piece was let go before they were told. */
const letGo = (text: string, pieceUnits: number): readonly Detection[] => {
  const stream = createStream({ role: 'file', earlyUnits: 1 });
  const told: Detection[] = [];
  const steps: { settled: number; told: number }[] = [];
  let last = 0;
  for (let at = 0; at < text.length; at += pieceUnits) {
    told.push(...stream.push(text.slice(at, at + pieceUnits)));
    expect(stream.settledUpTo).toBeLessThanOrEqual(at + pieceUnits);
    expect(stream.settledUpTo).toBeGreaterThanOrEqual(last);
    last = stream.settledUpTo;
    steps.push({ settled: last, told: told.length });
  }
  return stream
    .end()
    .found.filter(
      ({ detector, start, end }) =>
        detector === 'secret' &&
        steps.some(
          (step) =>
            step.settled > start &&
            !told.slice(0, step.told).some((one) => one.start < end && start < one.end),
        ),
    );
};

const long = (shift: number): { readonly text: string; readonly at: readonly number[] } => {
  const places: number[] = [];
  let text = '.'.repeat(shift);
  while (text.length < 2 * STRIDE_UNITS + WINDOW_UNITS / 2) {
    text += `${PROSE.repeat(8)}token `;
    places.push(text.length);
    text += `${TOKEN} `;
  }
  return { text, at: places };
};

const row = (at: number): string => `Ada Lovelace,ada${at}@analytical.org,London\n`;

describe('a text of one window', () => {
  test.each(EVERY_FAMILY)('gives the same findings cut at any place: %j', SLOW, (text) => {
    const whole = detect(input(text));
    expect(whole.found.length).toBeGreaterThan(0);
    for (let at = 0; at <= text.length; at++)
      expect(endOf(createStream({ role: 'tool-result' }), cutAt(text, [at])), `cut at ${at}`).toEqual(whole);
  });

  test('gives the same findings in any pieces, with early looks and without', SLOW, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EVERY_FAMILY, ...fixtures),
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.constantFrom(1, 100, undefined),
        (text, places, earlyUnits) => {
          const pieces = cutAt(
            text,
            places.map((place) => place % (text.length + 1)),
          );
          const options = { role: 'file', ...(earlyUnits === undefined ? {} : { earlyUnits }) } as const;
          expect(endOf(createStream(options), pieces)).toEqual(detect({ text, role: 'file' }));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('an early look', () => {
  test('lets no piece of a secret go that was not told, in any text of the rules', SLOW, () => {
    const leaks = fixtures.flatMap((text, at) =>
      letGo(`${PROSE}${text} ${PROSE}`, 7 + (at % 23)).map(({ rule }) => `${at} ${rule}`),
    );
    expect(leaks).toEqual([]);
    const withSecrets = fixtures.filter((text) => detect(input(text)).found.length > 0);
    expect(withSecrets.length).toBeGreaterThan(100);
  });

  test.each(EVERY_FAMILY)('lets no piece of a secret go that comes one unit at a time: %j', SLOW, (text) => {
    expect(letGo(`${PROSE}${text} ${PROSE}`, 1)).toEqual([]);
  });

  test('tells a secret as soon as it has ended, and lets ordinary words go at once', () => {
    const stream = createStream({ role: 'prompt', earlyUnits: 1 });
    expect(stream.push(`the token is ${TOKEN.slice(0, 20)}`)).toEqual([]);
    expect(stream.settledUpTo).toBe(13);
    expect(stream.push(TOKEN.slice(20))).toEqual([]);
    expect(stream.settledUpTo).toBe(13);
    expect(stream.push(', and ')).toMatchObject([{ start: 13, end: 13 + TOKEN.length }]);
    expect(stream.settledUpTo).toBe(13 + TOKEN.length + 6);
  });

  test('holds a bounded piece back, whatever comes', () => {
    for (const text of ['a1'.repeat(30_000), `-----BEGIN PRIVATE KEY-----\n${'MIIE\n'.repeat(3000)}`]) {
      const stream = createStream({ role: 'file', earlyUnits: 4096 });
      stream.push(text);
      expect(text.length - stream.settledUpTo).toBeLessThanOrEqual(20_000);
      expect(stream.settledUpTo).toBeLessThan(text.length);
    }
  });
});

describe('a text of several windows', () => {
  test.each([0, 131, 397])('finds a secret wherever it stands (shifted by %i)', SLOW, (shift) => {
    const { text, at } = long(shift);
    const { found, truncated } = endOf(createStream({ role: 'file' }), [text]);
    expect(found.map(({ detector, start, end }) => [detector, start, end])).toEqual(
      at.map((start) => ['secret', start, start + TOKEN.length]),
    );
    expect(truncated).not.toContain('window-seam');
  });

  test('finds a secret at any place near where windows begin, end and give over', SLOW, () => {
    const places = [STRIDE_UNITS, STRIDE_UNITS + 4096, homeOf(1), WINDOW_UNITS].flatMap((place) =>
      [-41, -17, -1, 0].map((move) => place + move),
    );
    const filler = PROSE.repeat((WINDOW_UNITS * 1.1) / PROSE.length);
    for (const place of places) {
      const text = `${filler.slice(0, place - 1)} ${TOKEN} ${filler.slice(place)}`;
      const { found } = endOf(createStream({ role: 'file' }), [text]);
      expect(found, `at ${place}`).toMatchObject([{ start: place, end: place + TOKEN.length }]);
    }
  });

  test('gives the same findings in any pieces', SLOW, () => {
    const { text } = long(17);
    const whole = endOf(createStream({ role: 'file' }), [text]);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length }), { minLength: 1, maxLength: 40 }), (places) => {
        expect(endOf(createStream({ role: 'file' }), cutAt(text, places))).toEqual(whole);
      }),
      { numRuns: 4 },
    );
  });

  test('tells each finding once while it comes, and all of them at the end', SLOW, () => {
    const { text } = long(0);
    const stream = createStream({ role: 'file' });
    const told = cutAt(text, [100_000, 300_000, 500_000]).flatMap((piece) => stream.push(piece));
    const { found } = stream.end();
    const beforeEnd = found.filter(({ start }) => start < 2 * STRIDE_UNITS);
    expect(told.map(({ start }) => start)).toEqual([...new Set(told.map(({ start }) => start))]);
    for (const one of beforeEnd) expect(told).toContainEqual(one);
  });

  test('says a table of people that goes on over windows once, from its first row to its last', SLOW, () => {
    const text = `name,email,city\n${Array.from({ length: 13_000 }, (_, at) => row(at)).join('')}`;
    expect(text.length).toBeGreaterThan(2 * STRIDE_UNITS);
    const bulk = endOf(createStream({ role: 'file' }), [text]).found.filter(({ rule }) => rule === 'bulk');
    expect(bulk).toMatchObject([{ start: 16, end: text.length - 1 }]);
  });

  test('names the seam when a word had to be cut there, and does not when none had', () => {
    const text = 'A'.repeat(WINDOW_UNITS + 1);
    expect(endOf(createStream({ role: 'file' }), [text]).truncated).toContain('window-seam');
    expect(endOf(createStream({ role: 'file' }), [text.slice(1)]).truncated).not.toContain('window-seam');
  });
});

test('a stream that has ended takes nothing more', () => {
  const stream = createStream({ role: 'file' });
  stream.end();
  expect(() => stream.push('more')).toThrow('this stream has ended');
});
