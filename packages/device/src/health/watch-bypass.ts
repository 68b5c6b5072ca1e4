/**
 * Looks again and again for sessions that went round the hook, and says so in the evidence, from where the control
 * plane takes a session's coverage: `bypass-detected` makes it blind, `settings-tampering` unverified. What it reads
 * was written by the client as the agent's user, so it can only raise a suspicion: nothing here ever clears one.
 */
import { join } from 'node:path';
import type { NewEvidence, Origin } from '@sallyport/action-model';
import type { Logger } from 'pino';
import { readIfThere, writePrivateFile } from '../private-file.ts';
import type { StateHome } from '../state-home.ts';
import { clientProcesses } from './client-processes.ts';
import { detectBypass } from './detect-bypass.ts';
import { gatherInstall } from './gather-install.ts';
import type { LastProofs } from './last-proofs.ts';
import { isRecent, staleSessions, type SessionSnapshot } from './session-facts.ts';
import { settingsOfFolder, tamperedSessions } from './tampered-sessions.ts';
import { TranscriptReader, type SessionSighting } from './transcript-reader.ts';
import { unwrittenSessions } from './unwritten-sessions.ts';

const INTERVAL_MS = 10_000;
/** Decisions made while the daemon was down arrive with the next collection, five seconds later at most. */
const SETTLE_MS = 8_000;
const MAX_TOLD = 2000;

type Finding = {
  event: 'bypass-detected' | 'settings-tampering';
  /** Absent when a running client was seen in a folder, and not which session it is. */
  session?: string;
  sighting?: SessionSighting | undefined;
  reason: string;
};

export type BypassWatchOptions = {
  home: StateHome;
  /** The client's own folder, `~/.claude`. */
  clientFolder: string;
  /** Whose clients are looked for; without it, this process's own user's. */
  uid?: number | undefined;
  proofs: () => LastProofs;
  originOf: (session: string, cwd: string | undefined) => Origin;
  note: (evidence: NewEvidence, session?: string) => void;
  procFolder?: string;
  now: () => Date;
  log: Logger;
};

export class BypassWatch {
  readonly #options: BypassWatchOptions;
  readonly #transcripts: TranscriptReader;
  /** What was said already, so that a restart doesn't say it again. */
  readonly #told: Set<string>;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: BypassWatchOptions) {
    this.#options = options;
    this.#transcripts = new TranscriptReader(join(options.clientFolder, 'projects'));
    this.#told = new Set(readTold(toldFile(options)));
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.look()
        .catch((error: unknown) => this.#options.log.error({ error }, 'transcripts could not be looked at'))
        .finally(() => {
          if (this.#timer !== undefined) this.start();
        });
    }, INTERVAL_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async look(): Promise<void> {
    const findings = (await this.#findings()).filter((found) => !this.#told.has(keyOf(found)));
    for (const found of findings) {
      this.#tell(found);
      this.#told.add(keyOf(found));
    }
    if (findings.length > 0) {
      const kept = [...this.#told].slice(-MAX_TOLD);
      writePrivateFile(toldFile(this.#options), `${JSON.stringify(kept)}\n`);
    }
  }

  async #findings(): Promise<readonly Finding[]> {
    const { home, clientFolder, proofs, now } = this.#options;
    const { installs } = await gatherInstall(home.records);
    const firstInstall = installs.map(({ installedAt }) => installedAt).sort()[0];
    if (firstInstall === undefined) return [];
    const since = new Date(firstInstall);
    const written = await this.#transcripts.scan(since);
    const sessions = [...written, ...(await unwrittenSessions(clientFolder, written, since))];
    const at = now();
    const snapshot: SessionSnapshot = {
      now: at.toISOString(),
      installs,
      proofs: { kind: 'proofs', proofs: proofs() },
      sessions,
    };
    const sightings = new Map(sessions.map((sighting) => [sighting.session, sighting]));
    const ownSettings = join(clientFolder, 'settings.json');
    const recent = sessions.filter(
      ({ lastAt, firstToolUseAt }) => firstToolUseAt !== null && isRecent(snapshot, lastAt),
    );
    return [
      ...detectBypass(snapshot, { settleMs: SETTLE_MS }).map(({ session, tools, since }): Finding => ({
        event: 'bypass-detected',
        session,
        sighting: sightings.get(session),
        reason: `used ${tools.join(', ')} since ${since} without one hook call, as under \`--bare\` or with hooks switched off`,
      })),
      ...staleSessions(snapshot).map(({ session = '', actedAt, hookAt }): Finding => ({
        event: 'bypass-detected',
        session,
        sighting: sightings.get(session),
        reason: `used a tool at ${actedAt}, but its last hook call was at ${hookAt}`,
      })),
      ...(await tamperedSessions(recent, ownSettings)).map((found): Finding => ({
        event: 'settings-tampering',
        ...found,
      })),
      ...(await this.#tamperedProcesses(ownSettings)),
    ];
  }

  /** Running clients: settings can move what a client writes about its session, but not the folder it runs in. */
  async #tamperedProcesses(ownSettings: string): Promise<readonly Finding[]> {
    const running = await clientProcesses(
      this.#options.procFolder ?? '/proc',
      this.#options.uid ?? process.getuid?.(),
    );
    const folders = new Set((running ?? []).flatMap(({ cwd }) => cwd ?? []));
    const found: Finding[] = [];
    for (const folder of folders) {
      for (const { path, touches } of await settingsOfFolder(folder, ownSettings))
        found.push({
          event: 'settings-tampering',
          reason: `a client runs where ${path} sets ${touches.join(', ')}`,
        });
    }
    return found;
  }

  #tell({ event, session, sighting, reason }: Finding): void {
    const { note, originOf, log } = this.#options;
    log.warn({ event, session, reason });
    const version = sighting?.clientVersion;
    note(
      {
        type: 'lifecycle',
        event,
        ...(session === undefined
          ? {}
          : {
              origin: {
                ...originOf(session, sighting?.cwd ?? undefined),
                // Nothing fired: a transcript was read.
                surface: 'native',
                ...(version === undefined || version === null ? {} : { agentVersion: version }),
              },
            }),
        detail: { reason: reason.slice(0, 2000) },
      },
      session,
    );
  }
}

const toldFile = ({ home, uid }: BypassWatchOptions): string =>
  uid === undefined ? home.toldSessions : home.toldSessionsOf(uid);

const keyOf = ({ event, session, reason }: Finding): string => `${event} ${session ?? reason}`;

function readTold(path: string): string[] {
  try {
    const told: unknown = JSON.parse(readIfThere(path) ?? '[]');
    return Array.isArray(told) ? told.filter((each) => typeof each === 'string') : [];
  } catch {
    // Damaged: everything is said once more.
    return [];
  }
}
