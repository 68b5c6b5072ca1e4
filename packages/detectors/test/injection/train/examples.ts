/** What the model is trained on: windows with a label. All of our own templates but the
 * files named held-back and trigger-words, and of the data only the goals, kinds and rows that may be looked at. */
import { readFileSync } from 'node:fs';
import { readWords, type Reading } from '../../../src/injection/read-words.ts';
import { lastsFrom, MAX_WINDOW } from '../../../src/injection/model/injection-model.ts';
import { agentAttacks, benignRows, isHeldBackKind, kindOf, readRows } from './development-data.ts';
import { toMachine, toPerson } from './addressed.ts';
import { carried, CLOSE, OPEN } from './carriers.ts';
import { isKept, linesOf, marked, type CorpusLine } from './corpus-lines.ts';
import { corpusFile, fill, framed, pick, randomFrom, templatesOf, type Random } from './generate.ts';

export interface Example {
  readonly reading: Reading;
  readonly first: number;
  readonly last: number;
  readonly label: 0 | 1;
  readonly weight: number;
}

/** Questions and wishes that only their place makes an attack: left to what the agent does next. */
const BARE_KINDS = new Set(['Information Retrieval', 'Programming Help']);

export const SYNTHETIC = { frames: 5000, bare: 1200, wrapped: 40, weight: 2 };

export function attackTexts(random: Random): readonly string[] {
  const tasks = templatesOf('tasks.txt');
  const frames = templatesOf('frames.txt');
  const texts: string[] = [];
  for (let n = 0; n < SYNTHETIC.frames; n++) texts.push(framed(pick(frames, random), tasks, random));
  for (let n = 0; n < SYNTHETIC.bare; n++) texts.push(framed('{T}.', tasks, random));
  for (const template of templatesOf('answers.txt')) {
    for (let n = 0; n < 16; n++) texts.push(fill(template, random));
  }
  for (const template of templatesOf('wrapped.txt')) {
    for (let n = 0; n < SYNTHETIC.wrapped; n++) texts.push(framed(template, tasks, random));
  }
  for (const template of templatesOf('other-languages.txt')) {
    for (let n = 0; n < 14; n++) texts.push(fill(template, random));
  }
  return texts;
}

const sentences = (text: string): readonly string[] =>
  text.split(/(?<=[.!?:])\s+|\n+/).map((one) => one.trim());

function seenAttacks(): readonly string[] {
  const goals = agentAttacks()
    .filter(({ wrapper, isHeldBackGoal }) => wrapper === 'direct' && !isHeldBackGoal)
    .map(({ row }) => row.text.slice(row.text.lastIndexOf('\n\n') + 2));
  const rows = readRows('injection.bipia-train.jsonl');
  const benign = new Set(rows.filter(({ label }) => label === 0).flatMap(({ text }) => sentences(text)));
  const planted = new Set(
    rows
      .filter((row) => row.label === 1 && !isHeldBackKind(row) && !BARE_KINDS.has(kindOf(row)))
      .flatMap(({ text }) => sentences(text))
      .filter((one) => one.length > 20 && !benign.has(one) && /\byour?\b/i.test(one)),
  );
  return [...new Set(goals), ...planted];
}

const SEED = 20261;
/** Paragraphs that stand together as one text, so that long texts are known too. */
const MOST_PARTS = 30;

export function examples(isLeftOut: (line: CorpusLine) => boolean = isKept): readonly Example[] {
  const random = randomFrom(SEED);
  const all: Example[] = [];
  const addAttack = (text: string, weight: number): void => {
    const reading = readWords(text);
    if (reading.sentences.length > 0)
      all.push({ reading, first: 0, last: Math.min(reading.sentences.length, MAX_WINDOW), label: 1, weight });
  };
  const addBenign = (text: string, weight: number): void => {
    const reading = readWords(text);
    for (let first = 0; first < reading.sentences.length; first++)
      lastsFrom(reading, first, (last) => all.push({ reading, first, last, label: 0, weight }));
  };
  addCorpora(all, random, isLeftOut);
  for (const text of attackTexts(random)) addAttack(text, SYNTHETIC.weight);
  for (const text of seenAttacks()) addAttack(text, 10 * SYNTHETIC.weight);
  const benign = [...templatesOf('negatives.txt'), ...templatesOf('negatives-other-languages.txt')];
  for (const template of benign) for (let n = 0; n < 10; n++) addBenign(fill(template, random), 3);
  const tasks = templatesOf('tasks.txt');
  for (const frame of templatesOf('negative-frames.txt')) {
    for (let n = 0; n < 60; n++) addBenign(framed(frame, tasks, random), 1.5);
  }
  for (let n = 0; n < 3000; n++)
    addBenign([0, 1, 2].map(() => fill(pick(benign, random), random)).join(random() < 0.5 ? ' ' : '\n'), 1);
  // This project's own documents and code as they stood on one day: technical prose and programs without an attack.
  const parts = readFileSync(corpusFile('own-documents.txt'), 'utf8').split(/\n{2,}/);
  for (let from = 0; from < parts.length;) {
    const to = from + 1 + Math.floor(random() * MOST_PARTS);
    addBenign(parts.slice(from, to).join('\n\n'), 1);
    from = to;
  }
  for (const file of readFileSync(corpusFile('own-code.txt'), 'utf8').split('\f')) addBenign(file, 1);
  for (const rows of benignRows(false).values()) for (const { text } of rows) addBenign(text, 1);
  return all;
}

export const CORPUS = {
  carriers: 12_000,
  attackWeight: 6,
  taskWeight: 3,
  benignWeight: 6,
  carriedWeight: 4,
  asideWeight: 0.7,
  addressed: 7000,
  toPeople: 4000,
  toPeopleWeight: 0.3,
};

const MOST_CARRIED = 320;
/** Lines by themselves and in everyday carriers, where only the runs of sentences that hold the attack are one. */
function addCorpora(all: Example[], random: Random, isLeftOut: (line: CorpusLine) => boolean): void {
  const isTrainedOn = (line: CorpusLine): boolean => !isLeftOut(line);
  const wrapped = linesOf({ use: 'wrapped' }, isTrainedOn);
  const tasks = linesOf({ use: 'task' }, isTrainedOn);
  const benign = linesOf({ use: 'benign' }, isTrainedOn);
  // What stands in a carrier already is not put into another.
  const portable = benign.filter(({ text }) => text.length < MOST_CARRIED && !text.includes('\n'));
  const short = tasks.filter(
    ({ text, family, attack }) =>
      attack === undefined &&
      text.length < 160 &&
      !text.includes('\n') &&
      !/^(?:assistant-should|before-after|must-first|odd-)/.test(family),
  );
  for (let n = 0; n < CORPUS.addressed; n++) {
    const text = OPEN + toMachine(pick(short, random), random) + CLOSE;
    const isCarried = random() < 0.3;
    addMarked(
      all,
      isCarried ? carried([pick(portable, random).text, text, pick(portable, random).text], random) : text,
      1.5,
    );
  }
  for (let n = 0; n < CORPUS.toPeople; n++) {
    const task = pick(short, random);
    if (task.language === 'en') addMarked(all, toPerson(task, random), CORPUS.toPeopleWeight);
  }
  for (const line of wrapped) addMarked(all, marked(line), CORPUS.attackWeight);
  for (const line of tasks) addMarked(all, marked(line), CORPUS.taskWeight);
  for (const line of benign) addMarked(all, line.text, CORPUS.benignWeight);
  const near = (line: CorpusLine, count: number): string[] => {
    // Neighbours are mostly in the same language.
    const same = portable.filter(({ language }) => language === line.language);
    return Array.from(
      { length: count },
      () => pick(random() < 0.6 && same.length > 3 ? same : portable, random).text,
    );
  };
  for (let n = 0; n < CORPUS.carriers; n++) {
    const isAttack = n % 2 === 0;
    const line = isAttack ? pick(n % 4 === 0 ? wrapped : tasks, random) : pick(portable, random);
    const lines = near(line, 2 + Math.floor(random() * 3));
    lines.splice(
      Math.floor(random() * (lines.length + 1)),
      0,
      isAttack ? OPEN + (line.attack ?? line.text) + CLOSE : line.text,
    );
    addMarked(all, carried(lines, random), CORPUS.carriedWeight);
  }
}

function addMarked(all: Example[], marked: string, weight: number): void {
  const open = marked.indexOf(OPEN);
  const close = marked.indexOf(CLOSE);
  const reading = readWords(marked.replaceAll(OPEN, '').replaceAll(CLOSE, ''));
  const from = open < 0 ? Number.POSITIVE_INFINITY : open;
  const to = close < 0 ? Number.POSITIVE_INFINITY : close - 1;
  for (let first = 0; first < reading.sentences.length; first++) {
    let longest: Example | undefined;
    lastsFrom(reading, first, (last) => {
      const start = reading.sentences[first]?.start ?? 0;
      const end = reading.sentences[last - 1]?.end ?? 0;
      if (end <= from || start >= to)
        all.push({ reading, first, last, label: 0, weight: weight * (open < 0 ? 1 : CORPUS.asideWeight) });
      // The longest run within the attack, or the one that begins before it and holds it whole.
      else if (start >= from - 2 && (end <= to + 3 || !longest))
        longest = { reading, first, last, label: 1, weight };
    });
    if (longest) all.push(longest);
  }
}
