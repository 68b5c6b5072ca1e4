/**
 * `node packages/detectors/test/injection/measure.ts [--misses] [--alarms]`: recall on wrapped attacks, planted tasks and bare
 * goals, and false alarms, each with n and a 95 % Wilson interval. `--misses` and `--alarms` show texts of tuning halves and
 * of installed files only; what is held back stays unseen.
 */
import { attackSets, benignSets, foundIn, interval, isFound, type TextSet } from './measurement.ts';

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
