import { createInterface } from 'node:readline/promises';
import { PersonName } from '@sallyport/action-model';
import { CODE_LASTS_MS, issuePasskeyCode, openIdentity, type Settings } from '@sallyport/device';
import type { ApiClient } from '@sallyport/fleet-protocol';
import type { Command } from 'commander';
import { define, failure, type Failure } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { printLine, tell } from '../terminal.ts';
import { consoleLink } from './console-link.ts';
import { visibleLine } from './visible-words.ts';
import { settled, unreachable, withClient } from './with-client.ts';

/** Whoever did not add a new passkey has to come to see it. */
export async function tellNewPasskeys(client: Pick<ApiClient, 'passkeys'>): Promise<void> {
  const listed = await client.passkeys();
  for (const { passkey, name, addedAt, countsFrom } of listed.ok
    ? listed.value.items.flatMap(({ passkeys }) => passkeys)
    : [])
    if (Date.parse(countsFrom) > Date.now())
      tell(
        `a passkey for ${visibleLine(name, 40)} was added ${addedAt} and counts from ${countsFrom}; if nobody of you did that: \`sallyport approvals passkey remove ${passkey}\``,
      );
}

/** Clients put these into the environment of what an agent runs. */
const AGENT_VARIABLES = ['CLAUDECODE', 'CLAUDE_CODE_SESSION_ID', 'AI_AGENT'];

export function registerPasskeys(approvals: Command): void {
  const passkey = approvals
    .command('passkey')
    .description('Passkeys of people who answer: what can’t be undone runs on no other answer');

  define<object>(
    passkey.command('list').description('Passkeys that this machine knows, and since when each counts'),
    ['sallyport approvals passkey list', 'sallyport approvals passkey list --json'],
    async ({ json }) =>
      withClient(async (client) => {
        const listed = await client.passkeys();
        if (!listed.ok) return unreachable(listed);
        const all = listed.value.items.flatMap(({ passkeys }) => passkeys);
        for (const each of json ? [] : all)
          printLine(
            `${visibleLine(each.name, 40)}  ${each.passkey}  added ${each.addedAt} by ${each.by === 'code' ? 'a one-time code' : 'another passkey'}${Date.parse(each.countsFrom) > Date.now() ? `; its answers are \`weak\` until ${each.countsFrom}` : ''}`,
          );
        const removed = listed.value.items.flatMap((each) => each.removed);
        for (const each of json ? [] : removed)
          printLine(
            `${visibleLine(each.name, 40)}  ${each.passkey}  removed ${each.removedAt} by ${visibleLine(each.removedBy, 40)}`,
          );
        if (!json && all.length === 0)
          tell('there are no passkeys; `sallyport approvals passkey add --for NAME` brings one in');
        return { exit: EXIT.ok, data: listed.value };
      }),
  );

  define<{ for?: string }>(
    passkey
      .command('add')
      .description('Print a link with which one person adds one passkey, within ten minutes')
      .option('--for <name>', 'the login name of whoever will answer with it'),
    ['sallyport approvals passkey add --for ada', 'sudo sallyport approvals passkey add --for ada'],
    async ({ json, input, for: given = '' }) =>
      withClient(async (client, { settings, home }) => {
        const name = PersonName.safeParse(given.toLowerCase());
        if (!name.success)
          return failure('say whose it is: `--for NAME`, a login name of letters and digits', EXIT.usage);
        const refused = await whyNotHere(settings, name.data, input);
        if (refused !== undefined) return refused;
        const { device, key } = openIdentity(home);
        const code = issuePasskeyCode(home.passkeyCodes, key, name.data, new Date());
        const path = `/passkeys?device=${encodeURIComponent(device)}`;
        const link = await consoleLink(client, path, { code });
        if (!link.ok) return unreachable(link);
        if (!json) {
          printLine(link.value);
          tell(
            `${name.data} opens it on this machine within ${CODE_LASTS_MS / 60_000} minutes; it works once`,
          );
        }
        return { exit: EXIT.ok, data: { name: name.data, link: link.value } };
      }),
  );

  define<object>(
    passkey.command('remove <passkey>').description('Forget a passkey; it answers nothing from now on'),
    ['sallyport approvals passkey remove AbCdEf0123'],
    async ({ json }, name = '') =>
      withClient(async (client) => {
        const sent = await client.removePasskey(name);
        if (!sent.ok) return unreachable(sent);
        const gone = await settled(async () => {
          const listed = await client.passkeys();
          const isThere =
            !listed.ok ||
            listed.value.items.some(({ passkeys }) => passkeys.some((each) => each.passkey === name));
          return isThere ? undefined : true;
        });
        if (!json)
          printLine(gone === true ? 'it is removed' : 'it is removed as soon as its device hears of it');
        return { exit: EXIT.ok, data: { passkey: name, removed: gone === true } };
      }),
  );
}

/**
 * A passkey that an agent brought in would prove nothing. On a managed machine only root may; elsewhere the guard's user is
 * the agent's, so a person has to sit at a terminal: it keeps off an agent that does what it was told, not code that
 * makes a terminal for itself.
 */
async function whyNotHere(
  { tier, variables }: Settings,
  name: string,
  input: boolean,
): Promise<Failure | undefined> {
  if (tier === 'managed')
    return process.getuid?.() === 0
      ? undefined
      : failure('on a managed machine an administrator lets passkeys in; use `sudo`');
  if (AGENT_VARIABLES.some((variable) => variables[variable] !== undefined))
    return failure('an agent’s shell brings in no passkey; use a terminal of your own', EXIT.policySaysNo);
  if (!input || !process.stdin.isTTY || !process.stdout.isTTY)
    return failure('the link is printed on a terminal only, for a person to open', EXIT.policySaysNo);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const typed = await asking.question(`Type \`${name}\` to print a link that adds a passkey for them: `);
    return typed.trim() === name ? undefined : failure('nothing was printed');
  } finally {
    asking.close();
  }
}
