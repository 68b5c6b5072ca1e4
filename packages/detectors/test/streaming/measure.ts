/**
 * How much of a secret is let go before it is told, when a text goes on while it comes, and how much is held back:
 * `node packages/detectors/test/streaming/measure.ts`, from the repository's root, on the development data. Each text comes
 * in pieces of 5 to 33 units and is looked at after each.
 */
import { readFileSync } from 'node:fs';
import { createStream, type Detection } from '@sallyport/detectors';

const SETS = ['secrets.leaky-repo', 'secrets.credsweeper-lines', 'secrets.gitleaks-fixtures'];
const MAX_UNITS = 20_000;
const Z = 1.96;

const wilson = (hits: number, n: number): string => {
  const share = hits / n;
  const centre = share + (Z * Z) / (2 * n);
  const reach = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const edge = (sign: number): string => ((100 * (centre + sign * reach)) / (1 + (Z * Z) / n)).toFixed(1);
  return `${hits}/${n} = ${(100 * share).toFixed(1)} % [${edge(-1)}, ${edge(1)}]`;
};

const touches = (a: Detection, b: Detection): boolean => a.start < b.end && b.start < a.end;

const measured = (text: string, pieceUnits: number) => {
  const stream = createStream({ role: 'file', earlyUnits: 1 });
  const told: Detection[] = [];
  const steps: { readonly settled: number; readonly told: number; readonly held: number }[] = [];
  for (let at = 0; at < text.length; at += pieceUnits) {
    told.push(...stream.push(text.slice(at, at + pieceUnits)));
    const settled = stream.settledUpTo;
    steps.push({ settled, told: told.length, held: Math.min(at + pieceUnits, text.length) - settled });
  }
  const secrets = stream.end().found.filter(({ detector }) => detector === 'secret');
  const letGo = secrets.filter((secret) =>
    steps.some(
      (step) => step.settled > secret.start && !told.slice(0, step.told).some((one) => touches(one, secret)),
    ),
  );
  return { secrets, letGo, held: steps.map(({ held }) => held) };
};

for (const set of SETS) {
  const texts = readFileSync(`../shared/data/dev/${set}.jsonl`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // The format is described beside the data.
    .map((line) => (JSON.parse(line) as { text: string }).text.slice(0, MAX_UNITS));
  const all = texts.map((text, at) => measured(`Here it is:\n${text}\nand so on. `, 5 + (at % 29)));
  const secrets = all.flatMap((one) => one.secrets);
  const letGo = all.flatMap((one) => one.letGo);
  const held = all.flatMap((one) => one.held).toSorted((a, b) => a - b);
  const rules = [...new Set(letGo.map(({ rule }) => rule))].join(', ');
  process.stdout.write(
    `${set}: ${texts.length} texts; begun to be let go untold: ${wilson(letGo.length, secrets.length)}${rules === '' ? '' : ` (${rules})`}; held back: median ${held[held.length >> 1]}, 95 %: ${held[Math.floor(held.length * 0.95)]} units\n`,
  );
}
