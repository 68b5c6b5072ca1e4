import { PathAccess, type PathUse } from '@sallyport/action-model';
import { resolveLexically } from '@sallyport/command-reading';

/** Where the deed happens: what relative paths and `~` mean. */
export interface Folders {
  readonly home: string;
  readonly cwd: string;
}

export interface PathOptions {
  readonly recursive?: boolean;
  /** The tool opens one file: it takes `*` and `?` as they stand. */
  readonly literal?: boolean;
}

/**
 * The readings of one path. The client gives its hooks what the model wrote and takes the spaces off only when the
 * tool runs (Grep and Glob; measured with 2.1.197 and 2.1.330), so the path is judged as written and without what
 * JavaScript's `trim` removes; composed too, for whoever composes names. It knows no home but `~`, no `file:`, no
 * drives and no `~user`: to it these are names below the current folder, which may be links, so both are judged.
 */
const readings = (given: string, { cwd }: Folders): readonly string[] => {
  const trimmed = given.trim();
  const isPlain = trimmed.startsWith('/') || /^~(?:\/|$)/.test(trimmed);
  const asName = isPlain || !cwd.startsWith('/') ? [] : [`${cwd}/${trimmed}`];
  return [given, trimmed, ...asName].flatMap((text) => [text, text.normalize('NFC')]);
};

/** One path whose meaning is certain, such as the file of a `file:` address. */
export const pathUse = (
  given: string,
  access: PathAccess,
  place: Folders,
  { recursive = false, literal = false }: PathOptions = {},
): PathUse => {
  const { path, certain, glob } = resolveLexically(given, place);
  return { path, given, access, recursive, certain, glob: glob && !literal };
};

/** All that a path in a tool's input may mean; the first is what stands there. */
export const pathUses = (
  given: string,
  access: PathAccess,
  place: Folders,
  options: PathOptions = {},
): readonly [PathUse, ...PathUse[]] => {
  const written = pathUse(given, access, place, options);
  const others = new Map<string, PathUse>();
  for (const text of new Set(readings(given, place))) {
    if (text === given) continue;
    const use = pathUse(text, access, place, options);
    if (use.path !== written.path) others.set(use.path, { ...use, given });
  }
  return [written, ...others.values()];
};

/** What an action may hold at most. */
const MAX_PATHS = 4096;

/** More than fits is not left out: it counts as everywhere. */
export const boundedPaths = (uses: readonly PathUse[]): PathUse[] => {
  if (uses.length <= MAX_PATHS) return [...uses];
  const accesses = new Set(uses.slice(MAX_PATHS - PathAccess.options.length).map(({ access }) => access));
  const more = [...accesses].map((access) => ({ ...EVERYWHERE, access }));
  return [...uses.slice(0, MAX_PATHS - more.length), ...more];
};

const EVERYWHERE = { path: '/', given: '…', recursive: true, glob: false, certain: false };
