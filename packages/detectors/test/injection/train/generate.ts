/** Texts made from the templates in `corpora/`, always the same for the same seed. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const CORPORA = new URL('../corpora/', import.meta.url);
export const corpusFile = (name: string): URL => new URL(name, CORPORA);
export const templatesOf = (name: string): readonly string[] =>
  readFileSync(corpusFile(name), 'utf8')
    .split('\n')
    .filter((line) => line !== '');

/** By template, never by text: what is made of one template stays on one side. */
export const isHeldBack = (key: string): boolean =>
  (createHash('sha256').update(key).digest()[0] ?? 0) % 2 === 1;

export type Random = () => number;
/** Mulberry32: small, well spread, the same everywhere. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
};
export const pick = <T>(from: readonly T[], random: Random): T => {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined) throw new Error('nothing to pick from');
  return chosen;
};

export type Slots = ReadonlyMap<string, readonly string[]>;
export const slotsOf = (name: string): Slots =>
  new Map(
    templatesOf(name).map((line): [string, readonly string[]] => {
      const at = line.indexOf(' = ');
      return [line.slice(0, at), line.slice(at + 3).split(' | ')];
    }),
  );

const SLOTS = slotsOf('slots.txt');

/** `{slot}` and `[one|two]` filled in. */
export function fill(template: string, random: Random, slots: Slots = SLOTS): string {
  return template
    .replace(/\[([^\]]*\|[^\]]*)\]/g, (_, choices: string) => pick(choices.split('|'), random))
    .replace(/\{(\w+)\}/g, (whole, name: string) => {
      const values = slots.get(name);
      return values ? pick(values, random) : whole;
    });
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A task put into a frame: `{t}` as part of a sentence, `{T}` as one of its own, `{u}` a second task. */
export function framed(frame: string, tasks: readonly string[], random: Random): string {
  const task = fill(pick(tasks, random), random);
  const second = fill(pick(tasks, random), random);
  const text = frame.replaceAll('{T}', upper(task)).replaceAll('{t}', task).replaceAll('{u}', second);
  return fill(text, random);
}
