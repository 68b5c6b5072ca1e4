import { ComponentType } from '@sallyport/action-model';
import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { whoAsks } from '../policy/change.ts';
import { confirm } from '../policy/confirm.ts';
import { connect, refusal } from '../policy/connect.ts';
import { componentHash, serverHash } from './component-hash.ts';
import { tellInForce, withChange, type RecallOptions } from './recall-options.ts';

type AddOptions = RecallOptions & { why?: string; name?: string; type?: string };

export const registerAdd = (recall: Command): Command =>
  define<AddOptions>(
    withChange(
      recall
        .command('add')
        .argument('<hash-or-path>', 'a SHA-256 of the inventory or the evidence, or a folder or file here')
        .requiredOption('--why <text>', 'one sentence for everybody who is stopped by it')
        .option('--name <name>', 'what people call it')
        .option('--type <type>', `what it is: ${ComponentType.options.join(', ')}`)
        .description(
          'Stop a part: it loads nowhere, none of its tools is called, and sessions that have it do nothing more',
        ),
    ),
    [
      'sallyport recall add ~/.claude/skills/deploy --why "it sends keys away" --name deploy --type skill',
      'sallyport recall add ./node_modules/@acme/notes --why "it reads more than it says" --name notes --type mcp-server',
      'sallyport recall add 9f2c5d1e0b7a4c3d8e6f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f --why "taken over in version 2.1" --yes',
    ],
    async (options, word = '') => {
      const sha256 = options.type === 'mcp-server' ? await serverHash(word) : componentHash(word);
      if (typeof sha256 !== 'string') return sha256;
      const type = ComponentType.optional().safeParse(options.type);
      if (!type.success)
        return failure(
          `\`${options.type ?? ''}\` is no type; there are: ${ComponentType.options.join(', ')}`,
          EXIT.usage,
        );
      const why = options.why?.trim() ?? '';
      if (why === '' || why.length > 1000)
        return failure('say why with `--why`, in up to 1000 characters', EXIT.usage);
      const context = openState();
      if (isFailure(context)) return context;
      const connected = connect(context);
      if (isFailure(connected)) return connected;
      if (!options.yes && options.input) {
        const refused = await confirm(`stop ${options.name ?? sha256.slice(0, 12)} on every device?`);
        if (refused !== undefined) return refused;
      }
      const { name } = options;
      const component = {
        sha256,
        why,
        ...(name === undefined ? {} : { name: name.slice(0, 300) }),
        ...(type.data === undefined ? {} : { type: type.data }),
      };
      const sent = await connected.client.recall({ components: [component], by: whoAsks(context) });
      if (!sent.ok) return refusal(sent);
      return tellInForce(connected, sent.value, options, { sha256 });
    },
  );
