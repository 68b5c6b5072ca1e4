import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../mcp-servers/node_modules/@modelcontextprotocol');
const PROGRAM = join(import.meta.dirname, '../../../dist/sallyport.mjs');

export const SERVERS = ['everything', 'filesystem', 'memory', 'sequential-thinking'] as const;

/** The program of a real server, installed by the test command. */
export const serverProgram = (name: (typeof SERVERS)[number]): string =>
  join(FOLDER, `server-${name}`, 'dist/index.js');

/** The program of the inspector, which has a command beside its pages. */
export const INSPECTOR = join(FOLDER, 'inspector/clients/launcher/build/index.js');

/** What a client is told to start, so that a server runs behind the relay. */
export const relayed = (name: string, program: string, args: readonly string[], stateHome: string) => ({
  command: process.execPath,
  args: [
    PROGRAM,
    'mcp',
    'run',
    '--name',
    name,
    '--home',
    stateHome,
    '--',
    process.execPath,
    program,
    ...args,
  ],
});
