/** What `measure.ts` prints and `floors.test.ts` holds: sets of texts, and in how many of each something is found. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { normalise, type TextRole } from '../../src/index.ts';
import { findInjectionWithin } from '../../src/injection/find-injection.ts';
import { SHIPPED_MODEL } from '../../src/injection/model/by-model.ts';
import type { InjectionModel } from '../../src/injection/model/injection-model.ts';
import { agentAttacks, benignRows, isHeldBackKind, kindOf, readRows } from './train/development-data.ts';
import { CORPUS_FILES, isKept, linesOf, type Author } from './train/corpus-lines.ts';
import { fill, isHeldBack, pick, randomFrom, slotsOf, templatesOf } from './train/generate.ts';

export interface TextSet {
  readonly name: string;
  readonly texts: readonly string[];
}

export const isFound = (
  text: string,
  role: TextRole = 'tool-result',
  model: InjectionModel = SHIPPED_MODEL,
): boolean => findInjectionWithin(normalise(text, { role }), { role }, model).found.length > 0;
export const foundIn = ({ texts }: TextSet, role?: TextRole, model?: InjectionModel): number =>
  texts.filter((text) => isFound(text, role, model)).length;

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

/** All lines of one author, as attacks and as harmless texts: for a model that was trained without them. */
export const linesBy = (author: Author, isAttack: boolean): TextSet => ({
  name: `${isAttack ? 'attacks' : 'harmless'} by the ${author} author`,
  texts: linesOf({ author }, ({ use }) => (use !== 'benign') === isAttack).map(({ text }) => text),
});

/** Lines of families that the model was not trained on, by the file that holds them. */
const kept = (uses: readonly string[]): readonly TextSet[] =>
  CORPUS_FILES.filter(({ use, author }) => uses.includes(use) && author !== 'second').map(({ name }) => ({
    name: `${name.replace('.jsonl', '')}, families kept from training`,
    texts: linesOf({ name }, isKept).map(({ text }) => text),
  }));

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
      ...kept(['wrapped']),
    ],
    planted: [
      ofWrapper('todo', false),
      ofWrapper('todo', true),
      ofKinds(false, false),
      ofKinds(true, false),
      { name: 'own planted tasks, held-back', texts: ownPlanted() },
    ],
    bare: [
      ...kept(['task']),
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
  ...kept(['benign']),
  installed('installed READMEs', ['*.md', '*.markdown'], 1),
  installed('installed sources', ['*.js', '*.mjs', '*.cjs', '*.ts', '*.json'], every),
];
