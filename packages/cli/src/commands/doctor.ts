import { lookAtMachine } from '@sallyport/device';
import type { Command } from 'commander';
import { define, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { ownProgram } from '../install-environment.ts';
import { plain, printLine, style } from '../terminal.ts';
import { VERSION } from '../version.ts';

export const register = (program: Command): Command =>
  define<object>(
    program.command('doctor').description('Names what is wrong, causes only, each with what to do'),
    ['sallyport doctor', 'sallyport doctor --json | jq -r .problems[].code'],
    async ({ json }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const { problems } = await lookAtMachine(context.home, context.settings, VERSION, ownProgram());
      if (!json) {
        if (problems.length === 0)
          printLine(`${style.green('✓')} nothing is wrong that can be seen from here`);
        for (const problem of problems) {
          printLine(
            `${problem.severity === 'error' ? style.red('✗') : style.yellow('!')} ${problem.title} ${style.dim(problem.code)}`,
          );
          for (const { text, fix } of problem.places)
            printLine(`    ${plain(text)}\n    ${style.bold(plain(fix))}`);
        }
      }
      const isSick = problems.some(({ severity }) => severity === 'error');
      return { exit: isSick ? EXIT.unhealthy : EXIT.ok, data: { problems } };
    },
  );
