/** What the secret rules find in the development data: `node packages/detectors/test/secrets/measure.ts`. */
import { readFileSync } from 'node:fs';
import { findSecrets } from '../../src/secrets/find-secrets.ts';

type Row = { readonly label: number; readonly cat: string; readonly text: string };
type Score = { tp: number; fp: number; fn: number; tn: number };

const Z = 1.96;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const data = new URL('../../../../../shared/data/dev/', import.meta.url);
const rowsOf = (name: string): readonly Row[] =>
  readFileSync(new URL(`${name}.jsonl`, data), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // The sets' format is the data's own README.
    .map((line): Row => JSON.parse(line) as Row);

const show = (value: number): string => value.toFixed(3);

/** Wilson's interval, which holds for few cases and for rates near 0 and 1. */
const rate = (hits: number, of: number): string => {
  if (of === 0) return 'none';
  const share = hits / of;
  const spread = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  const middle = share + (Z * Z) / (2 * of);
  const scale = 1 + (Z * Z) / of;
  return `${show(share)} [${show(Math.max(0, (middle - spread) / scale))}, ${show((middle + spread) / scale)}] (${hits}/${of})`;
};

const scoreOf = (rows: readonly Row[]): Score => {
  const score: Score = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const { text, label } of rows) {
    const found = findSecrets(text).length > 0;
    score[label === 1 ? (found ? 'tp' : 'fn') : found ? 'fp' : 'tn']++;
  }
  return score;
};

for (const name of [
  'secrets.credsweeper-lines',
  'secrets.leaky-repo',
  'secrets.gitleaks-fixtures',
  'commands.tldr-half',
]) {
  const { tp, fp, fn, tn } = scoreOf(
    // The command sets label what is destructive; none of their lines is meant to hold a secret.
    rowsOf(name).map((row) => (name.startsWith('commands') ? { ...row, label: 0 } : row)),
  );
  print(`${name}: a text counts as found when anything in it is`);
  print(`  recall       ${rate(tp, tp + fn)}`);
  print(`  precision    ${rate(tp, tp + fp)}`);
  print(`  false alarms ${rate(fp, fp + tn)}`);
}
print('The labels of credsweeper-lines are that tool’s own output, not a person’s judgement.');
if (process.argv.includes('--show'))
  for (const name of ['secrets.credsweeper-lines', 'commands.tldr-half'])
    for (const { text, label } of rowsOf(name))
      for (const { rule, start, end } of findSecrets(text))
        if (label === 0)
          print(`${rule} ${JSON.stringify(text.slice(start, end))} ${JSON.stringify(text.slice(0, 160))}`);
