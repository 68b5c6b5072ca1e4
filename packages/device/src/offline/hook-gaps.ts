import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';

/** What the hook script wrote when it could ask nobody: `EVENT MODE CAUSE TOOL SESSION`, one line a time. */
export type HookGaps = { count: number; detail: string };

/** Tool and session are claims, and absent in the lines of an older script. */
const LINE = /^[A-Za-z]{1,40} (?:open|closed) curl-\d{1,3}(?: [A-Za-z0-9._-]{1,100} [A-Za-z0-9._-]{1,100})?$/;

/**
 * Counts and takes away the script's last-resort lines. The file is renamed first, so that a line written at this
 * moment goes into a new file and is counted next time; `done` removes what was counted. What a daemon took and died
 * over comes first and by itself: renaming onto it would lose its lines.
 */
export function takeHookGaps(file: string): { gaps: HookGaps; done: () => void } | undefined {
  const taken = `${file}.taken`;
  try {
    if (!existsSync(taken)) renameSync(file, taken);
  } catch {
    // Nothing was written since.
  }
  let text: string;
  try {
    text = readFileSync(taken, 'utf8');
  } catch {
    return undefined;
  }
  const tally = new Map<string, number>();
  for (const line of text.split('\n')) {
    // The file is writable by the agent's user in cooperative tier: only the shape we write is repeated.
    if (LINE.test(line)) tally.set(line, (tally.get(line) ?? 0) + 1);
  }
  const count = [...tally.values()].reduce((sum, one) => sum + one, 0);
  const detail = [...tally]
    .map(([line, times]) => `${line} ×${times}`)
    .join(', ')
    .slice(0, 2000);
  return { gaps: { count, detail }, done: () => rmSync(taken, { force: true }) };
}
