import type { ChangedRow, ReplayedRecord } from '@sallyport/policy-core';
import { plain, printLine, style } from '../terminal.ts';
import type { ReplayedEvidence } from './replay-evidence.ts';

const MAX_SHOWN = 20;

/** What would have been decided otherwise, for a person. */
export function showReplay(said: ReplayedEvidence, policy: string): void {
  const { replayed, changed, exact, otherRules, alteredByRedaction, changedByRedaction } = said;
  printLine(
    changed === 0
      ? `${style.green('✓')} ${replayed} decisions made again under ${plain(policy)}: none differs`
      : `${style.bold(String(changed))} of ${replayed} decisions differ under ${plain(policy)}`,
  );
  printLine(style.dim(`  ${exact} exactly as they were, ${otherRules} with the same verdict by other rules`));
  if (alteredByRedaction > 0)
    printLine(
      style.dim(`  ${alteredByRedaction} were altered by redaction, ${changedByRedaction} of them differ`),
    );
  showRows('by user', said.changedBy.user);
  showRows('by tool', said.changedBy.tool);
  showRows('by path', said.changedBy.path);
  const asking = said.prompts.filter(({ before, after }) => before > 0 || after > 0);
  if (asking.length > 0) printLine(style.bold('prompts a day'));
  for (const { day, before, after } of asking) printLine(`  ${plain(day)}  ${before} → ${after}`);
  for (const example of said.examples.slice(0, 5)) showExample(example);
  if (said.notReplayable.count > 0) printLine(style.bold(`not replayable: ${said.notReplayable.count}`));
  for (const { why, count } of said.notReplayable.why)
    printLine(`  ${String(count).padStart(6)}  ${plain(why)}`);
}

function showRows(title: string, rows: readonly ChangedRow[]): void {
  if (rows.length === 0) return;
  printLine(style.bold(title));
  for (const { name, from, to, count } of rows.slice(0, MAX_SHOWN))
    printLine(`  ${String(count).padStart(6)}  ${from} → ${to}  ${plain(name)}`);
  if (rows.length > MAX_SHOWN)
    printLine(style.dim(`          and ${rows.length - MAX_SHOWN} more; \`--json\` has them all`));
}

function showExample(record: ReplayedRecord): void {
  if (!('after' in record)) return;
  const rules = record.after.rules.filter((rule) => !record.before.rules.includes(rule));
  const gone = record.before.rules.filter((rule) => !record.after.rules.includes(rule));
  printLine(
    style.dim(
      `  record ${record.seq}: ${record.before.enforced} → ${record.after.enforced} ${plain([...rules.map((rule) => `+${rule}`), ...gone.map((rule) => `-${rule}`)].join(' '))}`,
    ),
  );
}
