import { readRunning, upLockHolder } from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openState, refuseOnManaged } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { printLine } from '../terminal.ts';

const WAIT_MS = 10_000;

export const register = (program: Command): Command =>
  define<object>(
    program.command('down').description('Stop what `sallyport up` started on this machine'),
    ['sallyport down', 'sallyport down --json'],
    async ({ json }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const refused = refuseOnManaged(context, 'stop');
      if (refused !== undefined) return refused;
      // The lock speaks before the parts are ready, and when what `up` wrote down is damaged.
      const holder = (): number | undefined =>
        upLockHolder(context.home.upLock) ?? readRunning(context.home.running)?.pid;
      const pid = holder();
      if (pid === undefined) {
        if (!json) printLine('nothing is running');
        return { exit: EXIT.ok, data: { stopped: false } };
      }
      try {
        process.kill(pid, 'SIGTERM');
      } catch {
        return failure(`process ${pid} belongs to another user; stop it as that user`);
      }
      const deadline = Date.now() + WAIT_MS;
      while (holder() !== undefined) {
        if (Date.now() > deadline)
          return failure(
            `process ${pid} did not stop within ${WAIT_MS / 1000} seconds; look at it, then end it by hand`,
          );
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      if (!json) printLine(`stopped process ${pid}; hooks now decide offline with the cached policy`);
      return { exit: EXIT.ok, data: { stopped: true, pid } };
    },
  );
