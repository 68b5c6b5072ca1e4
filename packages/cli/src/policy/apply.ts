import type { Command } from 'commander';
import { define, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { plain, tell } from '../terminal.ts';
import { changePolicy, readInForce, whoAsks, type ChangeOptions } from './change.ts';
import { connect } from './connect.ts';
import { loadOrFail, readDraft, type Standing } from './draft.ts';
import { formatProblem } from '@sallyport/policy-core';

/** What `apply` and `rollback` share. */
export const withChangeOptions = (command: Command): Command =>
  command
    .option('--reason <text>', 'why, for `policy list` and the evidence')
    .option('--yes', 'do not ask; `--no-input` does not ask either', false)
    .option('--dry-run', 'show what would change and change nothing', false)
    .option('--wait <seconds>', 'how long to wait until this device has it in force', '15');

export const withStanding = (command: Command): Command =>
  command
    .option('--extends <pack>', 'the shipped pack that own documents stand beside; default the one of `up`')
    .option('--alone', 'the own documents alone, without a shipped pack', false);

export const registerApply = (policy: Command): Command =>
  define<ChangeOptions & Standing>(
    withChangeOptions(
      withStanding(
        policy
          .command('apply')
          .argument('<dir-or-pack>', 'a folder of own documents, or a shipped pack')
          .description(
            'Put documents in force: checks them and runs their tests, shows what changes, asks, signs a new version, and waits until this device decides by it',
          ),
      ),
    ),
    [
      'sallyport policy apply ./policies --reason "uploads need a second look"',
      'sallyport policy apply ./policies --extends individual --yes',
      'sallyport policy apply individual --yes',
    ],
    async (options, packOrFolder = '') => {
      const context = openState();
      if (isFailure(context)) return context;
      const connected = connect(context);
      if (isFailure(connected)) return connected;
      const loaded = loadOrFail(readDraft(packOrFolder, options, context.settings.pack), true);
      if (isFailure(loaded)) return loaded;
      for (const warning of loaded.warnings) tell(`warning: ${plain(formatProblem(warning))}`);
      const inForce = await readInForce(connected);
      if (isFailure(inForce)) return inForce;
      const { draft, policy: next } = loaded;
      return changePolicy(connected, inForce, next, options, () =>
        connected.client.applyPolicy({
          extends: draft.extends,
          documents: draft.own.map(({ name, text }) => ({ name, text })),
          by: whoAsks(context),
          replaces: inForce.version,
          ...(options.reason === undefined ? {} : { reason: options.reason }),
        }),
      );
    },
  );
