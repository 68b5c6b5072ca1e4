import type { Command } from 'commander';
import { EXIT, type ExitCode } from './exit-code.ts';
import { failToSupervisor } from './supervise.ts';
import { complain, printJson } from './terminal.ts';

/** What a command gives back: the exit status, and the data that `--json` prints. */
export type Outcome = { exit: ExitCode; data?: unknown };

/** An expected failure: a sentence that says what to do next, and the exit status that belongs to it. */
export type Failure = { exit: Exclude<ExitCode, 0>; message: string };

export const failure = (message: string, exit: Failure['exit'] = EXIT.failed): Failure => ({ exit, message });
export const isFailure = (value: object): value is Failure => 'message' in value && 'exit' in value;

/**
 * Gives a command what every command has: `--json`, `--no-input`, examples under `--help`, and one place that turns
 * a failure into text and an exit status. `run` prints its own text when `json` is false.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it types each command's own options
export function define<Options extends object>(
  command: Command,
  examples: readonly string[],
  run: (
    options: Options & { json: boolean; input: boolean },
    ...words: string[]
  ) => Promise<Outcome | Failure>,
): Command {
  return command
    .option('--json', 'print data as JSON', false)
    .option('--no-input', 'never ask; fail instead')
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`)
    .action(async (...received: unknown[]) => {
      // commander passes the words (several for one argument as a list), then the options, then the command itself.
      const options = received.at(-2) as Options & { json: boolean; input: boolean };
      const words = received
        .slice(0, -2)
        .flat()
        .filter((word) => typeof word === 'string');
      const outcome = await run(options, ...words);
      if (isFailure(outcome)) {
        if (options.json) printJson({ error: { message: outcome.message } });
        complain(outcome.message);
        failToSupervisor(outcome.message);
      } else if (options.json && outcome.data !== undefined) {
        printJson(outcome.data);
      }
      process.exitCode = outcome.exit;
    });
}
