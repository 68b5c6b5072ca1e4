import { resolve } from 'node:path';
import { strictness } from '@sallyport/action-model';
import { PeopleFile } from '@sallyport/device';
import { Option, type Command } from 'commander';
import { answerLines } from '../answer-lines.ts';
import { define, failure, isFailure } from '../command.ts';
import { openContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { CHECK_SURFACES, createJudge, type CheckSurface } from '../judge-payload.ts';
import { loadPolicy } from '../load-policy.ts';
import { readAll } from '../read-lines.ts';
import { plain, printLine, style } from '../terminal.ts';

type Options = { surface: CheckSurface; ndjson: boolean; policy: string; home?: string; explain: boolean };

export const register = (program: Command): Command =>
  define<Options>(
    program
      .command('check')
      .description(
        'What policy says about a payload from standard input; nothing is run, nothing is recorded, no daemon is needed',
      )
      .addOption(
        new Option('--surface <surface>', 'which surface the payload is of')
          .choices(CHECK_SURFACES)
          .default('claude-code-hook'),
      )
      .option(
        '--ndjson',
        'one payload a line in, one answer a line out, in order; a bad line gives an `error` in its place',
        false,
      )
      .option('--policy <dir-or-pack>', 'a shipped pack or a folder of documents', 'individual')
      .option('--home <dir>', 'what `~` means; default your home folder')
      .option('--explain', 'add every rule considered and why it did or did not match', false),
    [
      `echo '{"hook_event_name":"PreToolUse","cwd":"/tmp","tool_name":"Read","tool_input":{"file_path":"/root/.ssh/id_rsa"}}' | sallyport check`,
      'sallyport check --surface claude-code-hook --ndjson <payloads.ndjson >verdicts.ndjson',
      `echo '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","arguments":{"path":"/root/.ssh/id_rsa"}}}' | sallyport check --surface mcp`,
    ],
    async (options) => {
      const context = openContext();
      if (isFailure(context)) return context;
      const policy = loadPolicy(options.policy, { runTests: false });
      if (isFailure(policy)) return policy;
      const people = new PeopleFile(context.home.people, context.settings.tier);
      const judge = createJudge({
        policy,
        surface: options.surface,
        home: resolve(options.home ?? context.settings.home),
        user: context.settings.user,
        groupsOf: (user) => people.groupsOf(user),
        explain: options.explain,
      });
      if (options.ndjson) {
        await answerLines(judge);
        return { exit: EXIT.ok };
      }
      const judgement = await judge(await readAll());
      if ('error' in judgement) return failure(judgement.error.message, EXIT.usage);
      if (!options.json) {
        printLine(`${style.bold(judgement.enforced)}  ${judgement.action?.kind ?? 'no action'}`);
        for (const reason of judgement.reasons)
          printLine(`  ${plain(reason.say)} ${style.dim(`(${reason.policy}/${reason.rule})`)}`);
        for (const explanation of judgement.explanation ?? []) {
          for (const rule of explanation.rules)
            printLine(style.dim(`  ${rule.outcome.padEnd(17)} ${rule.policy}/${rule.rule}`));
        }
      }
      const stopped = strictness(judgement.enforced) >= strictness('approve');
      return { exit: stopped ? EXIT.policySaysNo : EXIT.ok, data: judgement };
    },
  );
