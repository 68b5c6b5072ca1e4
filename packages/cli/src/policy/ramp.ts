import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPack, shippedPackNames, shippedRamp } from '@sallyport/device';
import { atStep, readRolloutPlan, type RolloutPlan } from '@sallyport/policy-core';
import type { Command } from 'commander';
import { define, failure, isFailure, type Failure, type Outcome } from '../command.ts';
import { openContext, openState, type Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain, printLine, style, tell } from '../terminal.ts';
import { connect } from './connect.ts';
import { measureRamp, type MeasuredStep, type Share } from './measure-ramp.ts';
import { sinceOf } from './read-decisions.ts';

type Options = { plan?: string; pack?: string; since: string; step?: string; write?: string };

export const registerRamp = (policy: Command): Command =>
  define<Options>(
    policy
      .command('ramp')
      .description(
        'Where the fleet stands on the way from looking to blocking, each step with its measured share of hosts and actions',
      )
      .option('--plan <file>', 'a rollout plan of your own')
      .option('--since <time>', 'what to measure: `2026-11-01`, or how long ago', '7d')
      .option('--write <dir>', 'with --step: write the documents of the step, to replay and to apply')
      .option('--step <id>', 'which step to write')
      .option('--pack <pack>', 'which shipped pack to write; default the one of `up`'),
    [
      'sallyport policy ramp',
      'sallyport policy ramp --step audit --write ./step && sallyport policy apply ./step --alone',
    ],
    async (options) => {
      const plan = readPlan(options.plan);
      if (isFailure(plan)) return plan;
      if ((options.write === undefined) !== (options.step === undefined))
        return failure('`--write` and `--step` go together', EXIT.usage);
      return options.write === undefined
        ? show(plan, options)
        : write(plan, options, options.write, options.step ?? '');
    },
  );

function readPlan(file: string | undefined): RolloutPlan | Failure {
  let source = shippedRamp();
  try {
    if (file !== undefined) source = { name: file, text: readFileSync(file, 'utf8') };
  } catch (error) {
    return failure(`\`${file}\` could not be read: ${String(error)}`, EXIT.usage);
  }
  const read = readRolloutPlan(source);
  return read.ok ? read.plan : failure(read.why);
}

async function show(
  plan: RolloutPlan,
  { since, json }: Options & { json: boolean },
): Promise<Outcome | Failure> {
  const context = openState();
  if (isFailure(context)) return context;
  const sinceMs = sinceOf(since, Date.now());
  if (typeof sinceMs === 'object') return sinceMs;
  const connected = connect(context);
  if (isFailure(connected)) return connected;
  const from = new Date(sinceMs ?? 0).toISOString();
  const steps = await measureRamp(connected.client, plan, from);
  if (isFailure(steps)) return steps;
  const next = steps.find(({ reached }) => !reached);
  if (!json) showSteps(steps, next);
  return {
    exit: EXIT.ok,
    data: { plan: plan.metadata.id, since: from, steps, next: next?.id ?? null },
  };
}

function showSteps(steps: readonly MeasuredStep[], next: MeasuredStep | undefined): void {
  for (const step of steps) {
    const sign = step.reached ? style.green('✓') : step === next ? '→' : ' ';
    const more = step.isPartial ? ', the newest of more' : '';
    printLine(`${sign} ${style.bold(plain(step.id))}  ${plain(step.about)}`);
    printLine(
      style.dim(
        `    hosts ${shareText(step.hosts)} of ${step.ready.hosts} % needed, actions ${shareText(step.actions)} of ${step.ready.actions} % needed${more}`,
      ),
    );
  }
  if (next === undefined)
    tell('every step is reached; `sallyport policy apply PACK` puts the whole pack in force');
  else
    tell(
      `next: sallyport policy ramp --step ${next.id} --write ./step, then \`policy replay --policy ./step --alone\` and \`policy apply ./step --alone\``,
    );
}

const shareText = ({ covered, of }: Share): string =>
  of === 0 ? 'none seen' : `${covered}/${of} (${Math.floor((covered / of) * 1000) / 10} %)`;

function write(
  plan: RolloutPlan,
  { pack: named, json }: Options & { json: boolean },
  folder: string,
  id: string,
): Outcome | Failure {
  const context: Context | Failure = openContext();
  if (isFailure(context)) return context;
  const pack = named ?? context.settings.pack;
  const step = plan.steps.find((one) => one.id === id);
  if (step === undefined)
    return failure(
      `the plan has no step \`${id}\`; there are: ${plan.steps.map((one) => one.id).join(', ')}`,
      EXIT.usage,
    );
  if (!shippedPackNames().includes(pack))
    return failure(`\`${pack}\` is no shipped pack; there are: ${shippedPackNames().join(', ')}`, EXIT.usage);
  const files: string[] = [];
  try {
    // Never into a folder that is there: what lies beside would come into force with the step.
    mkdirSync(folder);
    for (const source of shippedPack(pack)) {
      const file = join(folder, source.name.replaceAll('/', '-'));
      writeFileSync(file, atStep(source, step).text);
      files.push(file);
    }
  } catch (error) {
    return failure(`the step could not be written: ${String(error)}`);
  }
  if (!json)
    printLine(`${style.green('✓')} ${files.length} documents of ${plain(pack)} at step ${plain(id)}`);
  return { exit: EXIT.ok, data: { step: id, pack, files } };
}
