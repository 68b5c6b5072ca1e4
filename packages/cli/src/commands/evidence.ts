import { followSpool, readDeviceKey, tailSpool, verifySpool } from '@sallyport/device';
import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { describeRecord } from '../describe-record.ts';
import { plain, printLine, style } from '../terminal.ts';

/** Byte for byte into a pipe, because the hashes are over these bytes; with JSON's escapes on a terminal. */
const asJson = (line: string): string => (process.stdout.isTTY ? plain(line) : line);

export function register(program: Command): Command {
  const evidence = program
    .command('evidence')
    .description('Read and verify what was recorded on this device; works with the daemon down');

  define<{ lines: string; follow: boolean }>(
    evidence
      .command('tail')
      .description('The newest records, oldest first')
      .option('-n, --lines <count>', 'how many', '20')
      .option('--follow', 'go on with each new record until interrupted', false),
    ['sallyport evidence tail -n 50', 'sallyport evidence tail --json --follow | jq .decision.verdict'],
    async ({ json, lines, follow }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const count = Number(lines);
      if (!Number.isInteger(count) || count < 0 || count > 100_000)
        return failure(`\`${lines}\` is not a number of lines from 0 to 100000`, EXIT.usage);
      if (!existsSync(context.home.spool))
        return failure('there is no evidence here yet; run `sallyport up`');
      const show = (line: string): void => printLine(json ? asJson(line) : describeRecord(line));
      for (const line of await tailSpool(context.home.spool, count)) show(line.text);
      if (follow) {
        const interrupted = new AbortController();
        process.once('SIGINT', () => interrupted.abort());
        for await (const line of followSpool(context.home.spool, interrupted.signal)) show(line.text);
      }
      return { exit: EXIT.ok };
    },
  );

  define<object>(
    evidence.command('verify').description('Check the whole chain: hashes, order, signatures, gaps'),
    ['sallyport evidence verify', 'sallyport evidence verify --json'],
    async ({ json }) => {
      const context = openState();
      if (isFailure(context)) return context;
      if (!existsSync(context.home.spool))
        return failure('there is no evidence here yet; run `sallyport up`');
      const key = existsSync(context.home.deviceKey)
        ? createPublicKey(readDeviceKey(context.home.deviceKey, readFileSync(context.home.deviceKey, 'utf8')))
        : undefined;
      const result = await verifySpool(context.home.spool, key === undefined ? {} : { publicKey: key });
      if (!json) {
        printLine(
          `${result.ok ? style.green('✓ the chain holds') : style.red('✗ the chain is broken')}: ${result.records} records, anchored to ${result.anchoredTo}`,
        );
        for (const gap of result.gaps) printLine(`  gap: ${plain(JSON.stringify(gap))}`);
        for (const broken of result.breaks) printLine(`  break: ${plain(JSON.stringify(broken))}`);
      }
      return { exit: result.ok ? EXIT.ok : EXIT.failed, data: result };
    },
  );
  return evidence;
}
