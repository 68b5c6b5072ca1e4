import { existsSync } from 'node:fs';
import { formatProblem, type CompiledPolicy } from '@sallyport/policy-core';
import type { Command } from 'commander';
import { define, isFailure, type Failure, type Outcome } from '../command.ts';
import { openContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain, printLine, style, tell } from '../terminal.ts';
import { loadDraft, readDraft, type Standing } from './draft.ts';

type Options = Pick<Standing, 'extends'> & { json: boolean };

export function registerValidate(policy: Command): void {
  define<Pick<Standing, 'extends'>>(
    policy
      .command('validate')
      .argument('[dir-or-pack]', 'a shipped pack or a folder')
      .option('--extends <pack>', 'check own documents beside a shipped pack, as `apply` will')
      .description('Check schema, conditions and clashes, and warn of what does nothing'),
    ['sallyport policy validate individual', 'sallyport policy validate ./policies --extends individual'],
    async (options, packOrFolder = 'individual') => look(packOrFolder, options, 'valid', false),
  );
  define<Pick<Standing, 'extends'>>(
    policy
      .command('test')
      .argument('[dir-or-pack]', 'a shipped pack or a folder')
      .option('--extends <pack>', 'check own documents beside a shipped pack, as `apply` will')
      .description("Run the documents' own tests"),
    ['sallyport policy test individual', 'sallyport policy test ./policies'],
    async (options, packOrFolder = 'individual') => look(packOrFolder, options, 'tests passed', true),
  );
}

async function look(
  packOrFolder: string,
  { json, extends: pack }: Options,
  verb: string,
  runTests: boolean,
): Promise<Outcome | Failure> {
  const context = openContext();
  if (isFailure(context)) return context;
  const draft = readDraft(
    packOrFolder,
    pack === undefined ? { alone: true } : { extends: pack, alone: false },
    context.settings.pack,
  );
  if (isFailure(draft)) return draft;
  const loaded = loadDraft(draft.documents, { version: draft.label, runTests });
  if (isFailure(loaded)) return loaded;
  const { policy } = loaded;
  const warnings = [
    ...loaded.warnings.map(formatProblem),
    ...(existsSync(context.home.judge) ? [] : unjudged(policy)),
  ];
  const documents = policy.documents.length;
  const rules = policy.documents.reduce((sum, document) => sum + document.rules.length, 0);
  if (!json) {
    for (const warning of warnings) tell(`warning: ${plain(warning)}`);
    printLine(`${style.green('✓')} ${verb}: ${documents} documents, ${rules} rules`);
  }
  return { exit: EXIT.ok, data: { documents, rules, warnings } };
}

/** A rule that asks a judge counts only when one answers. */
const unjudged = (policy: CompiledPolicy): readonly string[] =>
  policy.documents.flatMap(({ source, rules }) =>
    rules.flatMap(({ id, limits }) =>
      limits?.judge === undefined
        ? []
        : [`${source}: rule \`${id}\` asks a judge, and none is set up on this machine, so it never counts`],
    ),
  );
