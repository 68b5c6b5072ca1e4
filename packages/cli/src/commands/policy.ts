import { compileNative } from '@sallyport/policy-core';
import type { Command } from 'commander';
import { define, isFailure } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { loadPolicy } from '../load-policy.ts';
import { registerApply } from '../policy/apply.ts';
import { registerDiff } from '../policy/diff.ts';
import { registerExplain } from '../policy/explain.ts';
import { registerList } from '../policy/list.ts';
import { registerRamp } from '../policy/ramp.ts';
import { registerReplay } from '../policy/replay.ts';
import { registerRollback } from '../policy/rollback.ts';
import { registerSchema } from '../policy/schema.ts';
import { registerValidate } from '../policy/validate.ts';
import { plain, printLine, style } from '../terminal.ts';

export function register(program: Command): Command {
  const policy = program
    .command('policy')
    .description('Write, test, compare and put in force policy documents');

  registerValidate(policy);

  define<object>(
    policy
      .command('native')
      .argument('[dir-or-pack]', 'a shipped pack or a folder')
      .description("What compiles to the client's own controls, and what does not and why"),
    ['sallyport policy native individual', 'sallyport policy native --json | jq .permissionsDeny'],
    async ({ json }, packOrFolder = 'individual') => {
      const loaded = loadPolicy(packOrFolder, { runTests: false });
      if (isFailure(loaded)) return loaded;
      const native = compileNative(loaded, { platform: process.platform });
      if (!json) {
        for (const rule of native.permissionsDeny) printLine(`permissions.deny  ${plain(rule)}`);
        for (const path of native.sandbox.filesystem.denyRead) printLine(`sandbox denyRead  ${plain(path)}`);
        for (const path of native.sandbox.filesystem.denyWrite) printLine(`sandbox denyWrite ${plain(path)}`);
        for (const domain of native.sandbox.network.deniedDomains)
          printLine(`denied domain     ${plain(domain)}`);
        for (const { policy: id, rule, why } of native.notCompiled)
          printLine(style.dim(plain(`not compiled      ${id}/${rule}: ${why}`)));
      }
      return { exit: EXIT.ok, data: native };
    },
  );

  registerExplain(policy);
  registerDiff(policy);
  registerReplay(policy);
  registerApply(policy);
  registerRollback(policy);
  registerList(policy);
  registerSchema(policy);
  registerRamp(policy);
  return policy;
}
