import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { INVENTORY_KINDS, localPeople, ownHookMarks, takeInventory } from '@sallyport/device';
import { Option, type Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openState, type Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { inventoryLines, postureLines } from '../inventory/inventory-lines.ts';
import { judgeContents } from '../inventory/judge-contents.ts';
import { showUnused } from '../inventory/show-unused.ts';
import { complain, outputColumns, plain, printLine } from '../terminal.ts';

type Options = {
  changes: boolean;
  posture: boolean;
  unused: boolean;
  days: string;
  policy: boolean;
  kind?: string;
  home?: string;
};

export const register = (program: Command): Command =>
  define<Options>(
    program
      .command('inventory')
      .description(
        'Lists agents, MCP servers, plugins, skills, hooks, grants and Cowork’s stores from their files, with what changed; runs and fetches nothing',
      )
      .option('--changes', 'only what is new, changed or gone since the last look', false)
      .addOption(new Option('--kind <kind>', 'only one kind').choices([...INVENTORY_KINDS]))
      .option(
        '--posture',
        'how Cowork and the client are set up, with what to mend; exits with 3 on a finding',
        false,
      )
      .option('--unused', 'what tools MCP servers have and what of them was used, by the evidence', false)
      .option('--days <number>', 'with `--unused`: how far back', '30')
      .option('--policy', 'with `--unused`: print the table of rights that keeps what was used', false)
      .option('--home <folder>', 'look at this home, not at your own (as root: not at everybody’s)'),
    [
      'sallyport inventory',
      'sallyport inventory --changes --json | jq -r ".items[].name"',
      'sallyport inventory --kind mcp-server',
      'sallyport inventory --posture',
      'sallyport inventory --unused --days 90',
      'sallyport inventory --unused --policy > policies/used-tools.yaml',
      'sudo sallyport inventory --home /home/ana',
    ],
    async ({ json, changes, posture, unused, days, policy, kind, home }) => {
      const context = openState();
      if (isFailure(context)) return context;
      if (home !== undefined && !isFolder(home))
        return failure(`\`${home}\` is no folder; name a person’s home`, EXIT.usage);
      if (policy && !unused) return failure('`--policy` goes with `--unused`', EXIT.usage);
      if (unused && (posture || changes || kind !== undefined))
        return failure('`--unused` goes with `--days`, `--policy` and `--home` only', EXIT.usage);
      const found = await takeInventory({
        people: peopleOf(context, home),
        platform: process.platform,
        variables: context.settings.variables,
        marks: await ownHookMarks(context.home.records),
        memoryFile: context.home.inventory,
        now: new Date(),
        isRemembered: !posture && !unused && kind === undefined,
      });
      for (const note of found.notes) complain(note);
      if (unused) return showUnused(context, found.items, { days, policy, json });
      if (posture) {
        if (!json) for (const line of postureLines(found.posture, outputColumns())) printLine(line);
        const isClean = found.posture.every(({ state }) => state !== 'finding');
        return {
          exit: isClean ? EXIT.ok : EXIT.policySaysNo,
          data: { posture: found.posture, unread: found.unread },
        };
      }
      const wanted = found.items.filter(
        (item) => (kind === undefined || item.kind === kind) && (!changes || item.state !== 'same'),
      );
      const { items, isWhole } = await judgeContents(wanted);
      const notes = [...found.notes, ...(isWhole ? [] : ['only the first 500 folders were judged'])];
      if (!json) {
        for (const line of inventoryLines(items, outputColumns())) printLine(line);
        if (items.length === 0) printLine(changes ? 'nothing changed' : 'nothing was found');
        for (const { path, why } of found.unread) printLine(`! not read: ${plain(path)}: ${plain(why)}`);
        if (!isWhole) complain('only the first 500 folders were judged');
      }
      return { exit: EXIT.ok, data: { items, unread: found.unread, notes } };
    },
  );

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** As root everybody’s, else one’s own. */
function peopleOf({ settings }: Context, home: string | undefined) {
  const own = { user: settings.user, home: settings.home, isOwn: true };
  if (home !== undefined) {
    const path = resolve(home);
    if (path === settings.home) return [own];
    const uid = statSync(path).uid;
    const person = localPeople().find((one) => one.home === path || one.uid === uid);
    return [{ user: person?.user ?? path, home: path, isOwn: false }];
  }
  if (process.getuid?.() !== 0) return [own];
  const others = localPeople().filter((one) => one.home !== settings.home && isFolder(one.home));
  return [own, ...others.map((one) => ({ user: one.user, home: one.home, isOwn: false }))];
}
