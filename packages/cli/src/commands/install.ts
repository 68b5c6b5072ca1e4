import {
  applyManaged,
  applyPlan,
  localPeople,
  openIdentity,
  planInstall,
  prepareStateHome,
  writeHookScript,
  type InstallTarget,
} from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure, type Failure, type Outcome } from '../command.ts';
import { openContext, openMachine, type Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { installEnvironment } from '../install-environment.ts';
import { managedInstall } from '../managed-install.ts';
import { showPlan } from '../show-plan.ts';

type Options = {
  dryRun: boolean;
  managed: boolean;
  out?: string;
  port?: string;
  hookPort?: string;
  pin?: string[];
  onlyManagedHooks: boolean;
};

/** What the words of `install` and `uninstall` name. */
export function targetOf(
  name: string,
  { managed, out }: { managed: boolean; out?: string },
): InstallTarget | undefined {
  if (name === 'claude-code') return managed ? { kind: 'claude-code-managed' } : { kind: 'claude-code' };
  if (name === 'mcp' && !managed) return { kind: 'mcp' };
  if (name === 'cowork') return { kind: 'cowork', ...(out === undefined ? {} : { out }) };
  return undefined;
}

export const unknownTarget = (name: string): string =>
  `unknown target \`${name}\`; use \`claude-code\`, \`cowork\` or, without \`--managed\`, \`mcp\``;

export const register = (program: Command): Command =>
  define<Options>(
    program
      .command('install')
      .argument('<target>', '`claude-code`, `cowork` or `mcp`')
      .description(
        'Put the hook in, or with `mcp` the relay in front of every MCP server of your clients. Other entries, comments and order stay; `uninstall` restores the file byte for byte',
      )
      .option('--dry-run', 'show the exact change and make none', false)
      .option('--managed', 'for everybody on this machine, with a guard of its own user (as root)', false)
      .option('--hook-port <number>', 'with --managed: where hooks are answered', undefined)
      .option('--port <number>', 'with --managed: console and API', undefined)
      .option(
        '--pin <name=value...>',
        'with --managed: a variable that the client gets, such as a proxy',
        undefined,
      )
      .option('--only-managed-hooks', 'with --managed: let no other hooks run', false)
      .option('--out <dir>', 'where the Cowork plugin and its marketplace are written'),
    [
      'sallyport install claude-code --dry-run',
      'sallyport install claude-code',
      'sallyport install cowork --out ./plugin',
      'sallyport install mcp --dry-run',
      'sudo sallyport install claude-code --managed --pin HTTPS_PROXY=http://proxy.example:3128',
    ],
    async (options, name = '') => {
      const target = targetOf(name, options);
      if (target === undefined) return failure(unknownTarget(name), EXIT.usage);
      const context = target.kind === 'claude-code-managed' ? openMachine() : openContext();
      if (isFailure(context)) return context;
      if (target.kind === 'claude-code-managed') return managed(context, target, options);
      if (context.settings.tier === 'managed')
        return failure(
          target.kind === 'mcp'
            ? 'this machine is managed: as root, put servers for everybody behind the relay with `sallyport export managed-mcp`; docs/mcp-gateway.md says how'
            : 'this machine is managed, so its hooks are for everybody; nothing needs to be installed',
        );
      const environment = installEnvironment(context);
      if (isFailure(environment)) return environment;
      const planned = await planInstall(target, environment);
      if (planned.kind === 'refused') return failure(planned.refusal.message);
      if (!options.dryRun) {
        const prepared = prepareStateHome(context.home);
        if (!prepared.ok) return failure(prepared.message);
        openIdentity(context.home);
        const script = target.kind === 'mcp' || writeHookScript(context.home, context.settings.home);
        if (script !== true && !script.ok) return failure(script.message);
        const applied = await applyPlan(planned.plan);
        if (applied.kind === 'failed') return failure(applied.message);
      }
      return showPlan(planned.plan, options);
    },
  );

async function managed(
  context: Context,
  target: InstallTarget & { kind: 'claude-code-managed' },
  options: Options & { json: boolean },
): Promise<Outcome | Failure> {
  const pins = pinsOf(options.pin ?? []);
  if (pins === undefined) return failure('a pin is `NAME=VALUE`', EXIT.usage);
  const install = await managedInstall(context, options);
  if (isFailure(install)) return install;
  const planned = await planInstall(
    { ...target, pins, allowManagedHooksOnly: options.onlyManagedHooks },
    install.environment,
  );
  if (planned.kind === 'refused') return failure(planned.refusal.message);
  if (!options.dryRun) {
    const applied = await applyManaged(
      planned.plan,
      install.program,
      install.machine.hookPort,
      localPeople().map(({ uid }) => uid),
    );
    if (applied.kind === 'failed') return failure(applied.message);
  }
  return showPlan({ ...planned.plan, notes: [...install.notes, ...planned.plan.notes] }, options);
}

function pinsOf(words: readonly string[]): Record<string, string> | undefined {
  const pins = words.map((word) => /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(word));
  return pins.includes(null)
    ? undefined
    : Object.fromEntries(pins.map((pin) => [pin?.[1] ?? '', pin?.[2] ?? '']));
}
