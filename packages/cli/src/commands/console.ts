import { createApiClient } from '@sallyport/fleet-protocol';
import { openIdentity, readRunning } from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { printLine } from '../terminal.ts';

export const register = (program: Command): Command =>
  define<object>(
    program
      .command('console')
      .description('Print a new one-time link to the console; it works once, for ten minutes'),
    ['sallyport console', 'xdg-open "$(sallyport console)"'],
    async ({ json }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const running = readRunning(context.home.running);
      if (running === undefined)
        return failure('nothing is running; start it with `sallyport up`', EXIT.unreachable);
      const client = createApiClient({
        baseUrl: running.url,
        fetch,
        token: openIdentity(context.home).apiToken,
      });
      const link = await client.loginLink();
      if (!link.ok) return failure(link.message, link.status === 0 ? EXIT.unreachable : EXIT.failed);
      if (!json) printLine(link.value.link);
      return { exit: EXIT.ok, data: { link: link.value.link } };
    },
  );
