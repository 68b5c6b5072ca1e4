import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detect } from '../detect.ts';
import { createStream } from '../streaming/create-stream.ts';
import { findOwn, type OwnDetectors } from './find-own.ts';
import { readOwnDetectors } from './read-own-detectors.ts';

/** A detector with its tests, which every accepted one has. */
const own = (found: string, ...detectors: readonly object[]): OwnDetectors => {
  const tests = [
    { text: found, expect: 'found' },
    { text: 'nothing of it', expect: 'nothing' },
  ];
  const document = {
    apiVersion: 'sallyport/v1',
    kind: 'Detectors',
    detectors: detectors.map((one, at) => ({ name: `mine-${at}`, level: 'block', tests, ...one })),
  };
  const read = readOwnDetectors('detectors.yaml', JSON.stringify(document));
  if (!read.ok) throw new Error(read.why);
  return read.own;
};
const foundIn = (text: string, detectors: OwnDetectors): readonly string[] =>
  findOwn(text, detectors).found.map(({ start, end }) => text.slice(start, end));

describe('words', () => {
  const birds = own('Night Heron', { words: ['Heron', 'Night Heron', 'Zürich-Süd', 'проект Цапля'] });

  test('are found whole and in any case, the longest where they lie in each other', () => {
    expect(foundIn('HERON, a night heron; herons; xHeron; heron_1', birds)).toEqual(['HERON', 'night heron']);
  });

  test('may be of any script', () => {
    expect(foundIn('in zürich-süd: ПРОЕКТ ЦАПЛЯ, проект цапляx', birds).toSorted()).toEqual(
      ['zürich-süd', 'ПРОЕКТ ЦАПЛЯ'].toSorted(),
    );
  });

  test('keep their case and stand inside words where that is asked for', () => {
    const exact = own('Heron', { words: ['Heron'], ignoreCase: false, wholeWord: false });
    expect(foundIn('Herons and herons', exact)).toEqual(['Heron']);
  });

  test('count only near others where that is asked for', () => {
    const near = own('launch Heron', { words: ['Heron'], near: { words: ['Launch'], within: 10 } });
    expect(foundIn('Heron', near)).toEqual([]);
    expect(foundIn('the LAUNCH of Heron', near)).toEqual(['Heron']);
    expect(foundIn('Heron, launch', near)).toEqual(['Heron']);
    expect(foundIn(`launch ${'.'.repeat(10)} Heron`, near)).toEqual([]);
    expect(foundIn('launcher Heron', near)).toEqual([]);
  });
});

describe('a pattern', () => {
  test('is found wherever it stands, with the same offsets', () => {
    const number = own('PRJ-1234', { pattern: String.raw`\bPRJ-\d{4}\b` });
    fc.assert(
      fc.property(fc.nat({ max: 12_000 }), fc.nat({ max: 5000 }), (before, after) => {
        const text = `${'😀. '.repeat(before / 4)}PRJ-1234 ${'. '.repeat(after / 2)}PRJ-5678`;
        expect(foundIn(text, number)).toEqual(['PRJ-1234', 'PRJ-5678']);
      }),
      { numRuns: 60 },
    );
  });

  test('sees what stands before it at the edge of a slice', () => {
    const number = own('PRJ-1234', { pattern: String.raw`\bPRJ-\d{4}` });
    const line = own('PRJ-1234', { pattern: String.raw`^PRJ-\d{4}$` });
    for (let at = 4090; at <= 4100; at++) {
      // With a match in front: a text without any is not searched in slices.
      expect(foundIn(`PRJ-0000 ${'x'.repeat(at - 9)}PRJ-1234`, number)).toEqual(['PRJ-0000']);
      expect(foundIn(`${'x'.repeat(at)}\nPRJ-1234\n`, line)).toEqual(['PRJ-1234']);
      expect(foundIn(`${'x'.repeat(at)} PRJ-1234\n`, line)).toEqual([]);
    }
  });

  test('whose searches would read the text again and again is cut short, and named', () => {
    const greedy = own('a', { pattern: 'a.*b|a' });
    const { found, truncated } = findOwn('a'.repeat(100_000), greedy);
    expect(truncated).toEqual(['own/mine-0']);
    expect(found.length).toBeLessThan(1000);
    expect(findOwn('a'.repeat(200), greedy)).toMatchObject({ truncated: [] });
  });
});

describe('in `detect`', () => {
  const mine = own(
    'PRJ-1234',
    { pattern: String.raw`PRJ-\d{4}` },
    { pattern: 'PRJ', detector: 'pii', level: 'warn' },
  );

  test('own detectors are asked only when they are given, and each says its own', () => {
    const input = { text: 'see PRJ-1234', role: 'file' } as const;
    expect(detect(input).found).toEqual([]);
    expect(detect(input, { own: mine }).found).toEqual([
      { detector: 'pii', rule: 'own/mine-1', level: 'warn', start: 4, end: 7, confidence: 1 },
      { detector: 'secret', rule: 'own/mine-0', level: 'block', start: 4, end: 12, confidence: 1 },
    ]);
  });

  test('they see through encodings and invisible characters as the others do', () => {
    const packed = btoa('the number is PRJ-1234 as agreed');
    for (const text of [`x ${packed} y`, 'x P\u200bRJ-12\u200b34 y'])
      expect(detect({ text, role: 'tool-result' }, { own: mine }).found.map(({ rule }) => rule)).toContain(
        'own/mine-0',
      );
  });

  test('they are asked for texts in pieces too', () => {
    const stream = createStream({ role: 'file', own: mine });
    stream.push('see PRJ-1');
    stream.push('234');
    expect(stream.end().found).toHaveLength(2);
  });
});
