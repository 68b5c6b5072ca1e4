import { resolve } from 'node:path';
import { PeopleFile } from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure, type Failure, type Outcome } from '../command.ts';
import { openContext, openState, type Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { createJudge } from '../judge-payload.ts';
import { loadPolicy } from '../load-policy.ts';
import { readAll } from '../read-lines.ts';
import { plain, printLine, style } from '../terminal.ts';
import { explainRecorded, findRecorded } from './explain-recorded.ts';
import { knownPolicies } from './known-policies.ts';
import { showExplanation } from './show-explanation.ts';

type Options = { policy?: string; home?: string; action?: string; json: boolean };

export const registerExplain = (policy: Command): Command =>
  define<Omit<Options, 'json'>>(
    policy
      .command('explain')
      .description(
        'Every rule considered and why it did or did not count: for a payload from standard input, or for an action on record',
      )
      .option('--action <id>', 'an action of the evidence by its id, or a record by its number')
      .option(
        '--policy <name>',
        'a shipped pack, a folder, a version, or `in-force`; default `individual` for a payload, and the version that decided for an action on record',
      )
      .option('--home <dir>', 'what `~` means in a payload; default your home folder'),
    [
      `echo '{"hook_event_name":"PreToolUse","cwd":"/tmp","tool_name":"Bash","tool_input":{"command":"rm -rf ~"}}' | sallyport policy explain`,
      `sallyport policy explain --action "$(sallyport evidence tail --json -n 1 | jq -r .action.id)"`,
      'sallyport policy explain --action 128 --policy ./policies',
    ],
    async (options) =>
      options.action === undefined ? ofPayload(options) : ofRecord(options, options.action),
  );

async function ofPayload({ json, policy: name = 'individual', home }: Options): Promise<Outcome | Failure> {
  const context = openContext();
  if (isFailure(context)) return context;
  const loaded = await policyFor(context, name);
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
    for (const explanation of judgement.explanation ?? []) showExplanation(explanation);
  }
  return { exit: EXIT.ok, data: judgement };
}

async function ofRecord({ json, policy: name }: Options, id: string): Promise<Outcome | Failure> {
  const context = openState();
  if (isFailure(context)) return context;
  const record = await findRecorded(context.home.spool, id);
  if (isFailure(record)) return record;
  const explained = await explainRecorded(record, (version) =>
    name === undefined ? knownPolicies(context).version(version) : policyFor(context, name),
  );
  if (isFailure(explained)) return explained;
  if (!json) {
    const { live, explanation, seq, at, kind } = explained;
    printLine(
      `${style.bold(live.verdict)} (enforced: ${live.enforced})  ${kind}, record ${seq} of ${plain(at)}, by ${plain(live.policyVersion)}`,
    );
    if (name !== undefined)
      printLine(
        `${style.bold(explanation.decision.verdict)} (enforced: ${explanation.decision.enforced})  under ${plain(explanation.decision.policyVersion)}`,
      );
    showExplanation(explanation);
  }
  return { exit: EXIT.ok, data: explained };
}

/** A folder means its documents alone here, as it does for `check`. */
const policyFor = async (
  context: Context,
  name: string,
): ReturnType<ReturnType<typeof knownPolicies>['named']> =>
  name === 'in-force' || /^\d+-[0-9a-f]{12}$/.test(name)
    ? knownPolicies(context).named(name, { alone: false })
    : loadPolicy(name, { runTests: false });
