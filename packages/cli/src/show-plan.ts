import type { InstallPlan } from '@sallyport/device';
import type { Outcome } from './command.ts';
import { EXIT } from './exit-code.ts';
import { errorStyle, plain, plainLine, printLine, style, tell } from './terminal.ts';

/** What an install or uninstall did, or would do: the diff for a person, the same facts as data. */
export function showPlan(plan: InstallPlan, { dryRun, json }: { dryRun: boolean; json: boolean }): Outcome {
  if (!json) {
    for (const line of plan.diff.split('\n').map(plainLine)) {
      if (line !== '')
        printLine(line.startsWith('+') ? style.green(line) : line.startsWith('-') ? style.red(line) : line);
    }
    for (const warning of plan.warnings) tell(`${errorStyle.yellow('warning:')} ${plain(warning.text)}`);
    for (const note of plan.notes) tell(plain(note));
    if (dryRun) tell('nothing was changed (--dry-run)');
  }
  const files = plan.edits.map(({ path, before, after }) => ({
    path,
    change: before === null ? 'made' : after === null ? 'removed' : 'changed',
  }));
  return {
    exit: EXIT.ok,
    data: { target: plan.target, dryRun, files, diff: plan.diff, warnings: plan.warnings, notes: plan.notes },
  };
}
