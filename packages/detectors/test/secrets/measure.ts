/** What is found in the development data and in benign texts: `node packages/detectors/test/secrets/measure.ts`. */
import { benignSets } from './benign-texts.ts';
import { alarmsIn, COUNTED, labelledSets, rate, scoreOf, type Counted } from './measurement.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

print(
  'Rates with 95 % Wilson intervals. A text counts as found when anything in it is; "block" counts sure finds only.',
);
print('The labels of the lines are another scanner’s output, not a person’s judgement.');
for (const [name, rows] of labelledSets())
  // The keys of a record with known keys are its keys.
  for (const counted of Object.keys(COUNTED) as Counted[]) {
    const { tp, fp, fn } = scoreOf(rows, counted);
    print(`${name}, ${counted}: recall ${rate(tp, tp + fn)}, precision ${rate(tp, tp + fp)}`);
  }
print('False alarms:');
for (const set of benignSets()) {
  const { texts, alarmed, lines, finds } = alarmsIn(set);
  print(`${set.name}: of texts ${rate(alarmed, texts)}, finds a line ${rate(finds, lines)}`);
}
