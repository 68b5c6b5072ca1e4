import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CLIENT_VERSIONS,
  makeClientHome,
  type ClientHome,
  recordHooks,
  type ClientVersion,
  type RecordedHook,
  type Script,
} from '@sallyport/testkit';
import { scenarios, type Scenario } from './scenarios.ts';

/*
 * Records the hook payloads of the corpus with the real client:
 *   node packages/testkit/test/record-corpus/record-corpus.ts
 * It writes `hook.<version>.json` files and never touches `expected.json`. A recording is never edited by hand; to
 * change one, change its scenario and run this again.
 */
const corpus = fileURLToPath(new URL('../../../../corpus/', import.meta.url));

/** Subagents speak over the same door; their first message is the prompt that the scenario gave them. */
const scriptOf = ({ turns, writes }: Scenario, { home, cwd }: ClientHome): Script => {
  const main = turns?.(cwd) ?? [];
  let mainTurns = 0;
  let subagentTurns = 0;
  return (request) => {
    if (request.text.includes('"SUBAGENT look around"') && !request.text.includes('ask a helper')) {
      subagentTurns += 1;
      return subagentTurns === 1
        ? [{ type: 'tool_use', name: 'Bash', input: { command: 'pwd' } }]
        : [{ type: 'text', text: 'looked' }];
    }
    for (const [name, text] of Object.entries(writes?.[mainTurns] ?? {})) {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), text);
    }
    const turn = main[mainTurns];
    mainTurns += 1;
    return turn ?? [{ type: 'text', text: 'done' }];
  };
};

const ALLOWED = [
  'Bash',
  'Read',
  'Write',
  'Edit',
  'NotebookEdit',
  'Glob',
  'Grep',
  'WebFetch',
  'WebSearch',
  'Skill',
  'mcp__echo',
];

const record = async (version: ClientVersion, scenario: Scenario): Promise<readonly RecordedHook[]> => {
  await using place = await makeClientHome(scenario.files);
  const { hooks } = await recordHooks({
    version,
    prompt: scenario.prompt,
    home: place.home,
    script: scriptOf(scenario, place),
    allowedTools: scenario.allowedTools ?? ALLOWED,
    args: scenario.args?.(place.home) ?? [],
    ...(scenario.permissionMode !== undefined && { permissionMode: scenario.permissionMode }),
    ...(scenario.env && { env: scenario.env }),
  });
  return hooks;
};

const write = async (folder: string, version: ClientVersion, hook: RecordedHook): Promise<void> => {
  const path = join(corpus, folder);
  await mkdir(path, { recursive: true });
  const content = {
    provenance: `recorded ${version}`,
    environment: hook.environment,
    payload: JSON.parse(hook.payload) as unknown,
  };
  await writeFile(join(path, `hook.${version}.json`), `${JSON.stringify(content, null, 2)}\n`);
  if (!(await readdir(path)).includes('expected.json'))
    process.stdout.write(`${folder} has no expected.json yet\n`);
};

/** Names of prompts on the command line record only those scenarios. */
const wanted = process.argv.slice(2);

for (const version of CLIENT_VERSIONS) {
  for (const scenario of scenarios) {
    if (wanted.length > 0 && !wanted.includes(scenario.prompt)) continue;
    const hooks = await record(version, scenario);
    for (const [name, folder] of Object.entries(scenario.cases)) {
      const hook = hooks.find(
        ({ event, toolName }) => name === (toolName === undefined ? event : `${event} ${toolName}`),
      );
      if (hook) await write(folder, version, hook);
      else process.stdout.write(`${version} has no ${name} for ${folder}\n`);
    }
  }
}
