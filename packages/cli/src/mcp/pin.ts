import { pinServer, unpinServer, type PinPlan } from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure, type Failure, type Outcome } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { confirm } from '../policy/confirm.ts';
import { plain, tell } from '../terminal.ts';
import { planLines } from './plan-lines.ts';

type Options = { update: boolean; remove: boolean; yes: boolean; json: boolean; input: boolean };

export const registerPin = (mcp: Command): Command =>
  define<Omit<Options, 'json' | 'input'>>(
    mcp
      .command('pin')
      .argument('<server>', 'what the client calls it, or its key')
      .argument('[command...]', 'behind `--`: what starts it, where it was never relayed here')
      .option('--update', 'fetch what its command asks for now, show what is another in it, and ask', false)
      .option('--remove', 'let it fetch its code at each start again', false)
      .option('--yes', 'do not ask', false)
      .description(
        'Run a server that `npx` and the like would fetch at each start from a copy of its package kept here, hashed file by file; install scripts are not run',
      ),
    [
      'sallyport mcp pin files',
      'sallyport mcp pin files -- npx -y @modelcontextprotocol/server-filesystem',
      'sallyport mcp pin files --update',
      'sallyport mcp pin files --update --yes --json',
    ],
    async (options, server = '', ...words) => {
      const context = openState();
      if (isFailure(context)) return context;
      if (context.settings.tier === 'managed')
        return failure('copies can be pinned for one person, and this machine is managed');
      if (options.remove)
        return unpinServer(context.home, server)
          ? done(options, `\`${plain(server)}\` fetches its code when it starts again`, { removed: server })
          : failure(`no copy is pinned for \`${server}\``);
      const attempt = await pinServer(context.home, { server, words, update: options.update });
      switch (attempt.kind) {
        case 'failed':
          return failure(attempt.why);
        case 'as-it-was': {
          const { package: name, version } = attempt.pinned;
          const hint = options.update ? 'which is what its command asks for' : '`--update` looks for another';
          return done(options, `\`${plain(server)}\` runs ${plain(`${name}@${version}`)}, whole; ${hint}`, {
            applied: false,
            pinned: attempt.pinned,
          });
        }
        case 'fetched': {
          const refused = attempt.needsPerson ? await ask(attempt.plan, options) : undefined;
          if (refused !== undefined) {
            attempt.drop();
            return refused;
          }
          attempt.apply();
          const { plan } = attempt;
          if (!options.json && !attempt.needsPerson) show(plan);
          const what = plain(`${plan.package}@${plan.version}`);
          return done(
            options,
            `\`${plain(plan.server)}\` runs ${what} from its copy from its next start on; this is on record`,
            { applied: true, ...plan },
          );
        }
        default:
          return attempt satisfies never;
      }
    },
  );

const show = (plan: PinPlan): void => planLines(plan).forEach(tell);

/** Nothing when a person, or whoever wrote `--yes`, agrees. */
async function ask(plan: PinPlan, { yes, json, input }: Options): Promise<Failure | Outcome | undefined> {
  if (!json) show(plan);
  if (yes) return undefined;
  if (json) return { exit: EXIT.failed, data: { applied: false, ...plan } };
  return input ? confirm('Run this one from now on?') : failure('add `--yes` to take this one', EXIT.usage);
}

const done = ({ json }: Options, text: string, data: object): Outcome => {
  if (!json) tell(text);
  return { exit: EXIT.ok, data };
};
