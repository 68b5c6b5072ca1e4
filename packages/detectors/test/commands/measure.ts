/**
 * `node packages/detectors/test/commands/measure.ts [--misses] [--alarms]`: destructive commands found, and alarms on
 * ordinary ones, with 95 % Wilson intervals, at level `block` and at `warn or block`. Public rows are split by program: one
 * half may be looked at while tuning (`--misses` and `--alarms` show only that half), the other is held back.
 */
import { findDangerousCommands } from '../../src/commands/find-dangerous-commands.ts';
import {
  installedScripts,
  interval,
  isHeldBack,
  judgedDestructive,
  ownDestructive,
  ownOrdinary,
  ownReaching,
  readRows,
  shareOf,
  levelOf,
  type Row,
} from './measurement.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const textsOf = (rows: readonly Row[]): readonly string[] => rows.map(({ text }) => text);

function printShare(name: string, texts: readonly string[]): void {
  const { n, block, any } = shareOf(texts);
  print(`  ${name.padEnd(44)} warn or block ${interval(any, n).padEnd(34)} block ${interval(block, n)}`);
}

const destructive = readRows('commands.dcg-dev.jsonl');
const ordinary = readRows('commands.tldr-half.jsonl');
const judged = judgedDestructive();
const isSeen = (row: Row): boolean => !isHeldBack(row);
const isOrdinary = ({ id }: Row): boolean => !judged.has(id);

print('destructive commands found');
printShare('public (dcg), tuning half', textsOf(destructive.filter(isSeen)));
printShare('public (dcg), held-back half', textsOf(destructive.filter(isHeldBack)));
printShare('own, written in other shapes', ownDestructive());
printShare('own, by what they reach (a fit)', ownReaching());
print('alarms on ordinary commands');
printShare('tldr, tuning half, all rows', textsOf(ordinary.filter(isSeen)));
printShare('tldr, tuning half, without judged rows', textsOf(ordinary.filter(isSeen).filter(isOrdinary)));
printShare('tldr, held-back half, all rows', textsOf(ordinary.filter(isHeldBack)));
printShare('own, what developers run daily', ownOrdinary());
printShare('scripts of the packages installed here', installedScripts());

if (process.argv.includes('--misses'))
  for (const text of [...textsOf(destructive.filter(isSeen)), ...ownDestructive(), ...ownReaching()])
    if (levelOf(text) === 'nothing') print(`  miss ${text}`);
if (process.argv.includes('--alarms')) {
  for (const { id, text } of ordinary.filter(isSeen).filter(isOrdinary))
    for (const { level, rule } of findDangerousCommands(text))
      print(`  alarm ${id} ${level} ${rule}: ${text}`);
  for (const text of [...ownOrdinary(), ...installedScripts()])
    for (const { level, rule } of findDangerousCommands(text)) print(`  alarm ${level} ${rule}: ${text}`);
}
