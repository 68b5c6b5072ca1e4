/**
 * Admins' own detectors, from their document to what `detect` can ask. All or nothing: half a list would leave open
 * what its author believes closed. Owns what is refused and how that is said; must never let a detector in whose
 * tests do not hold, nor a pattern that needs more than linear time. To add a field: the schema in `own-document.ts`,
 * its meaning in `find-own.ts`, a row in docs/detectors.md.
 */
import { RE2JS } from 're2js';
import { buildWordAutomaton } from '../secrets/word-automaton.ts';
import { compilePattern } from './compile-pattern.ts';
import { findOwn, type OwnDetector, type OwnDetectors, type OwnWord } from './find-own.ts';
import { readOwnDocument, type OwnDetectorDocument } from './own-document.ts';
import { SHIPPED_RULES } from './shipped-rules.ts';

export type ReadOwnDetectors =
  { readonly ok: true; readonly own: OwnDetectors } | { readonly ok: false; readonly why: string };

/** All patterns together; each is asked about every text. */
const MAX_PROGRAMS = 10_000;
/** Every state of the automaton is a row of its table. */
const MAX_WORD_CHARACTERS = 50_000;

type Compiled =
  | {
      readonly ok: true;
      readonly detector: OwnDetector;
      readonly words: readonly string[];
      readonly size: number;
    }
  | { readonly ok: false; readonly why: string };

export const readOwnDetectors = (name: string, text: string): ReadOwnDetectors => {
  const read = readOwnDocument(name, text);
  if (!read.ok) return read;
  const refuse = (why: string): ReadOwnDetectors => ({ ok: false, why: `${name}: ${why}` });
  const detectors: OwnDetector[] = [];
  const words: OwnWord[] = [];
  const names = new Set<string>();
  let size = 0;
  for (const document of read.detectors) {
    const problem = nameProblem(document.name, names) ?? shapeProblem(document);
    if (problem !== undefined) return refuse(`detector \`${document.name}\` ${problem}`);
    names.add(document.name);
    const compiled = compile(document);
    if (!compiled.ok) return refuse(`detector \`${document.name}\` ${compiled.why}`);
    const its = compiled.words.map((word) => ({ text: word, of: compiled.detector }));
    const failed = failedTest(document, ready([compiled.detector], its));
    if (failed !== undefined) return refuse(`detector \`${document.name}\` ${failed}`);
    detectors.push(compiled.detector);
    words.push(...its);
    size += compiled.size;
  }
  if (size > MAX_PROGRAMS)
    return refuse(
      `all patterns together are too large (${size} steps, at most ${MAX_PROGRAMS}); remove some`,
    );
  const characters = words.reduce((sum, word) => sum + word.text.length, 0);
  if (characters > MAX_WORD_CHARACTERS)
    return refuse(
      `all words together are too long (${characters}, at most ${MAX_WORD_CHARACTERS}); remove some`,
    );
  return { ok: true, own: ready(detectors, words) };
};

const ready = (detectors: readonly OwnDetector[], words: readonly OwnWord[]): OwnDetectors => ({
  detectors,
  words,
  automaton: buildWordAutomaton(words.map(({ text }) => text)),
});

const nameProblem = (name: string, taken: ReadonlySet<string>): string | undefined => {
  if (taken.has(name)) return 'is there twice; rename one of them';
  if (SHIPPED_RULES.has(name))
    return 'has the name of a rule that is shipped; choose another, so that reports tell them apart';
  return undefined;
};

const shapeProblem = ({ words, pattern, wholeWord, tests }: OwnDetectorDocument): string | undefined => {
  if ((words === undefined) === (pattern === undefined)) return 'needs `words` or a `pattern`, and not both';
  if (pattern !== undefined && wholeWord !== undefined)
    return 'has `wholeWord` beside a `pattern`; write `\\b` into the pattern instead';
  for (const expect of ['found', 'nothing'] as const)
    if (!tests.some((test) => test.expect === expect))
      return `has no test with \`expect: ${expect}\`; add a text in which it must ${expect === 'found' ? 'find something' : 'find nothing'}`;
  return undefined;
};

const compile = (document: OwnDetectorDocument): Compiled => {
  const { name, detector, level, words = [], pattern, near } = document;
  const ignoreCase = document.ignoreCase ?? pattern === undefined;
  // The automaton knows ASCII words; others are a pattern of their own.
  const plain = words.filter((word) => /^[\x20-\x7e]+$/.test(word));
  const others = words.filter((word) => !plain.includes(word));
  const sources = [
    ...(pattern === undefined ? [] : [pattern]),
    ...(others.length === 0 ? [] : [others.map((word) => RE2JS.quote(word)).join('|')]),
  ];
  const compiled = sources.map((source) => compilePattern(source, ignoreCase));
  const bad = compiled.find(({ ok }) => !ok);
  if (bad?.ok === false)
    return {
      ok: false,
      why: pattern === undefined ? `words: ${bad.why}` : `\`${shortened(pattern)}\` ${bad.why}`,
    };
  const good = compiled.filter((one) => one.ok);
  return {
    ok: true,
    words: plain,
    size: good.reduce((sum, one) => sum + one.size, 0),
    detector: {
      detector,
      level,
      rule: `own/${name}`,
      patterns: good.map((one) => one.pattern),
      wholeWord: document.wholeWord ?? pattern === undefined,
      ignoreCase,
      near: near && { ...near, words: near.words.map((word) => word.toLowerCase()) },
    },
  };
};

const failedTest = ({ tests }: OwnDetectorDocument, own: OwnDetectors): string | undefined => {
  for (const [index, { text, expect }] of tests.entries()) {
    const isFound = findOwn(text, own).found.length > 0;
    if (isFound !== (expect === 'found'))
      return `fails its test ${index + 1} (\`${shortened(text)}\`): ${isFound ? 'something is found' : 'nothing is found'}; mend the test or what it looks for`;
  }
  return undefined;
};

const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
};
