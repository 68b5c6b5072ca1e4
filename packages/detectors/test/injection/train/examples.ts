/** What the model is trained on: windows with a label. All of our own templates but the
 * files named held-back and trigger-words, and of the data only the goals, kinds and rows that may be looked at. */
import { readFileSync } from 'node:fs';
import { readWords, type Reading } from '../../../src/injection/read-words.ts';
import { MAX_WINDOW } from '../../../src/injection/model/injection-model.ts';
import { agentAttacks, benignRows, isHeldBackKind, kindOf, readRows } from './development-data.ts';
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

export function attackTexts(random: Random): readonly string[] {
  const tasks = templatesOf('tasks.txt');
  const frames = templatesOf('frames.txt');
  const texts: string[] = [];
  for (let n = 0; n < 7000; n++) texts.push(framed(pick(frames, random), tasks, random));
  for (let n = 0; n < 2500; n++) texts.push(framed('{T}.', tasks, random));
  for (const template of templatesOf('answers.txt')) {
    for (let n = 0; n < 16; n++) texts.push(fill(template, random));
  }
  for (const template of templatesOf('wrapped.txt')) {
    for (let n = 0; n < 50; n++) texts.push(framed(template, tasks, random));
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

export function examples(): readonly Example[] {
  const random = randomFrom(SEED);
  const all: Example[] = [];
  const addAttack = (text: string, weight: number): void => {
    const reading = readWords(text);
    if (reading.sentences.length > 0)
      all.push({ reading, first: 0, last: Math.min(reading.sentences.length, MAX_WINDOW), label: 1, weight });
  };
  const addBenign = (text: string, weight: number): void => {
    const reading = readWords(text);
    for (let first = 0; first < reading.sentences.length; first++) {
      for (let last = first + 1; last <= Math.min(first + MAX_WINDOW, reading.sentences.length); last++)
        all.push({ reading, first, last, label: 0, weight });
    }
  };
  for (const text of attackTexts(random)) addAttack(text, 1);
  for (const text of seenAttacks()) addAttack(text, 6);
  const benign = [...templatesOf('negatives.txt'), ...templatesOf('negatives-other-languages.txt')];
  for (const template of benign) for (let n = 0; n < 10; n++) addBenign(fill(template, random), 3);
  const tasks = templatesOf('tasks.txt');
  for (const frame of templatesOf('negative-frames.txt')) {
    for (let n = 0; n < 60; n++) addBenign(framed(frame, tasks, random), 1.5);
  }
  for (let n = 0; n < 3000; n++)
    addBenign([0, 1, 2].map(() => fill(pick(benign, random), random)).join(random() < 0.5 ? ' ' : '\n'), 1);
  // This project's own documents and comments as they stood on one day: technical prose without an attack.
  for (const part of readFileSync(corpusFile('own-documents.txt'), 'utf8').split(/\n{2,}/))
    addBenign(part, 1);
  for (const rows of benignRows(false).values()) for (const { text } of rows) addBenign(text, 1);
  return all;
}
