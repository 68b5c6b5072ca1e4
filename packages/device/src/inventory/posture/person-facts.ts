import type { Unread } from '../careful-reader.ts';
import type { FoundItem, Scope } from '../inventory-item.ts';
import type { Members } from '../readers/parse-store.ts';
import type { CoworkSession } from '../readers/desktop-records.ts';

export type ReadDocument = { readonly path: string; readonly scope: Scope; readonly value: Members };

/** Everything that posture checks may look at for one person: what was read, and what was not. */
export type PersonFacts = {
  readonly user: string;
  readonly userHome: string;
  readonly platform: NodeJS.Platform;
  readonly items: readonly FoundItem[];
  readonly settings: readonly ReadDocument[];
  readonly clientState: ReadDocument | undefined;
  readonly desktop: readonly ReadDocument[];
  /** Desktop's keys in third-party mode, values as data. */
  readonly desktopPolicy: ReadDocument | undefined;
  readonly chromePolicies: readonly ReadDocument[];
  readonly hasChromeExtension: boolean;
  readonly sessions: readonly (CoworkSession & { readonly path: string })[];
  /** Folders of transcripts, with their permission bits. */
  readonly transcripts: readonly { readonly path: string; readonly mode: number }[];
  readonly unread: readonly Unread[];
};
