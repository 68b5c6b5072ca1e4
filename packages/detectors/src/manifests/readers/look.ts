import type { Node } from 'jsonc-parser';
import type { FileRole } from '../component-kind.ts';
import type { Component, KnownName } from '../component-report.ts';
import type { Raised } from '../raise.ts';

export type LookContext = {
  readonly path: string;
  readonly role: FileRole;
  readonly text: string;
  readonly knownNames: readonly KnownName[];
};

export type Seen = { readonly components?: readonly Component[]; readonly raised: readonly Raised[] };

/** Looks at one member of a JSON document, wherever it stands; undefined where it is none of its business. */
export type JsonLook = (key: string, value: Node, context: LookContext) => Seen | undefined;
