import type { Detection } from '../detection.ts';

/** One file of a skill, plugin, server or config. What could not be read is handed over too: it is a fact of its own. */
export type ComponentFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly bytes: number; readonly unread: UnreadReason };

export type UnreadReason = 'binary' | 'too-large' | 'unreadable' | 'link';

export type ComponentKind =
  'skill' | 'plugin' | 'marketplace' | 'mcp-config' | 'mcp-bundle' | 'tools-list' | 'settings' | 'unknown';

/** A thing inside the files that a client would load by name. */
export type Component = {
  readonly kind:
    'skill' | 'plugin' | 'marketplace' | 'server' | 'tool' | 'hook' | 'agent' | 'command' | 'bundle';
  readonly name: string;
  /** The file that declares it. */
  readonly path: string;
};

/** `note`: worth knowing, no reason to stop. `warn`: a person should look before use. `block`: not to be used. */
export type FindingLevel = 'note' | 'warn' | 'block';

export type ComponentFinding = {
  readonly rule: string;
  readonly detector: Detection['detector'];
  readonly level: FindingLevel;
  readonly path: string;
  /** Both from 1; the column counts UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  /** UTF-16 code units of the file's text as given, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly title: string;
  /** One plain sentence each. */
  readonly why: string;
  readonly fix: string;
  /** Where the danger is described: public write-ups, specifications. */
  readonly refs: readonly string[];
};

/** From `A`, nothing found, to `F`, something that must not be used. */
export type Grade = 'A' | 'B' | 'C' | 'D' | 'F';

export type ComponentReport = {
  readonly kind: ComponentKind;
  readonly components: readonly Component[];
  /** The gravest first, then by path and place. */
  readonly findings: readonly ComponentFinding[];
  readonly grade: Grade;
  /** What was not looked at to the end, as `path: reason`; empty when everything was read. */
  readonly truncated: readonly string[];
};

/** A definition as it was when somebody approved it. With its canonical text a change can be shown, not only said. */
export type PinnedDefinition = {
  readonly id: string;
  readonly path: string;
  readonly sha256: string;
  readonly canonical?: string;
};

/** A definition in canonical text (keys sorted, line ends equal), ready to be hashed by whoever has a hash function. */
export type Definition = { readonly id: string; readonly path: string; readonly canonical: string };

/** A package that many people know by name, so that others may pretend to be it. */
export type KnownName = {
  readonly registry: 'npm' | 'pypi' | 'skill' | 'server';
  readonly name: string;
};

export type ScanOptions = {
  readonly pinned?: readonly PinnedDefinition[];
  /** Hexadecimal SHA-256 of a text in UTF-8. Needed for pins that come without their canonical text. */
  readonly sha256?: (text: string) => string;
  /** Names of the house, besides the committed list. */
  readonly knownNames?: readonly KnownName[];
};
