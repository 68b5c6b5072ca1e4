import { StateError } from '@sallyport/device';
import { Command, CommanderError } from 'commander';
import { EXIT, type ExitCode } from './exit-code.ts';
import { failToSupervisor } from './supervise.ts';
import { complain, printJson } from './terminal.ts';
import { VERSION } from './version.ts';

/** Each command is loaded when it is asked for, so that none pays for the others. */
const COMMANDS = new Map<string, () => Promise<{ register: (program: Command) => Command }>>([
  ['up', () => import('./commands/up.ts')],
  ['down', () => import('./commands/down.ts')],
  ['device', () => import('./commands/device.ts')],
  ['control-plane', () => import('./commands/control-plane.ts')],
  ['install', () => import('./commands/install.ts')],
  ['uninstall', () => import('./commands/uninstall.ts')],
  ['status', () => import('./commands/status.ts')],
  ['doctor', () => import('./commands/doctor.ts')],
  ['console', () => import('./commands/console.ts')],
  ['check', () => import('./commands/check.ts')],
  ['detect', () => import('./commands/detect.ts')],
  ['scan', () => import('./commands/scan.ts')],
  ['inventory', () => import('./commands/inventory.ts')],
  ['evidence', () => import('./commands/evidence.ts')],
  ['approvals', () => import('./commands/approvals.ts')],
  ['policy', () => import('./commands/policy.ts')],
  ['export', () => import('./commands/export.ts')],
  ['sessions', () => import('./commands/sessions.ts')],
  ['judge', () => import('./commands/judge.ts')],
  ['recall', () => import('./commands/recall.ts')],
  ['mcp', () => import('./commands/mcp.ts')],
  ['sandbox-run', () => import('./commands/sandbox-run.ts')],
]);

async function main(words: readonly string[]): Promise<void> {
  const program = new Command('sallyport')
    .description(
      'Holds every action of an AI agent between two doors: decided before it happens, recorded so that it can be verified.',
    )
    .version(VERSION)
    .configureHelp({ showGlobalOptions: true })
    // Said below, like every other failure.
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  const asked = words.find((word) => !word.startsWith('-'));
  const load = asked === undefined ? undefined : COMMANDS.get(asked);
  const chosen = load === undefined ? [...COMMANDS.values()] : [load];
  for (const module of await Promise.all(chosen.map((one) => one()))) module.register(program);
  await program.parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' });
}

/** What a throw that no command expected comes to. Ours are shown with their place, so that they can be reported. */
function explainThrown(error: unknown): { message: string; exit: ExitCode } {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { message: '', exit: EXIT.ok };
    const message =
      error.code === 'commander.help'
        ? 'the command needs one more word'
        : error.message.replace(/^error: /, '');
    return { message: `${message}; \`--help\` shows what there is`, exit: EXIT.usage };
  }
  if (error instanceof StateError || isSystemError(error))
    return { message: error.message, exit: EXIT.failed };
  return {
    message: `this is a fault of Sallyport, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    exit: EXIT.failed,
  };
}

/** A disk, a socket or a permission said no: the machine's fault, and its own words say which. */
const isSystemError = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;

const words = process.argv.slice(2);
// A reader that has seen enough closes the pipe. Only `up` has work beyond its output.
process.stdout.on('error', () => {
  if (words[0] !== 'up') process.exit();
});
process.stderr.on('error', () => {});
try {
  await main(words);
} catch (error) {
  const { message, exit } = explainThrown(error);
  process.exitCode = exit;
  if (message !== '') {
    if (words.includes('--json')) printJson({ error: { message } });
    complain(message);
    failToSupervisor(message);
    // What was opened before the throw must not keep half a part alive.
    if (process.send !== undefined) setTimeout(() => process.exit(exit), 100);
  }
}
