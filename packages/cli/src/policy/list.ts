import type { PolicyVersion } from '@sallyport/fleet-protocol';
import type { Command } from 'commander';
import { define, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain, printLine, style } from '../terminal.ts';
import { connect, refusal } from './connect.ts';

export const registerList = (policy: Command): Command =>
  define<object>(
    policy
      .command('list')
      .description(
        'The versions that were in force, newest first: what they are, since when, by whom and why',
      ),
    ['sallyport policy list', 'sallyport policy list --json | jq -r .items[0].version'],
    async ({ json }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const connected = connect(context);
      if (isFailure(connected)) return connected;
      const versions = await connected.client.policyVersions();
      if (!versions.ok) return refusal(versions);
      const reported = await connected.client.policyInForce();
      const devices = reported.ok ? reported.value.items : [];
      if (!json) for (const version of versions.value.items) show(version, devices);
      return { exit: EXIT.ok, data: { items: versions.value.items, devices } };
    },
  );

function show(one: PolicyVersion, devices: readonly { version: string }[]): void {
  const { publication: said, own = [] } = one;
  const rules = one.documents.reduce((sum, document) => sum + document.rules, 0);
  const holders = devices.filter(({ version }) => version === one.version).length;
  const state = one.current ? `in force on ${holders} device${holders === 1 ? '' : 's'}` : '';
  const base = one.extends === null ? 'no shipped pack' : `pack ${one.extends ?? one.pack}`;
  const parts = [
    one.createdAt,
    said === undefined ? '' : `${said.kind} by ${said.by}`,
    `${base}${own.length === 0 ? '' : ` + ${own.length} own`}, ${rules} rules`,
    said === undefined ? '' : `content ${said.digest.slice(0, 16)}`,
    state,
  ].filter((part) => part !== '');
  const name = plain(one.version);
  printLine(`${one.current ? style.bold(name) : name}  ${plain(parts.join('  '))}`);
  if (said?.reason !== undefined) printLine(style.dim(`    ${plain(said.reason)}`));
}
