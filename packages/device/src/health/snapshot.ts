import type { PersonLook } from '../managed-tier/inventory-looks.ts';
import type { FoundClient } from '../install/find-clients.ts';
import type { BootClock } from './boot-clock.ts';
import type { ClientProcess } from './client-processes.ts';
import type { ProofsOutcome } from './last-proofs.ts';
import type { SessionSighting } from './transcript-reader.ts';

/**
 * Everything that checks may look at, gathered once. A part that could not be gathered says so instead of being
 * left out: a check that can't know stays quiet, and the reason has a check of its own.
 */
export interface Snapshot {
  readonly now: string;
  readonly home: string;
  readonly minimumClientVersion: string;
  readonly installs: readonly InstallSeen[];
  /** Install records that are there and can't be used. */
  readonly damagedRecords: readonly string[];
  readonly hookScripts: readonly { readonly path: string; readonly state: FileSeen }[];
  readonly token: { readonly path: string; readonly state: FileSeen | 'exposed' | 'empty' };
  readonly daemon: DaemonSeen;
  readonly bundle: BundleSeen;
  readonly evidence: EvidenceSeen;
  readonly disk: { readonly path: string; readonly freeBytes: number | null };
  readonly clock: BootClock | null;
  readonly people: { readonly path: string; readonly why: string | null };
  readonly detectors: { readonly path: string; readonly why: string | null };
  readonly proofs: ProofsOutcome;
  readonly clients: readonly FoundClient[];
  /** Null where processes can't be listed. */
  readonly processes: readonly ClientProcess[] | null;
  readonly settings: SettingsSeen;
  /** Null when the Cowork plugin was never built here. */
  readonly plugin: PluginSeen | null;
  /** Variables by where they are set. */
  readonly variables: readonly {
    readonly where: string;
    readonly values: Readonly<Record<string, string>>;
  }[];
  /** Base URLs beside Anthropic's own and loopback that are meant to be used. */
  readonly expectedBaseUrls: readonly string[];
  /** Servers of the person's clients that `install mcp` would put behind the gateway; null where nobody looked. */
  readonly serversApart: readonly string[] | null;
  /** On a managed machine: when each person's home was looked at last; null where nobody has looked. */
  readonly inventoryLooks: readonly PersonLook[] | null;
  readonly curlConfig: { readonly path: string; readonly present: boolean };
  readonly repositories: readonly RepositorySeen[];
  readonly sessions: readonly SessionSighting[];
  /** Folders of recent sessions that are gone. */
  readonly missingWorkspaces: readonly { readonly session: string; readonly path: string }[];
}

export type FileSeen = 'present' | 'missing' | 'unreadable';

export interface InstallSeen {
  readonly target: string;
  readonly installedAt: string;
  readonly path: string;
  /** Events that the record has and the file has not. */
  readonly missingEvents: readonly string[];
  /** Entries with a shorter wait than today's: `PreToolUse 10 s instead of 90 s`. */
  readonly shortWaits: readonly string[];
}

export type DaemonSeen =
  | { readonly kind: 'up'; readonly tokenAccepted: boolean | null }
  | { readonly kind: 'down'; readonly why: string };

export type BundleSeen =
  | { readonly kind: 'ok'; readonly version: string; readonly stale: boolean }
  | { readonly kind: 'missing' }
  | { readonly kind: 'invalid'; readonly why: string };

export type EvidenceSeen =
  | { readonly kind: 'ok' }
  | { readonly kind: 'broken'; readonly breaks: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string };

export interface SettingsSeen {
  readonly path: string;
  readonly state: 'ok' | 'missing' | 'invalid';
  readonly why: string | null;
  readonly disableAllHooks: boolean;
}

export interface PluginSeen {
  /** `name@marketplace`. */
  readonly fullName: string;
  readonly marketplace: string;
  readonly shippedVersion: string;
  readonly registered: boolean;
  readonly marketplacesFile: string;
  readonly cached: {
    readonly path: string;
    readonly version: string;
    readonly hooks: FileSeen;
    /** The cached hooks are the ones that were built here last. */
    readonly isCurrent: boolean;
  } | null;
  /** Files in which it is switched off. */
  readonly disabledIn: readonly string[];
  /** Other sources of a plugin of the same name. */
  readonly shadowedBy: readonly string[];
  /** The folder for which it is installed, when it is not for all of them. */
  readonly workspace: { readonly path: string; readonly exists: boolean } | null;
}

export interface RepositorySeen {
  readonly path: string;
  /** Settings in it that touch hooks, or variables that reach them. */
  readonly touches: readonly string[];
}
