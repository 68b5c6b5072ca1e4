import { resolve } from 'node:path';
import { PeopleFile } from '@sallyport/device';
import { compileNative } from '@sallyport/policy-core';
import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { createJudge } from '../judge-payload.ts';
import { loadPolicy } from '../load-policy.ts';
import { readAll } from '../read-lines.ts';
import { registerApply } from '../policy/apply.ts';
import { registerDiff } from '../policy/diff.ts';
import { registerList } from '../policy/list.ts';
import { registerReplay } from '../policy/replay.ts';
import { registerRollback } from '../policy/rollback.ts';
import { plain, printLine, style } from '../terminal.ts';

const counted =
  (verb: string, runTests: boolean) =>
  async ({ json }: { json: boolean }, packOrFolder = 'individual') => {
    const loaded = loadPolicy(packOrFolder, { runTests });
    if (isFailure(loaded)) return loaded;
    const rules = loaded.documents.reduce((sum, document) => sum + document.rules.length, 0);
    if (!json) printLine(`${style.green('✓')} ${verb}: ${loaded.documents.length} documents, ${rules} rules`);
    return { exit: EXIT.ok, data: { documents: loaded.documents.length, rules } };
  };

export function register(program: Command): Command {
  const policy = program
    .command('policy')
    .description('Write, test, compare and put in force policy documents');

  define<object>(
    policy
      .command('validate')
      .argument('[dir-or-pack]', 'a shipped pack or a folder')
      .description('Check schema, conditions and clashes'),
    ['sallyport policy validate individual', 'sallyport policy validate ./policies'],
    counted('valid', false),
  );

  define<object>(
    policy
      .command('test')
      .argument('[dir-or-pack]', 'a shipped pack or a folder')
      .description("Run the documents' own tests"),
    ['sallyport policy test individual'],
    counted('tests passed', true),
  );

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

  define<{ policy: string; home?: string }>(
    policy
      .command('explain')
      .description('Every rule considered for a payload from standard input, and why it did or did not match')
      .option('--policy <dir-or-pack>', 'a shipped pack or a folder of documents', 'individual')
      .option('--home <dir>', 'what `~` means; default your home folder'),
    [
      `echo '{"hook_event_name":"PreToolUse","cwd":"/tmp","tool_name":"Bash","tool_input":{"command":"rm -rf ~"}}' | sallyport policy explain`,
    ],
    async ({ json, policy: packOrFolder, home }) => {
      const context = openContext();
      if (isFailure(context)) return context;
      const loaded = loadPolicy(packOrFolder, { runTests: false });
      if (isFailure(loaded)) return loaded;
      const people = new PeopleFile(context.home.people, context.settings.tier);
      const judge = createJudge({
        policy: loaded,
        surface: 'claude-code-hook',
        home: resolve(home ?? context.settings.home),
        user: context.settings.user,
        groupsOf: (user) => people.groupsOf(user),
        explain: true,
      });
      const judgement = await judge(await readAll());
      if ('error' in judgement) return failure(judgement.error.message, EXIT.usage);
      if (!json) {
        printLine(`${style.bold(judgement.verdict)} (enforced: ${judgement.enforced})`);
        for (const { rules } of judgement.explanation ?? []) {
          for (const rule of rules) {
            const parts = 'falseParts' in rule ? rule.falseParts.map(plain).join(' and ') : '';
            const line = `${rule.outcome.padEnd(17)} ${rule.policy}/${rule.rule}${parts === '' ? '' : `  false: ${parts}`}`;
            printLine(rule.outcome === 'matched' ? style.bold(line) : style.dim(line));
          }
        }
      }
      return { exit: EXIT.ok, data: judgement };
    },
  );
  registerDiff(policy);
  registerReplay(policy);
  registerApply(policy);
  registerRollback(policy);
  registerList(policy);
  return policy;
}
