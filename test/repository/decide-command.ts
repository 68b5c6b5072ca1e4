import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Action, type Decision, type Facts, quietFacts } from '@sallyport/action-model';
import { readCommand } from '@sallyport/command-reading';
import {
  decide,
  formatProblem,
  loadPolicies,
  type CompiledPolicy,
  type LoadedPolicies,
} from '@sallyport/policy-core';

/** What the shipped packs say to a command of a developer who works in a project below their home. */
export const FOLDERS = ['individual', 'company', 'high-risk', 'self-protection'];
/** The folders whose documents are in force with a pack; each adds to the one before. */
const IN_FORCE: Readonly<Record<string, readonly string[]>> = {
  individual: ['self-protection', 'individual'],
  company: ['self-protection', 'individual', 'company'],
  'high-risk': ['self-protection', 'individual', 'company', 'high-risk'],
};
export const PACKS = Object.keys(IN_FORCE);
const HOME = '/home/user';
const CWD = `${HOME}/code/project`;

const FACTS: Facts = quietFacts('2026-01-01T12:00:00.000Z');

export const sourcesOf = (pack: string) =>
  readdirSync(join('policies', pack))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => ({ name: `${pack}/${file}`, text: readFileSync(join('policies', pack, file), 'utf8') }));

const loadedByPack = new Map<string, LoadedPolicies>();

export const loadedPack = (pack: string): LoadedPolicies => {
  const loaded =
    loadedByPack.get(pack) ?? loadPolicies((IN_FORCE[pack] ?? []).flatMap(sourcesOf), { readCommand });
  loadedByPack.set(pack, loaded);
  return loaded;
};

export const policyOrThrow = (pack = 'individual'): CompiledPolicy => {
  const loaded = loadedPack(pack);
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.policy;
};

export const decideCommand = (command: string, pack = 'individual'): Decision =>
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
    policyOrThrow(pack),
    FACTS,
  );
