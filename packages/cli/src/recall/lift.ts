import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { whoAsks } from '../policy/change.ts';
import { confirm } from '../policy/confirm.ts';
import { connect, refusal } from '../policy/connect.ts';
import { componentHash } from './component-hash.ts';
import { tellInForce, withChange, type RecallOptions } from './recall-options.ts';

export const registerLift = (recall: Command): Command =>
  define<RecallOptions & { why?: string }>(
    withChange(
      recall
        .command('lift')
        .argument('<hash-or-path>', 'what `sallyport recall list` shows')
        .requiredOption('--why <text>', 'why it may be used again; goes into the list of versions')
        .description('Let a recalled part be used again'),
    ),
    [
      'sallyport recall lift 9f2c5d1e0b7a4c3d8e6f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f --why "it was another one"',
      'sallyport recall lift ~/.claude/skills/deploy --why "looked at, harmless" --yes',
    ],
    async (options, word = '') => {
      const sha256 = componentHash(word);
      if (typeof sha256 !== 'string') return sha256;
      const reason = options.why?.trim() ?? '';
      if (reason === '' || reason.length > 1000)
        return failure('say why with `--why`, in up to 1000 characters', EXIT.usage);
      const context = openState();
      if (isFailure(context)) return context;
      const connected = connect(context);
      if (isFailure(connected)) return connected;
      if (!options.yes && options.input) {
        const refused = await confirm(`let ${sha256.slice(0, 12)} be used again on every device?`);
        if (refused !== undefined) return refused;
      }
      const sent = await connected.client.liftRecall({ sha256, reason, by: whoAsks(context) });
      if (!sent.ok) return refusal(sent);
      return tellInForce(connected, sent.value, options, { sha256 });
    },
  );
