import type { HookCommand, HookForm, LastResortTable, SubscribedEvent } from './hook-entries.ts';
import type { JsonValue } from './json-value.ts';

/** Where hooks are put. */
export type InstallTarget =
  | { readonly kind: 'claude-code' }
  | {
      readonly kind: 'claude-code-managed';
      /** Let no hooks but managed ones run. Off unless asked for: it turns other people's hooks off. */
      readonly allowManagedHooksOnly?: boolean;
      /** Values for pinned variables; see `PINNED_VARIABLES` for what happens to the rest. */
      readonly pins?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'cowork'; readonly out?: string }
  /** The MCP servers of a person's clients, each behind our relay. */
  | { readonly kind: 'mcp' };

/** Everything planning needs to know about this machine and this build; nothing is read from `process` below. */
export interface InstallEnvironment {
  /** Sallyport's state folder. */
  readonly home: string;
  /** Where the records of installs are kept. */
  readonly records: string;
  /** The home of the person whose client gets the hooks. */
  readonly userHome: string;
  /** The environment variables to look at; only `CLAUDE_CONFIG_DIR` and the pinned ones are. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The client's folder of managed settings; default by platform. */
  readonly managedFolder?: string;
  readonly platform: NodeJS.Platform;
  readonly version: string;
  readonly now: Date;
  readonly hookCommand: HookCommand;
  /** The words of `hookCommand` that no other program uses: the absolute path of our hook script. */
  readonly marks: readonly string[];
  readonly events: readonly SubscribedEvent[];
  readonly lastResort: LastResortTable;
  /** What a client starts in a server's place; the server's name, `--` and its own words come behind. */
  readonly relay: readonly string[];
  /** Where the guard is reached in the place of a server over HTTP, and the file that says which there are. Without it they stay. */
  readonly gateway?: { readonly origin: string; readonly serversFile: string };
  /** What policy compiles to in the client's own controls. `settings` goes into managed settings only. */
  readonly native: {
    readonly deny: readonly string[];
    readonly settings?: Readonly<Record<string, JsonValue>>;
  };
  readonly minimumClientVersion: string;
  /** What a managed install writes beside the client's settings, before them, and how the client calls it then. */
  readonly machine?: {
    readonly files: readonly MachineFile[];
    readonly hookForm: HookForm;
  };
}

/** A file that is ours alone, whole. */
export interface MachineFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/** One file made, changed (both there) or removed (`after` null). */
export interface FileEdit {
  readonly path: string;
  /** `path` with symbolic links followed: this is what is written. */
  readonly realPath: string;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
  /** For a file that is made; an existing one keeps its own. */
  readonly mode: number;
}

export interface InstallWarning {
  readonly code:
    | 'hooks-disabled'
    | 'client-cannot-read'
    | 'other-managed-source'
    | 'overridden-by-other-file'
    | 'hook-not-protected'
    | 'variable-emptied'
    | 'hooks-through-proxy'
    | 'changed-since-install'
    | 'server-not-wrapped'
    | 'record-lost';
  readonly text: string;
}

export interface InstallPlan {
  readonly action: 'install' | 'uninstall';
  readonly target: InstallTarget['kind'];
  /** In the order in which they are carried out; the record comes before what it records. Empty: nothing to do. */
  readonly edits: readonly FileEdit[];
  /** Folders to make, outermost first, or on uninstall to remove when empty, innermost first. */
  readonly folders: readonly string[];
  readonly folderMode: number;
  /** What a person is shown; the record's own file is left out. */
  readonly diff: string;
  readonly warnings: readonly InstallWarning[];
  /** Of `install mcp`: the names of the servers that are put behind the gateway. */
  readonly servers?: readonly string[];
  /** What was done and what to do next, a sentence each. */
  readonly notes: readonly string[];
}

/** Why nothing was planned. The message says what to do next. */
export interface Refusal {
  readonly code:
    | 'settings-invalid'
    | 'settings-conflict'
    | 'unreadable'
    | 'read-only'
    | 'foreign-file'
    | 'record-unreadable'
    | 'not-installed';
  readonly message: string;
}

export type PlanOutcome =
  | { readonly kind: 'plan'; readonly plan: InstallPlan }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export const refused = (code: Refusal['code'], message: string): PlanOutcome => ({
  kind: 'refused',
  refusal: { code, message },
});
