import type { ApplyResponse } from '@sallyport/fleet-protocol';
import type { Command } from 'commander';
import { failure, type Failure, type Outcome } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Connected } from '../policy/connect.ts';
import { waitInForce } from '../policy/wait-in-force.ts';
import { plain, printLine, style, tell } from '../terminal.ts';

/** What `add` and `lift` share. */
export type RecallOptions = {
  json: boolean;
  input: boolean;
  yes: boolean;
  /** Seconds, as given. */
  wait: string;
};

export const withChange = (command: Command): Command =>
  command
    .option('--yes', 'do not ask; `--no-input` does not ask either', false)
    .option('--wait <seconds>', 'how long to wait until this device has it in force', '15');

/** Waits until this device decides by it; the others fetch it as they fetch every policy. */
export async function tellInForce(
  { client, device }: Connected,
  { version, changed }: ApplyResponse,
  { json, wait }: Pick<RecallOptions, 'json' | 'wait'>,
  about: { sha256: string },
): Promise<Outcome | Failure> {
  const waitMs = Number(wait) * 1000;
  if (!Number.isFinite(waitMs) || waitMs < 0)
    return failure(`\`${wait}\` is not a number of seconds`, EXIT.usage);
  const inForce = await waitInForce(client, device, version, waitMs);
  if (!json) {
    if (inForce) printLine(`${style.green('✓')} ${plain(version)} is signed and in force on this device`);
    else
      tell(`${plain(version)} is signed; this device did not say within ${wait} s that it has it in force`);
  }
  return { exit: inForce ? EXIT.ok : EXIT.failed, data: { ...about, version, changed, inForce } };
}
