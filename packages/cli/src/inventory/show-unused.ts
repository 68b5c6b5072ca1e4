import { existsSync } from 'node:fs';
import { listServers, recordsBehind, type InventoryItem } from '@sallyport/device';
import { failure, type Failure, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { readDecisions, type Reading } from '../policy/read-decisions.ts';
import { complain, plain, printLine } from '../terminal.ts';
import { rightsOfUse } from './rights-of-use.ts';
import { toolUse, type KnownServer } from './tool-use.ts';
import { useLines } from './use-lines.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 3650;

/** What MCP servers have and was not used, or the table of rights that takes it away. */
export async function showUnused(
  { home }: Context,
  items: readonly InventoryItem[],
  { days: text, policy, json }: { days: string; policy: boolean; json: boolean },
  now = new Date(),
): Promise<Outcome | Failure> {
  const days = Number(text);
  if (!/^\d{1,4}$/.test(text) || days < 1 || days > MAX_DAYS)
    return failure(`\`${text}\` is no number of days; write one from 1 to ${MAX_DAYS}`, EXIT.usage);
  if (!existsSync(home.spool)) return failure('there is no evidence here yet; run `sallyport up`');
  const sinceMs = now.getTime() - days * DAY_MS;
  const reading: Reading = { records: 0, unreadable: 0 };
  const known = [
    ...items.filter(({ state }) => state !== 'gone').flatMap(ofFile),
    ...listServers(home).map(ofRelay),
  ];
  const servers = await toolUse(known, readDecisions(home.spool, sinceMs, reading));
  const { text: rights, left } = rightsOfUse(servers, days);
  const beginsAt = await firstRecordAt(home.spool);
  const notes = [
    ...(beginsAt !== undefined && Date.parse(beginsAt) > sinceMs
      ? [`the evidence begins at ${beginsAt}, so what was used before counts as unused`]
      : []),
    ...(reading.unreadable > 0
      ? [`${reading.unreadable} records could not be read and count for nothing`]
      : []),
    ...(policy ? left.map(({ server, why }) => `nothing is said of ${plain(server)}: ${why}`) : []),
  ];
  for (const note of notes) complain(note);
  if (policy && rights === undefined) return failure('no server is known that a table could be about');
  if (!json)
    for (const line of policy ? [(rights ?? '').trimEnd()] : useLines(servers, days)) printLine(line);
  if (!json && servers.length === 0) printLine('no server is known');
  return { exit: EXIT.ok, data: { days, servers, policy: rights ?? null, left, notes } };
}

/** A plugin's server is called by both names. */
function ofFile({ kind, scope, name, variables, headers }: InventoryItem): readonly KnownServer[] {
  if (kind !== 'mcp-server') return [];
  const called = scope === 'plugin' ? `plugin:${name}` : name;
  return [{ names: [called], tools: [], hasSaid: false, variables: variables ?? [], headers: headers ?? [] }];
}

const ofRelay = ({ name, toolNames }: ReturnType<typeof listServers>[number]): KnownServer => ({
  names: [name],
  tools: toolNames,
  hasSaid: toolNames.length > 0,
  variables: [],
  headers: [],
});

async function firstRecordAt(spool: string): Promise<string | undefined> {
  for await (const { text } of recordsBehind(spool, 0)) return /"at":"([^"]+)"/.exec(text.slice(0, 200))?.[1];
  return undefined;
}
