import { applyPlan, planUninstall, removeManaged } from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openContext, openMachine } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { installEnvironment } from '../install-environment.ts';
import { showPlan } from '../show-plan.ts';
import { targetOf, unknownTarget } from './install.ts';

type Options = { dryRun: boolean; managed: boolean };

export const register = (program: Command): Command =>
  define<Options>(
    program
      .command('uninstall')
      .argument('<target>', '`claude-code`, `cowork` or `mcp`')
      .description('Take the hook out: the file as it was, or without our entries if others changed it since')
      .option('--dry-run', 'show the exact change and make none', false)
      .option('--managed', 'for everybody on this machine (as root); the evidence stays', false),
    [
      'sallyport uninstall claude-code --dry-run',
      'sallyport uninstall claude-code',
      'sallyport uninstall mcp',
    ],
    async (options, name = '') => {
      const target = targetOf(name, options);
      if (target === undefined) return failure(unknownTarget(name), EXIT.usage);
      const context = target.kind === 'claude-code-managed' ? openMachine() : openContext();
      if (isFailure(context)) return context;
      if (options.managed && process.getuid?.() !== 0)
        return failure('the managed tier is taken away by root; run it with `sudo`');
      const environment = installEnvironment(context);
      if (isFailure(environment)) return environment;
      const planned = await planUninstall(target.kind, environment);
      if (planned.kind === 'refused') return failure(planned.refusal.message);
      if (!options.dryRun) {
        const applied = await (options.managed ? removeManaged(planned.plan) : applyPlan(planned.plan));
        if (applied.kind === 'failed') return failure(applied.message);
      }
      return showPlan(planned.plan, options);
    },
  );
