/** Why nothing of a file was read. */
export type UnreadReason =
  /** Not text, and no picture or typeface either: a program, an archive, data. */
  | 'binary'
  /** A picture, a typeface, a sound: what its first bytes say it is. */
  | 'media'
  | 'too-large'
  | 'unreadable'
  /** A link that leads out of what was asked for, or nowhere. */
  | 'link-out'
  /** A link to a folder inside; its files are read where they lie. */
  | 'link-inside'
  /** A pipe, a socket, a device: never opened. */
  | 'special'
  | 'encrypted'
  /** The name would leave the folder into which a bundle is unpacked. */
  | 'unsafe-name';

/** `path` is relative to what was asked for, with `/`; for a single file it is its name. */
export type SourceFile =
  | { readonly path: string; readonly bytes: number; readonly text: string }
  | { readonly path: string; readonly bytes: number; readonly unread: UnreadReason };

/** What no honest packer writes: it makes two programs see two different bundles, or fills the disk of one. */
export type BundleTrick = {
  readonly kind:
    'unsafe-name' | 'same-name' | 'two-names' | 'false-size' | 'bomb' | 'encrypted' | 'odd-packing';
  readonly path: string;
};

/** The files of a component as they lie on disk or in a bundle, within limits; `cut` says each limit that was reached. */
export type ComponentSource = {
  readonly kind: 'folder' | 'file' | 'bundle';
  readonly files: readonly SourceFile[];
  readonly tricks: readonly BundleTrick[];
  /** Left out on purpose: history, and a client's own records. */
  readonly skipped: readonly string[];
  /** What was not looked at because a limit was reached, in words for people. */
  readonly cut: readonly string[];
};

export type SourceOutcome =
  | { readonly kind: 'read'; readonly source: ComponentSource }
  | { readonly kind: 'cannot'; readonly why: string };

export type ReadLimits = {
  readonly maxFiles: number;
  /** Of a longer text the beginning is read, and `cut` says so. */
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
  readonly maxDepth: number;
};

const MEBIBYTE = 1024 * 1024;
export const READ_LIMITS: ReadLimits = {
  maxFiles: 50_000,
  maxFileBytes: 8 * MEBIBYTE,
  maxTotalBytes: 64 * MEBIBYTE,
  maxDepth: 64,
};
