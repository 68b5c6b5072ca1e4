import { CLIENT_VERSIONS } from '@sallyport/testkit';
import {
  AGENT_CELLS,
  ATTACK_FILES,
  HIDDEN_READ,
  HOOK_CELLS,
  MENTIONED_FILES,
  PROGRAM_CELLS,
  SOCKET_CELLS,
  type AgentCell,
  type Expected,
  type HookCell,
} from './attack-cells.ts';

/** `docs/attack-matrix.md`, printed from the cells that the flows run. */
export const attackMatrix = (): string =>
  [
    INTRODUCTION,
    '## The hook itself',
    `Unless a row names another, the model asks Bash for \`${HIDDEN_READ}\`, a read of the private key that the client's own`,
    'permission rules do not recognise, so what stops it is the hook. The managed tier is not built yet.',
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
    LIMITS,
  ].join('\n');

const INTRODUCTION = `# Attacks on the guard, and what is expected of each

Printed from \`test/flows/support/attack-cells.ts\` by \`vitest run --project unit test/repository/attack-matrix -u\`; the flows
\`hook-attack\` and \`agent-attack\` run every cell and expect exactly what stands here.

- **stopped**: the key did not reach the model. *By the client* means that this version does not take the attack up.
- **detected**: it works. The flow checks that it does, and that the session is shown as \`blind\` or \`unverified\` by the API
  and the console, and that \`sallyport doctor\` names the cause that the row has.
- **not built**: the managed tier, where the guard has a user of its own.
`;

const LIMITS = `## Neither stopped nor detected
- A run without hooks and without a transcript that used no shell: only a shell leaves a folder of the session behind.
- With 2.1.197, a run in a repository whose settings set \`CLAUDE_CONFIG_DIR\` and switch hooks off, when it is over before the
  guard looks (every ten seconds).
- Settings that are put back before the guard looks.
- Whoever is the same user can write into the transcripts, the evidence files and the guard's memory. SECURITY.md says so.
`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
/** In a table, a pipe needs a backslash even in code; a text with backticks needs a longer fence. */
const code = (text: string): string => {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${fence === '``' ? ' ' : ''}${text.replaceAll('|', String.raw`\|`)}${fence === '``' ? ' ' : ''}${fence}`;
};

const shown = (expected: Expected): string => {
  if (expected.outcome === 'stopped') return expected.by === 'hook' ? 'stopped' : 'stopped by the client';
  const { coverage, doctor } = expected;
  const how = coverage === 'folder' ? 'evidence names the folder' : coverage;
  return `detected (${[how, ...(doctor === undefined ? [] : [`\`${doctor}\``])].join(', ')})`;
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
  row(['attack', 'what is brought', ...VERSIONS, 'managed']),
  row(['---', '---', ...VERSIONS.map(() => '---'), '---']),
  ...HOOK_CELLS.map((cell) =>
    row([
      cell.name.replaceAll('|', String.raw`\|`),
      brought(cell),
      ...VERSIONS.map((version) => shown(cell.expected[version])),
      'not built',
    ]),
  ),
];

const socketTable = (): string[] => [
  row(['who answers', ...VERSIONS, 'managed']),
  row(['---', ...VERSIONS.map(() => '---'), '---']),
  ...SOCKET_CELLS.map(({ name, expected }) =>
    row([name, ...VERSIONS.map((version) => shown(expected[version])), 'not built']),
  ),
];

const TITLES: Record<AgentCell['family'], string> = {
  processes: 'ends a process',
  files: 'changes or reads the guard’s files',
  settings: 'changes the client’s settings',
  commands: 'uses the CLI',
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
