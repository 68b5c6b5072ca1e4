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
      const found = await verifySpool(context.home.spool, key === undefined ? {} : { publicKey: key });
      // A chain that only agrees with itself is not verified: anybody who can write the folder could have made it.
      const result = {
        ...found,
        ok: found.ok && found.signaturesChecked,
        warnings: warningsOf(found, context.home.deviceKey),
      };
      if (!json) {
        printLine(`${verdictOf(found)}: ${result.records} records, ${anchorOf(found)}`);
        for (const warning of result.warnings) printLine(`  warning: ${plain(warning)}`);
        for (const gap of result.gaps) printLine(`  gap: ${plain(JSON.stringify(gap))}`);
        for (const broken of result.breaks) printLine(`  break: ${plain(JSON.stringify(broken))}`);
      }
      return { exit: result.ok ? EXIT.ok : EXIT.failed, data: result };
    },
  );
  return evidence;
}

type Verification = Awaited<ReturnType<typeof verifySpool>>;

function verdictOf({ ok, signaturesChecked }: Verification): string {
  if (!ok) return style.red('✗ the chain is broken');
  return signaturesChecked ? style.green('✓ the chain holds') : style.red('✗ the chain is not verified');
}

/** Claims cover anchored records only, so what is not anchored is named too. */
function anchorOf({ anchoredTo, lastSeq }: Verification): string {
  if (anchoredTo === lastSeq) return `anchored to ${anchoredTo}`;
  return `anchored to ${anchoredTo}, not anchored: ${anchoredTo + 1} to ${lastSeq}`;
}

function warningsOf({ signaturesChecked, anchoredTo, records }: Verification, keyFile: string): string[] {
  if (!signaturesChecked) {
    return [
      `no signature was checked, because the device's key \`${keyFile}\` is not here: nothing is anchored, and whoever can write this folder could have made this chain; put the key back from a backup`,
    ];
  }
  if (anchoredTo > 0 || records === 0) return [];
  return [
    'nothing is anchored: no signed checkpoint vouches for any of these records; one is written every few seconds while the guard runs, so run this again',
  ];
}
