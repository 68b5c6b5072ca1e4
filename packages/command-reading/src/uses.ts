import type { HostUse, PathAccess } from '@sallyport/action-model';
import { type Field, isKnown, UNKNOWN, UNSET, withoutUnset } from './field.ts';
import { type Frame, mark } from './frame.ts';
import { MAX_HOSTS, MAX_PATHS } from './limits.ts';
import { type HostOptions, readAuthority, readUrl } from './place/host.ts';
import { climbsFromName, resolveLexically } from './place/lexical-path.ts';

/**
 * Notes that a path is used. A word that can't be known wholly gives guesses, each `certain: false`: an unset
 * variable as empty, an unknown start as the home folder, an unknown middle as `*`, nothing known as all of the folder.
 */
export function usePath(frame: Frame, field: Field, access: PathAccess, recursive = false): void {
  const { text } = field;
  if (text === '' || text === '-') return;
  if (field.glob && text.includes('\n')) {
    // What a search printed, quoted: any of its lines may be all that it finds.
    for (const line of text.split('\n', 64)) usePath(frame, { ...field, text: line }, access, recursive);
    return;
  }
  if (text.startsWith('/proc/')) useFolderOfProcess(frame, field, access, recursive);
  if (isKnown(text)) return usePlainPath(frame, text, field, access, recursive, true);
  const empty = withoutUnset(text);
  if (text.includes(UNSET) && empty !== '') guess(frame, empty, field, access, recursive);
  guess(frame, text.replaceAll(UNSET, UNKNOWN), field, access, recursive);
}

/** `/proc/PID/cwd/x`: where another process stands can't be known here, so what is named may lie anywhere. */
function useFolderOfProcess(frame: Frame, field: Field, access: PathAccess, recursive: boolean): void {
  const rest = /^\/proc\/(?!(?:thread-)?self\/)[^/]+\/cwd\/(.+)/s.exec(field.text)?.[1];
  if (rest === undefined) return;
  const below = rest.replaceAll(/[\ue000\ue001]/g, '*');
  for (const start of ['/**/', '/**/.*/**/'])
    usePlainPath(frame, `${start}${below}`, { ...field, glob: true }, access, recursive, false);
}

function guess(frame: Frame, text: string, field: Field, access: PathAccess, recursive: boolean): void {
  const wild = { ...field, glob: field.glob || text.includes(UNKNOWN) };
  const rest = text.replace(/^\ue000+/, '');
  for (const across of acrossFolders(text, access))
    usePlainPath(frame, across, { ...field, glob: true }, access, recursive, false);
  if (rest.length === text.length) {
    return usePlainPath(frame, text.replaceAll(UNKNOWN, '*'), wild, access, recursive, false);
  }
  const known = rest.replaceAll(UNKNOWN, '*');
  if (!/[^/*.?]/.test(known) || !known.startsWith('/')) {
    return usePlainPath(frame, `*${known}`, { ...field, glob: true }, access, recursive, false);
  }
  const plain = { ...field, glob: field.glob || rest.includes(UNKNOWN) };
  usePlainPath(frame, `${frame.scope.home}${known}`, plain, access, recursive, false);
  usePlainPath(frame, `.${known}`, plain, access, recursive, false);
}

/**
 * What can't be known may hold slashes and leading dots, which a `*` does not stand for: `/home/u$(…)trc`. Only where
 * the rest of a cut word follows it: a whole name after a slash, or an ending after a dot or dash, says what is meant.
 */
function acrossFolders(text: string, access: PathAccess): readonly string[] {
  if (access !== 'read' && access !== 'delete') return [];
  const at = text.indexOf(UNKNOWN);
  const before = text.slice(0, at);
  const after = text.slice(text.lastIndexOf(UNKNOWN) + 1);
  if (!(before === '' || before.startsWith('/')) || !/^[A-Za-z\d]/.test(after)) return [];
  if (before === '') return [`/**/*${after}`, `/**/.*${after}`];
  const middles = before.endsWith('/')
    ? ['.', '.*/**/', '*/**/', '*/**/.*/**/']
    : ['*/**/.', '*/**/', '*/.*/**/'];
  return middles.map((middle) => `${before}${middle}*${after}`);
}

function usePlainPath(
  frame: Frame,
  text: string,
  field: Field,
  access: PathAccess,
  recursive: boolean,
  certain: boolean,
): void {
  const { scope } = frame;
  const isRelative = text.charCodeAt(0) !== 47 && text.charCodeAt(0) !== 126;
  const fieldIn = (place: string): Field =>
    isRelative && isPatternFolder(frame, place) ? { ...field, glob: true } : field;
  const { folder } = scope;
  addPath(
    frame,
    resolveIn(frame, text, folder),
    asWalked(frame, text, fieldIn(folder)),
    access,
    recursive,
    certain,
  );
  if (!isRelative) return;
  for (const other of scope.otherFolders) {
    addPath(frame, resolveIn(frame, text, other), fieldIn(other), access, recursive, false);
  }
}

/** `link/../x`, `cd link; cat ../x`: the system goes up from where the link leads. Whoever knows the disk needs the way. */
function asWalked({ scope, reading }: Frame, text: string, field: Field): Field {
  if (!text.includes('..') || field.glob || !isKnown(text) || !isKnown(scope.folder)) return field;
  const hasMoved = scope.folder !== reading.context.cwd && !/^[/~]/.test(text);
  if (!hasMoved && !climbsFromName(text)) return field;
  const whole = text.startsWith('/')
    ? text
    : text.startsWith('~/')
      ? scope.home + text.slice(1)
      : `${scope.folder}/${text}`;
  return { ...field, source: whole };
}

/** The shell is in a folder that was found by pattern (`cd ~/.s*`), or below one. */
function isPatternFolder({ reading }: Frame, folder: string): boolean {
  if (!reading.patterns || !/[*?[]/.test(folder)) return false;
  for (const pattern of reading.patterns) if (folder.startsWith(pattern)) return true;
  return false;
}

interface Resolved {
  readonly path: string;
  readonly certain: boolean;
}

function resolveIn(frame: Frame, text: string, folder: string): Resolved {
  const resolved = resolveLexically(text, { home: frame.scope.home, cwd: folder });
  if (resolved.certain && isKnown(folder)) return resolved;
  if (isKnown(resolved.path)) return resolved;
  return { path: resolved.path.replaceAll(/[\ue000\ue001]/g, '*'), certain: false };
}

function addPath(
  frame: Frame,
  resolved: Resolved,
  field: Field,
  access: PathAccess,
  recursive: boolean,
  certain: boolean,
): void {
  const { reading } = frame;
  const path = frame.place ? frame.place(resolved.path) : resolved.path;
  if (path === undefined) return;
  const sure = certain && resolved.certain;
  if (wasSeen(reading, path, access, recursive, sure)) return;
  if (reading.ignoresCase && field.glob) useInSmallLetters(frame, path, field, access, recursive);
  if (reading.paths.length >= MAX_PATHS) return mark(frame, 'too-deep');
  reading.paths.push({
    path: path.slice(0, 8192),
    given: (field.source || path).slice(0, 8192),
    access,
    recursive,
    glob: field.glob || (!sure && path.includes('*')),
    certain: sure,
  });
  if (reading.links)
    followLinks(frame, { path, certain: resolved.certain }, field, access, recursive, certain);
}

function useInSmallLetters(frame: Frame, path: string, ...[field, access, recursive]: Use): void {
  const small = path.toLowerCase();
  if (small !== path) addPath(frame, { path: small, certain: false }, field, access, recursive, false);
}

type Use = [field: Field, access: PathAccess, recursive: boolean];

/** What lies behind a link that this command made; removing the link itself leaves it alone. */
function followLinks(frame: Frame, ...[resolved, field, ...rest]: Followed): void {
  const { path } = resolved;
  const [access] = rest;
  for (const [link, target] of frame.reading.links ?? []) {
    const isLink = path === link && (access !== 'delete' || /\/\.?$/.test(field.text));
    if (!isLink && !path.startsWith(`${link}/`)) continue;
    const behind = target + path.slice(link.length);
    // A link into itself has no end.
    if (behind.length < 2048) addPath(frame, { ...resolved, path: behind }, field, ...rest);
  }
}

type Followed = [resolved: Resolved, field: Field, access: PathAccess, recursive: boolean, certain: boolean];

const keyOf = (path: string, access: PathAccess, recursive: boolean, certain: boolean): string =>
  `${access}${recursive ? 'r' : ' '}${certain ? 'c' : ' '}${path}`;

/** Few paths are looked through one by one; from the ninth on there is a set of keys. */
function wasSeen(
  reading: Frame['reading'],
  path: string,
  access: PathAccess,
  recursive: boolean,
  certain: boolean,
): boolean {
  const { paths } = reading;
  if (paths.length < 8) {
    return paths.some(
      (use) =>
        use.path === path && use.access === access && use.recursive === recursive && use.certain === certain,
    );
  }
  reading.seenPaths ??= new Set(paths.map((use) => keyOf(use.path, use.access, use.recursive, use.certain)));
  const key = keyOf(path, access, recursive, certain);
  if (reading.seenPaths.has(key)) return true;
  reading.seenPaths.add(key);
  return false;
}

/** The absolute path that a word names, for tables of files; nothing when it can't be known. */
export function pathOf(frame: Frame, field: Field): string | undefined {
  if (!isKnown(field.text) || field.glob || field.text === '') return undefined;
  return resolveLexically(field.text, { home: frame.scope.home, cwd: frame.scope.folder }).path;
}

/** As after `cd folder`, for programs that have a flag for it (`tar -C`, `make -C`). */
export function inFolder(frame: Frame, { text }: Field): Frame {
  const { scope } = frame;
  const { path } = resolveLexically(text, { home: scope.home, cwd: scope.folder });
  return { ...frame, scope: { ...scope, folder: path, otherFolders: [] } };
}

const isSameHost = (left: HostUse, right: HostUse): boolean =>
  left.host === right.host &&
  left.port === right.port &&
  left.scheme === right.scheme &&
  left.direction === right.direction;

export function addHost(frame: Frame, use: HostUse | undefined): void {
  if (use === undefined) return;
  const { reading } = frame;
  const host = isKnown(use.host) ? use : uncertainHost(use);
  if (reading.hosts.some((other) => isSameHost(other, host))) return;
  if (reading.hosts.length >= MAX_HOSTS) return mark(frame, 'too-deep');
  reading.hosts.push(host);
}

/** `$(…).example.com`: what is known of the name stays, the rest reads `*`. */
const uncertainHost = (use: HostUse): HostUse => ({
  ...use,
  host: use.host.replaceAll(/[\ue000\ue001]+/g, '*'),
  registrableDomain: use.registrableDomain.replaceAll(/[\ue000\ue001]+/g, '*'),
});

const hostOptions = (frame: Frame, options: HostOptions): HostOptions => ({
  ...options,
  registrableDomain: frame.reading.context.registrableDomain,
});

/** Notes the machine of a URL; says whether the text was one. */
export function useUrl(frame: Frame, url: string, direction: HostUse['direction'] = 'receive'): boolean {
  if (!url.includes('://')) return false;
  const use = readUrl(url, hostOptions(frame, { direction }));
  addHost(frame, use);
  return use !== undefined;
}

export function useHost(frame: Frame, authority: string, options: HostOptions = {}): void {
  addHost(frame, readAuthority(authority, hostOptions(frame, options)));
}
