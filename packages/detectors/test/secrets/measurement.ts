/** How the secret finder does on labelled and on benign texts, with intervals. */
import type { Detection } from '../../src/detection.ts';
import { findSecrets } from '../../src/secrets/find-secrets.ts';
import type { BenignSet } from './benign-texts.ts';
import { fileSplit, lineSplit, readRows, type Row } from './held-back.ts';

export type Score = { readonly tp: number; readonly fp: number; readonly fn: number; readonly tn: number };

/**
 * Which finds count: all, those above the weakest (the head of a key block whose key is not there has .5), or those that
 * stop. Between .5 and .54 lies nothing on the tuning half.
 */
export const COUNTED = {
  any: () => true,
  'confidence over .54': ({ confidence }) => confidence >= 0.54,
  block: ({ level }) => level === 'block',
} as const satisfies Record<string, (found: Detection) => boolean>;
export type Counted = keyof typeof COUNTED;

/** A text counts as found when anything in it is. */
export const scoreOf = (rows: readonly Row[], counted: Counted = 'any'): Score => {
  const score = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const { text, label } of rows) {
    const found = findSecrets(text).some(COUNTED[counted]);
    score[label === 1 ? (found ? 'tp' : 'fn') : found ? 'fp' : 'tn']++;
  }
  return score;
};

/** Lines out of the middle of a key block look like any other base64; they are counted apart. */
const isKeyLine = ({ cat }: Row): boolean => cat === 'PEM Private Key';

export const labelledSets = (): readonly (readonly [name: string, rows: readonly Row[]])[] => {
  const lines = lineSplit();
  const files = fileSplit();
  return [
    ['lines, tuning', lines.tuning],
    ['lines, held back', lines.heldBack],
    ['lines without key blocks, tuning', lines.tuning.filter((row) => !isKeyLine(row))],
    ['lines without key blocks, held back', lines.heldBack.filter((row) => !isKeyLine(row))],
    ['files, tuning', files.tuning],
    ['files, held back', files.heldBack],
    ['rule fixtures', readRows('secrets.gitleaks-fixtures')],
  ];
};

export type Alarms = {
  readonly texts: number;
  readonly alarmed: number;
  readonly lines: number;
  readonly finds: number;
};

export const alarmsIn = ({ texts }: BenignSet): Alarms => {
  let [alarmed, lines, finds] = [0, 0, 0];
  for (const text of texts) {
    const found = findSecrets(text).length;
    lines += text.split('\n').length;
    finds += found;
    if (found > 0) alarmed++;
  }
  return { texts: texts.length, alarmed, lines, finds };
};

const Z = 1.96;
const show = (value: number): string => value.toFixed(4).replace(/0$/, '');

/** Wilson's interval, which holds for few cases and for rates near 0 and 1. */
export const rate = (hits: number, of: number): string => {
  if (of === 0) return 'none';
  const share = hits / of;
  const spread = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  const middle = share + (Z * Z) / (2 * of);
  const scale = 1 + (Z * Z) / of;
  return `${show(share)} [${show(Math.max(0, (middle - spread) / scale))}, ${show((middle + spread) / scale)}] (${hits}/${of})`;
};
