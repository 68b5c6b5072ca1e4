/**
 * `node packages/detectors/test/injection/measure.ts [--misses] [--alarms]`: recall on wrapped attacks, planted tasks and bare
 * goals, and false alarms, each with n and a 95 % Wilson interval. `--misses` and `--alarms` show texts of tuning halves and
 * of installed files only; what is held back stays unseen. `--shifts` prints what another threshold would find and cost,
 * `--authors` the same for models that were trained without an author, on that author's lines: the figure for a hand
 * that nobody has seen. Each of those takes a training of half a minute.
 */
import { SHIPPED_MODEL } from '../../src/injection/model/by-model.ts';
import type { InjectionModel } from '../../src/injection/model/injection-model.ts';
import { readModel, type KeptModel } from '../../src/injection/model/read-model.ts';
import { attackSets, benignSets, foundIn, interval, isFound, linesBy, type TextSet } from './measurement.ts';
import { examples } from './train/examples.ts';
import { SETTINGS, trainModel } from './train/train-model.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const shows = (flag: string, { name }: TextSet): boolean =>
  process.argv.includes(flag) && /tuning|installed/.test(name);
const short = (text: string): string => JSON.stringify(text.slice(-160));

const { wrapped, planted, bare } = attackSets();
for (const [title, sets] of [
  ['wrapped: the text speaks to the agent', wrapped],
  ['planted tasks: an order in the text, marked as one or about the answer', planted],
  ['bare goals: nothing but a wish, left to facts about the session', bare],
] as const) {
  print(title);
  for (const set of sets) {
    print(`  ${set.name.padEnd(44)} ${interval(foundIn(set), set.texts.length)}`);
    if (shows('--misses', set))
      for (const text of set.texts) if (!isFound(text)) print(`    miss ${short(text)}`);
  }
}
print('false alarms: texts without an attack, by how they are read');
for (const set of benignSets()) {
  for (const role of ['tool-result', 'file', 'manifest'] as const)
    print(`  ${`${set.name}, as ${role}`.padEnd(60)} ${interval(foundIn(set, role), set.texts.length)}`);
  if (shows('--alarms', set))
    for (const text of set.texts) if (isFound(text)) print(`    alarm ${short(text)}`);
}

/** How far thresholds are raised; lower ones find more and alarm more often. */
const SHIFTS = [-1, -0.5, 0, 0.5, 1, 1.5];
const printShifts = (sets: readonly TextSet[], model: InjectionModel): void => {
  for (const shift of SHIFTS) {
    const shifted = { ...model, bias: model.bias - shift };
    print(`  thresholds ${shift >= 0 ? '+' : ''}${shift}`);
    for (const set of sets)
      print(`    ${set.name.padEnd(58)} ${interval(foundIn(set, undefined, shifted), set.texts.length)}`);
  }
};
if (process.argv.includes('--shifts')) {
  print('what other thresholds would find and cost, rules included');
  const sets = [...wrapped, ...planted, ...bare, ...benignSets(9)];
  printShifts(
    sets.filter(({ name }) => /kept from|installed|trigger/.test(name)),
    SHIPPED_MODEL,
  );
}
if (process.argv.includes('--authors')) {
  for (const author of ['third', 'fourth'] as const) {
    print(`trained without the ${author} author`);
    const { text } = trainModel(
      SETTINGS,
      examples((line) => line.author === author),
    );
    // Made by `trainModel` a line above, in this shape.
    printShifts([linesBy(author, true), linesBy(author, false)], readModel(JSON.parse(text) as KeptModel));
  }
}
