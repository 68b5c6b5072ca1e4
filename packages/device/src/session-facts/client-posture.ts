import { join } from 'node:path';
import type { Action, Facts } from '@sallyport/action-model';
import { objectOf, readSmallFile } from '../health/read-bounded.ts';
import { isOurHandler } from '../install/hook-entries.ts';
import { INSTALL_TARGETS, readInstallRecord } from '../install/install-record.ts';
import { parseSettings } from '../install/settings-document.ts';
import { valueAt } from '../install/edit-document.ts';

type Known = Pick<Facts['posture'], 'sandboxOff' | 'foreignHooks'>;
type Kept = { known: Known; readMs: number };

const FRESH_MS = 30_000;
const MAX_FOLDERS = 1000;
const QUIET: Known = { sandboxOff: false, foreignHooks: false };

/**
 * What the settings of a session's client say: is its own sandbox on, and do hooks stand beside ours. Nobody waits for it:
 * an action is decided by what was read last, and the first one in a folder by nothing. What can't be read says nothing.
 */
export class ClientPosture {
  readonly #kept = new Map<string, Kept>();
  readonly #records: string;
  readonly #now: () => Date;
  readonly #read: typeof readPosture;

  constructor(records: string, now: () => Date, read = readPosture) {
    this.#records = records;
    this.#now = now;
    this.#read = read;
  }

  of({ origin: { home, workspace, cwd } }: Pick<Action, 'origin'>): Known {
    if (home === undefined) return QUIET;
    const folder = workspace ?? cwd;
    const key = `${home}\u0000${folder ?? ''}`;
    const kept = this.#kept.get(key);
    const nowMs = this.#now().getTime();
    if (kept === undefined || nowMs - kept.readMs > FRESH_MS) {
      const reading = { known: kept?.known ?? QUIET, readMs: nowMs };
      this.#kept.delete(key);
      this.#kept.set(key, reading);
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > MAX_FOLDERS && oldest !== undefined) this.#kept.delete(oldest);
      void this.#refresh(reading, home, folder);
    }
    return kept?.known ?? QUIET;
  }

  async #refresh(kept: Kept, home: string, folder: string | undefined): Promise<void> {
    try {
      kept.known = await this.#read(this.#records, home, folder);
    } catch {
      // As it was before.
    }
  }
}

/** Later ones of these go before earlier ones, as in the client; hooks of all of them run. */
const settingsFiles = (home: string, folder: string | undefined): readonly string[] => [
  join(home, '.claude', 'settings.json'),
  ...(folder === undefined
    ? []
    : [join(folder, '.claude', 'settings.json'), join(folder, '.claude', 'settings.local.json')]),
  '/etc/claude-code/managed-settings.json',
];

export async function readPosture(records: string, home: string, folder: string | undefined): Promise<Known> {
  const found = await Promise.all(INSTALL_TARGETS.map((target) => readInstallRecord(records, target)));
  const marks = found.flatMap((outcome) => (outcome.kind === 'record' ? outcome.record.marks : []));
  let sandbox: Readonly<Record<string, unknown>> = {};
  let foreignHooks = false;
  for (const path of settingsFiles(home, folder)) {
    const file = await readSmallFile(path);
    if (file.kind !== 'file') continue;
    const outcome = parseSettings(new TextEncoder().encode(file.text));
    if (outcome.kind === 'invalid') continue;
    const { document } = outcome;
    sandbox = { ...sandbox, ...objectOf(valueAt(document, ['sandbox'])) };
    foreignHooks ||= handlersIn(valueAt(document, ['hooks'])).some(
      (handler) => !isOurHandler(handler, marks),
    );
  }
  const { enabled, allowUnsandboxedCommands, excludedCommands } = sandbox;
  const mayLeave =
    allowUnsandboxedCommands === true || (Array.isArray(excludedCommands) && excludedCommands.length > 0);
  return { sandboxOff: enabled !== true || mayLeave, foreignHooks };
}

const handlersIn = (hooks: unknown): readonly unknown[] =>
  Object.values(objectOf(hooks)).flatMap((groups) =>
    (Array.isArray(groups) ? groups : []).flatMap((group: unknown): unknown[] => {
      const { hooks: handlers } = objectOf(group);
      return Array.isArray(handlers) ? handlers : [];
    }),
  );
