/**
 * Commands that may look and not change: what the client runs in place of such a command is a ticket, and what the
 * ticket stands for is run where it can change and reach nothing. It must never hand out a ticket where no sandbox was
 * seen to hold; then the verdict falls back on approval, or on a block.
 */
import { join } from 'node:path';
import type { Action } from '@sallyport/action-model';
import { quoted } from '../hook-client/hook-script.ts';
import { probeSandbox, type SandboxState } from './probe-sandbox.ts';
import type { SandboxJob } from './sandbox-arguments.ts';
import { SandboxTickets, type TicketJob } from './sandbox-tickets.ts';

export type SandboxSettings = {
  /** The words that run this program: Node and the bundled file. */
  readonly program: readonly string[];
  /** Where the guard's state lies, unless the program knows by itself, as it does on a managed machine. */
  readonly stateHome: string | undefined;
  /** The places that policy keeps from being read, as in the client's settings. */
  readonly deniedReads: () => readonly string[];
  readonly now: () => Date;
};

export class Sandbox {
  readonly #settings: SandboxSettings;
  readonly #tickets: SandboxTickets;
  #state: SandboxState = { works: false, why: 'it has not been tried yet' };

  constructor(settings: SandboxSettings) {
    this.#settings = settings;
    this.#tickets = new SandboxTickets(settings.now);
  }

  get state(): SandboxState {
    return this.#state;
  }

  /** Tries one, which takes some hundredths of a second; until then there is none. */
  async open(home: string, onUnusable: (why: string) => void): Promise<void> {
    this.#state = await probeSandbox(home);
    if (!this.#state.works) onUnusable(this.#state.why);
  }

  /** Can this call be run in it? One in the background has no end that somebody waits for. */
  canRun(action: Action, toolInput: unknown): boolean {
    return this.#state.works && jobOf(action, toolInput) !== undefined;
  }

  /** What to run in place of a shell's input; undefined where it can't be run so. */
  inputFor(action: Action, toolInput: unknown): Record<string, unknown> | undefined {
    const job = this.#state.works ? jobOf(action, toolInput) : undefined;
    if (job === undefined || !isRecord(toolInput)) return undefined;
    const { user, session, toolUseId } = action.origin;
    const ticket = this.#tickets.issue({ user: user ?? '', session, toolUseId, digest: action.digest }, job);
    return { ...toolInput, command: this.#commandOf(ticket, job.home) };
  }

  /** With what policy keeps from being read now: it may have changed while a person looked at the call. */
  redeem(ticket: string, user: string): SandboxJob | undefined {
    const job = this.#tickets.redeem(ticket, user);
    return job === undefined ? undefined : { ...job, keptOut: this.#settings.deniedReads() };
  }

  /**
   * Plain words alone: the client asks its person about expansions in a command that it would else let by. A variable
   * that misleads Node or the shell before us would have misled the agent's own shell, which starts it.
   */
  #commandOf(ticket: string, home: string): string {
    const { program, stateHome } = this.#settings;
    const isKnown = stateHome === undefined || stateHome === join(home, '.sallyport');
    const elsewhere = isKnown ? [] : [`SALLYPORT_HOME=${quoted(stateHome)}`];
    return [...elsewhere, ...program.map(word), 'sandbox-run', ticket].join(' ');
  }
}

/** Quoted only where it has to be, so that a person who is shown it can read it. */
const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text));

function jobOf(action: Action, toolInput: unknown): TicketJob | undefined {
  if (action.kind !== 'shell.run' || !isRecord(toolInput)) return undefined;
  const { command, run_in_background: inBackground } = toolInput;
  const { home, cwd } = action.origin;
  if (typeof command !== 'string' || inBackground === true || home === undefined || cwd === undefined)
    return undefined;
  return { command, cwd, home };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
