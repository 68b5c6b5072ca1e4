import {
  applyPlan,
  openIdentity,
  planInstall,
  prepareStateHome,
  writeHookScript,
  type InstallTarget,
} from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { installEnvironment } from '../install-environment.ts';
import { showPlan } from '../show-plan.ts';

type Options = { dryRun: boolean; managed: boolean; out?: string };

/** What the words of `install` and `uninstall` name. */
export function targetOf(
  name: string,
  { managed, out }: { managed: boolean; out?: string },
): InstallTarget | undefined {
  if (name === 'claude-code') return managed ? { kind: 'claude-code-managed' } : { kind: 'claude-code' };
  if (name === 'cowork') return { kind: 'cowork', ...(out === undefined ? {} : { out }) };
  return undefined;
}

export const register = (program: Command): Command =>
  define<Options>(
    program
      .command('install')
      .argument('<target>', '`claude-code` or `cowork`')
      .description(
        'Put the hook in. Other entries, comments and order stay; `uninstall` restores the file byte for byte',
      )
      .option('--dry-run', 'show the exact change and make none', false)
      .option('--managed', "write the client's managed settings instead of yours (as root)", false)
      .option('--out <dir>', 'where the Cowork plugin and its marketplace are written'),
    [
      'sallyport install claude-code --dry-run',
      'sallyport install claude-code',
      'sallyport install cowork --out ./plugin',
    ],
    async (options, name = '') => {
      const target = targetOf(name, options);
      if (target === undefined)
        return failure(`unknown target \`${name}\`; use \`claude-code\` or \`cowork\``, EXIT.usage);
      const context = openContext();
      if (isFailure(context)) return context;
      const environment = installEnvironment(context);
      if (isFailure(environment)) return environment;
      const planned = await planInstall(target, environment);
      if (planned.kind === 'refused') return failure(planned.refusal.message);
      if (!options.dryRun) {
        const prepared = prepareStateHome(context.home);
        if (!prepared.ok) return failure(prepared.message);
        openIdentity(context.home);
        const script = writeHookScript(context.home, context.settings.home);
        if (!script.ok) return failure(script.message);
        const applied = await applyPlan(planned.plan);
        if (applied.kind === 'failed') return failure(applied.message);
      }
      return showPlan(planned.plan, options);
    },
  );
