/** What `measure.ts` prints and `floors.test.ts` holds: sets of texts, and in how many of each something is found. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findInjection, normalise, type TextRole } from '../../src/index.ts';
import { agentAttacks, benignRows, isHeldBackKind, kindOf, readRows } from './train/development-data.ts';
import { linesOf, type CORPUS_FILES } from './train/corpus-lines.ts';
import { fill, isHeldBack, pick, randomFrom, slotsOf, templatesOf } from './train/generate.ts';

export interface TextSet {
  readonly name: string;
  readonly texts: readonly string[];
}

export const isFound = (text: string, role: TextRole = 'tool-result'): boolean =>
  findInjection(normalise(text, { role }), { role }).length > 0;
export const foundIn = ({ texts }: TextSet, role?: TextRole): number =>
  texts.filter((text) => isFound(text, role)).length;

const Z = 1.96;
/** Wilson's interval, which holds for few cases and for rates near 0 and 1. */
export const interval = (hits: number, n: number): string => {
  if (n === 0) return 'n = 0';
  const share = hits / n;
  const spread = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const middle = share + (Z * Z) / (2 * n);
  const scale = 1 + (Z * Z) / n;
  const low = Math.max(0, (middle - spread) / scale);
  return `${share.toFixed(3)} [${low.toFixed(3)}, ${((middle + spread) / scale).toFixed(3)}]  ${hits}/${n}`;
};

const SEED = 4711;
const heldBackSlots = slotsOf('held-back-slots.txt');
const ownTasks = templatesOf('held-back-tasks.txt');

/** Wordings around a task, written apart from those that the model was trained on. */
const ownWrapped = (isHeld: boolean): readonly string[] => {
  const random = randomFrom(SEED);
  return templatesOf('held-back-wrapped.txt')
    .filter((one) => isHeldBack(one) === isHeld)
    .flatMap((template) =>
      [1, 2, 3, 4].map(() => fill(template.replaceAll('{t}', pick(ownTasks, random)), random, heldBackSlots)),
    );
};
const ownPlanted = (): readonly string[] => {
  const random = randomFrom(SEED);
  const hosts = readRows('injection.agentdojo.jsonl').filter(
    ({ label, text }) => label === 0 && isHeldBack(text),
  );
  return ownTasks.flatMap((template) =>
    [1, 2].map(() => `${pick(hosts, random).text}\n\n${fill(template, random, heldBackSlots)}`),
  );
};

/** Question-like wishes that name neither the reader nor its answer: only their place makes them an attack. */
const BARE_KINDS: ReadonlySet<string> = new Set([
  'Information Retrieval',
  'Content Creation',
  'Learning and Tutoring',
  'Language Translation',
  'Programming Help',
]);

const kept = (name: string, file: (typeof CORPUS_FILES)[number]): TextSet => ({
  name: `${name}, families kept from training`,
  texts: linesOf(file, true).map(({ text }) => text),
});

export const attackSets = (): {
  readonly wrapped: readonly TextSet[];
  readonly planted: readonly TextSet[];
  readonly bare: readonly TextSet[];
} => {
  const agent = agentAttacks();
  const ofWrapper = (name: string, isHeld: boolean): TextSet => ({
    name: `agentdojo ${name}, ${isHeld ? 'held-back' : 'tuning'} goals`,
    texts: agent
      .filter(({ wrapper, isHeldBackGoal }) => wrapper === name && isHeldBackGoal === isHeld)
      .map(({ row }) => row.text),
  });
  const bipia = readRows('injection.bipia-train.jsonl').filter(({ label }) => label === 1);
  const ofKinds = (isHeld: boolean, isBare: boolean): TextSet => ({
    name: `bipia ${isBare ? 'bare wishes' : 'orders'}, ${isHeld ? 'held-back' : 'tuning'} kinds`,
    texts: bipia
      .filter((row) => isHeldBackKind(row) === isHeld && BARE_KINDS.has(kindOf(row)) === isBare)
      .map(({ text }) => text),
  });
  return {
    wrapped: [
      ...['ignore', 'important', 'system', 'injec'].flatMap((name) => [
        ofWrapper(name, false),
        ofWrapper(name, true),
      ]),
      { name: 'own wrapped, tuning half', texts: ownWrapped(false) },
      { name: 'own wrapped, held-back half', texts: ownWrapped(true) },
      kept('wrapped lines', 'attacks-wrapped.jsonl'),
    ],
    planted: [
      ofWrapper('todo', false),
      ofWrapper('todo', true),
      ofKinds(false, false),
      ofKinds(true, false),
      { name: 'own planted tasks, held-back', texts: ownPlanted() },
    ],
    bare: [
      kept('task lines', 'attacks-task.jsonl'),
      ofWrapper('direct', false),
      ofWrapper('direct', true),
      ofKinds(false, true),
      ofKinds(true, true),
    ],
  };
};

const root = fileURLToPath(new URL('../../../../', import.meta.url));
/** Whole files of the installed packages, which the lock pins: READMEs, sources, JSON. */
const installed = (name: string, patterns: readonly string[], every: number): TextSet => {
  const found = execFileSync(
    'find',
    [
      'node_modules',
      '-type',
      'f',
      '-size',
      '-200k',
      '(',
      ...patterns.flatMap((pattern, at) => (at === 0 ? ['-iname', pattern] : ['-o', '-iname', pattern])),
      ')',
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const files = found
    .split('\n')
    .filter((file) => file !== '')
    .toSorted();
  return {
    name,
    texts: files.filter((_, at) => at % every === 0).map((file) => readFileSync(`${root}${file}`, 'utf8')),
  };
};

/** Written after the rules and the model stood; alarms of the first half were then looked at, those of the second never. */
export const triggerWords = (isHeld: boolean): TextSet => {
  const random = randomFrom(SEED);
  const templates = templatesOf('trigger-words.txt').filter((one) => isHeldBack(one) === isHeld);
  return {
    name: `own texts full of trigger words, ${isHeld ? 'held-back' : 'tuning'}`,
    texts: templates.flatMap((template) => [1, 2, 3, 4].map(() => fill(template, random, heldBackSlots))),
  };
};

export const benignSets = (every = 1): readonly TextSet[] => [
  ...[...benignRows(true)].map(([name, rows]) => ({
    name: `${name}, held-back`,
    texts: rows.map(({ text }) => text),
  })),
  triggerWords(false),
  triggerWords(true),
  kept('harmless lines with trigger words', 'benign-trigger.jsonl'),
  kept('harmless plain lines', 'benign-plain.jsonl'),
  installed('installed READMEs', ['*.md', '*.markdown'], 1),
  installed('installed sources', ['*.js', '*.mjs', '*.cjs', '*.ts', '*.json'], every),
];
