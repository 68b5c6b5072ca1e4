import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Action, type Decision, type Facts, quietFacts } from '@sallyport/action-model';
import { readCommand } from '@sallyport/command-reading';
import { decide, formatProblem, loadPolicies } from '@sallyport/policy-core';

/** What the shipped packs say to a command of a developer who works in a project below their home. */
export const PACKS = ['individual', 'self-protection'];
const HOME = '/home/user';
const CWD = `${HOME}/code/project`;

const FACTS: Facts = quietFacts('2026-01-01T12:00:00.000Z');

export const sourcesOf = (pack: string) =>
  readdirSync(join('policies', pack))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => ({ name: `${pack}/${file}`, text: readFileSync(join('policies', pack, file), 'utf8') }));

export const loaded = loadPolicies(PACKS.flatMap(sourcesOf), { readCommand });

export const policyOrThrow = () => {
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.policy;
};

export const decideCommand = (command: string): Decision =>
  decide(
    Action.parse({
      kind: 'shell.run',
      id: 'a',
      digest: '0'.repeat(64),
      origin: {
        home: HOME,
        cwd: CWD,
        workspace: CWD,
        groups: [],
        os: 'linux',
        tier: 'cooperative',
        agent: 'claude-code',
        surface: 'hook',
        permissionMode: 'default',
        trigger: 'person',
        attended: true,
        proofs: {},
      },
      tool: { name: 'Bash', provenance: 'built-in', known: true },
      effects: [],
      samples: [],
      findings: [],
      ...readCommand(command, { home: HOME, cwd: CWD }),
    }),
    policyOrThrow(),
    FACTS,
  );
