import { Command, CommanderError } from 'commander';
import { EXIT } from './exit-code.ts';
import { complain } from './terminal.ts';
import { VERSION } from './version.ts';

/** Each command is loaded when it is asked for, so that none pays for the others. */
const COMMANDS: Record<string, () => Promise<{ register: (program: Command) => Command }>> = {
  up: () => import('./commands/up.ts'),
  down: () => import('./commands/down.ts'),
  device: () => import('./commands/device.ts'),
  'control-plane': () => import('./commands/control-plane.ts'),
  install: () => import('./commands/install.ts'),
  uninstall: () => import('./commands/uninstall.ts'),
  status: () => import('./commands/status.ts'),
  doctor: () => import('./commands/doctor.ts'),
  console: () => import('./commands/console.ts'),
  check: () => import('./commands/check.ts'),
  evidence: () => import('./commands/evidence.ts'),
  policy: () => import('./commands/policy.ts'),
};

async function main(words: readonly string[]): Promise<void> {
  const program = new Command('sallyport')
    .description(
      'Holds every action of an AI agent between two doors: decided before it happens, recorded so that it can be verified.',
    )
    .version(VERSION)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  const asked = words.find((word) => !word.startsWith('-'));
  const load = asked === undefined ? undefined : COMMANDS[asked];
  const chosen = load === undefined ? Object.values(COMMANDS) : [load];
  for (const module of await Promise.all(chosen.map((one) => one()))) module.register(program);
  await program.parseAsync(words, { from: 'user' });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  } else {
    complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = EXIT.failed;
  }
}
