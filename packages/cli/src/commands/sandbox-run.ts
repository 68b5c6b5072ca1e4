import { runInSandbox, takeJob, type GuardDoor } from '@sallyport/device';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { define, failure, isFailure } from '../command.ts';
import { openContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

const TIMEOUT_MS = 10 * 60_000;

export const register = (program: Command): Command =>
  define<object>(
    program
      .command('sandbox-run <ticket>')
      .description(
        'Run the command of a ticket where it can change and reach nothing; the guard puts this in place of a command that policy makes read-only',
      ),
    ['sallyport sandbox-run 0123456789abcdef0123456789abcdef'],
    async ({ json }, ticket = '') => {
      if (!/^[0-9a-f]{32}$/.test(ticket))
        return failure('a ticket is 32 hexadecimal digits, as the guard wrote them', EXIT.usage);
      const context = openContext();
      if (isFailure(context)) return context;
      const taken = await takeJob(doorOf(context), ticket);
      if (!taken.ok) return failure(`${taken.why}; ask for the command again`, EXIT.failed);
      const end = await runInSandbox(taken.job, {
        environment: context.settings.variables,
        timeoutMs: TIMEOUT_MS,
        // The command's own output belongs to whoever asked for it, and JSON stands alone.
        output: json ? 'ignore' : 'inherit',
      });
      if (!end.ran) return failure(`the command was not run: ${end.why}`);
      // The command's own status, whatever it is: what runs in its place must look like it.
      return { exit: end.exitCode as ExitCode, data: { exitCode: end.exitCode } };
    },
  );

const doorOf = ({ settings, home }: Context): GuardDoor =>
  settings.tier === 'managed' && settings.hookPort !== undefined
    ? { port: settings.hookPort }
    : { socket: home.hookSocket, tokenHeader: home.hookTokenHeader };
