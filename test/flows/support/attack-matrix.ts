import { CLIENT_VERSIONS } from '@sallyport/testkit';
import { AGENT_CELLS, MENTIONED_FILES, PROGRAM_CELLS, type AgentCell } from './agent-cells.ts';
import {
  ATTACK_FILES,
  HIDDEN_READ,
  HOOK_CELLS,
  managedOf,
  SOCKET_CELLS,
  type Expected,
  type HookCell,
} from './attack-cells.ts';
import { LOCAL_ATTACKS } from './local-attacks.ts';

/** `docs/attack-matrix.md`, printed from the cells that the flows run. */
export const attackMatrix = (): string =>
  [
    INTRODUCTION,
    '## The hook itself',
    `Unless a row names another, the model asks Bash for \`${HIDDEN_READ}\`, a read of the private key that the client's own`,
    'permission rules do not recognise, so what stops it is the hook. Two columns are the cooperative tier, two the managed one.',
    '',
    ...hookTable(),
    '',
    'Files of the attacker in `{attack}`:',
    '',
    ...Object.entries(ATTACK_FILES).map(
      ([name, text]) => `- \`${name}\`: ${code(text.trim().replaceAll('\n', ' ⏎ '))}`,
    ),
    '- `quit-env.so`: a library that ends the `env -i` of our hook line with 0 before it starts',
    '',
    '## Somebody else on the socket, after all of Sallyport was killed',
    'In the cooperative tier; in the managed one the service manager holds the doors, and nobody else gets there.',
    '',
    ...socketTable(),
    '',
    `## An agent against the guard (${AGENT_CELLS.length} ways)`,
    'Through the real hook script to the real daemon; those with ● also through the real client, both versions. All are',
    'stopped, in the cooperative tier.',
    '',
    ...agentTable(),
    '',
    'Prompts that mention a file of the guard, with both clients: ' +
      MENTIONED_FILES.map((file) => `\`@${file}\``).join(', ') +
      '. Stopped.',
    '',
    '## Programs that an agent wrote and runs',
    'A hook sees that a file is run, not what is in it. In the cooperative tier such a program can end the guard.',
    '',
    row(['program', 'expected']),
    row(['---', '---']),
    ...PROGRAM_CELLS.map(({ name, program, detectedBy }) =>
      row([`${name}: ${code(program)}`, `detected (\`${detectedBy}\`)`]),
    ),
    '',
    '',
    `## Hostile code of the agent’s user against a managed machine (${LOCAL_ATTACKS.length} ways)`,
    'With no client in between. As that user none succeeds; as root each does, but for those where nobody could. Beside these:',
    'a call for another person, a flood of connections, files that only the guard may read, and calls while it is away.',
    '',
    row(['it wants to…', 'deed', 'as root']),
    row(['---', '---', '---']),
    ...LOCAL_ATTACKS.map(({ family, command, notEvenRoot }) =>
      row([family, code(command), notEvenRoot ?? 'succeeds']),
    ),
    '',
    LIMITS,
  ].join('\n');

const INTRODUCTION = `# Attacks on the guard, and what is expected of each

Printed from \`attack-cells.ts\`, \`local-attacks.ts\` and \`agent-cells.ts\` of \`test/flows/support\` by \`vitest run --project unit test/repository/attack-matrix -u\`; the flows
\`hook-attack\`, \`managed-hook-attack\`, \`managed-local-attack\` and \`agent-attack\` run every cell and expect exactly
what stands here.

- **stopped**: the key did not reach the model. *By the client* means that this version does not take the attack up.
- **detected**: it works. The flow checks that it does, and that the session is shown as \`blind\` or \`unverified\` by the API
  and the console, and that \`sallyport doctor\` names the cause that the row has. *Key redacted*: what the attack put in the
  place of a call ran, and the key was taken out of what that gave back.
- **managed**: the guard has a user of its own, and another one runs the client. 2.1.197 starts our script there, and
  2.1.330 makes its own request (\`managed-hook-attack\`).
`;

const LIMITS = `## Neither stopped nor detected
- A run without hooks and without a transcript that used no shell: only a shell leaves a folder of the session behind.
- With 2.1.197, a run in a repository whose settings set \`CLAUDE_CONFIG_DIR\` and switch hooks off, when it is over before the
  guard looks (every ten seconds).
- Settings that are put back before the guard looks.
- Whoever is the same user can write into the transcripts, in the cooperative tier also into the evidence files and the guard's
  memory. SECURITY.md says so.
- Who can run programs can run another client than the managed one, in either tier: one without hooks, or ours in a network
  namespace of its own. The guard sees the files that such a client leaves, and nothing when it leaves none.
`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
/** In a table, a pipe needs a backslash even in code; a text with backticks needs a longer fence. */
const code = (text: string): string => {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${fence === '``' ? ' ' : ''}${text.replaceAll('|', String.raw`\|`)}${fence === '``' ? ' ' : ''}${fence}`;
};

const shown = (expected: Expected): string => {
  if (expected.outcome === 'stopped') return expected.by === 'hook' ? 'stopped' : 'stopped by the client';
  const { coverage, doctor, mark, key } = expected;
  const how = coverage === 'folder' ? 'evidence names the folder' : coverage;
  const also = [
    ...(doctor === undefined ? [] : [`\`${doctor}\``]),
    ...(mark === undefined ? [] : [`on record as \`${mark}\``]),
    ...(key === undefined ? [] : ['key redacted']),
  ];
  return `detected (${[how, ...also].join(', ')})`;
};

const brought = ({ settings, settingsFile, args, homeFiles, command }: HookCell): string =>
  [
    ...(settings === undefined
      ? []
      : [`${settingsFile === undefined ? '' : `${settingsFile}: `}${code(JSON.stringify(settings))}`]),
    ...(args === undefined ? [] : [code(`claude ${args.join(' ')}`)]),
    ...Object.entries(homeFiles ?? {}).map(
      ([name, text]) => `~/${name}: ${code(text.trim().replaceAll('\n', ' ⏎ '))}`,
    ),
    ...(command === undefined ? [] : [`then ${code(command)}`]),
  ].join('; ');

const VERSIONS = [...CLIENT_VERSIONS];

const hookTable = (): string[] => [
  row(['attack', 'what is brought', ...VERSIONS, ...VERSIONS.map((version) => `managed, ${version}`)]),
  row(['---', '---', ...VERSIONS.flatMap(() => ['---', '---'])]),
  ...HOOK_CELLS.map((cell) =>
    row([
      cell.name.replaceAll('|', String.raw`\|`),
      brought(cell),
      ...VERSIONS.map((version) => shown(cell.expected[version])),
      ...VERSIONS.map((version) => shown(managedOf(cell)[version])),
    ]),
  ),
];

const socketTable = (): string[] => [
  row(['who answers', ...VERSIONS]),
  row(['---', ...VERSIONS.map(() => '---')]),
  ...SOCKET_CELLS.map(({ name, expected }) =>
    row([name, ...VERSIONS.map((version) => shown(expected[version]))]),
  ),
];

const TITLES: Record<AgentCell['family'], string> = {
  processes: 'ends a process',
  files: 'changes or reads the guard’s files',
  settings: 'changes the client’s settings',
  commands: 'uses the CLI',
  releases: 'lets a stopped conversation go on, or takes its labels off',
  servers: 'approves an MCP server or a tool of it',
  doors: 'talks to the guard’s doors',
  clients: 'starts a second client',
  later: 'does it later',
  tools: 'uses another tool than Bash',
};

const agentTable = (): string[] => [
  row(['it…', 'deed', 'real client']),
  row(['---', '---', '---']),
  ...AGENT_CELLS.map(({ family, tool, input, name, real }) =>
    row([
      TITLES[family],
      tool === 'Bash' ? code(name) : `${tool} ${code(JSON.stringify(input))}`,
      real === true ? '●' : '',
    ]),
  ),
];
