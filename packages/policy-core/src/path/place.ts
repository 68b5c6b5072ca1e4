import type { Action, PathUse } from '@sallyport/action-model';
import { globSegment, literalSegment, startsMeet, type GlobSegment } from './glob.ts';

/** What path questions need to know about the deed beside the path itself. */
export interface PathSetting {
  /** The acting user's home in folded segments; absent when the origin does not say. */
  readonly home: readonly string[] | undefined;
  /** The project's folder and the working folder, as the origin says them. */
  readonly workspace?: readonly string[] | undefined;
  readonly cwd?: readonly string[] | undefined;
  readonly os: Action['origin']['os'];
  /** Wildcards in paths are a POSIX shell's: a leading `*` does not match a leading dot. */
  readonly hidesDots: boolean;
}

/** One location of a path use: where it is written, or where links lead. */
export interface Place {
  readonly segments: readonly string[];
  /** The path is a pattern that the shell or tool still expands. */
  readonly wild: boolean;
  /** The segments as patterns. */
  readonly globs: () => readonly GlobSegment[];
  /** Those shapes of a home folder that the place could begin with, or that could begin with it. */
  readonly homes: () => readonly (readonly GlobSegment[])[];
  /** The segments as keys of an index. */
  readonly keys: () => readonly string[];
  /** How many of the leading segments are a home folder. */
  readonly homeDepths: () => readonly number[];
}

const placeOf = (segments: readonly string[], wild: boolean, setting: PathSetting): Place => {
  let globs: readonly GlobSegment[] | undefined;
  let keys: readonly string[] | undefined;
  let depths: readonly number[] | undefined;
  let homes: readonly (readonly GlobSegment[])[] | undefined;
  const place: Place = {
    segments,
    wild,
    globs: () => (globs ??= segments.map(wild ? globSegment : literalSegment)),
    homes: () =>
      (homes ??= homeShapes(setting).filter((shape) =>
        startsMeet(shape, place.globs(), wild && setting.hidesDots),
      )),
    keys: () => (keys ??= segments.map(indexKey)),
    homeDepths: () => (depths ??= homeDepths(segments, setting)),
  };
  return place;
};

// macOS and Windows compare names without case and without Unicode composition. Folding through upper case also
// joins letters that only meet there (the long s). Windows ignores trailing dots and spaces, and stream names.
export const BEYOND_ASCII = /[\u0080-\u{10ffff}]/u;
export const foldSegment = (text: string, os: PathSetting['os']): string => {
  if (os !== 'darwin' && os !== 'win32') return text;
  const folded = BEYOND_ASCII.test(text)
    ? text.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
    : text.toLowerCase();
  if (os === 'darwin' || /^[a-z]:$/u.test(folded)) return folded;
  return folded.replace(/:.*$/u, '').replace(/[. ]+$/u, '') || folded;
};

/** Small letters, digits, `_`, `-` and dots that are not the last: what every system takes for itself. */
const isOrdinary = (segment: string): boolean => {
  for (let at = 0; at < segment.length; at++) {
    const code = segment.charCodeAt(at);
    const isSign = code === 0x2d || code === 0x2e || code === 0x5f;
    if (!isSign && !(code >= 0x61 && code <= 0x7a) && !(code >= 0x30 && code <= 0x39)) return false;
  }
  return !segment.endsWith('.') && segment !== '';
};

/** One key for all systems: whatever two spellings any of them takes for one name, they share a key. */
export const indexKey = (segment: string): string => {
  if (isOrdinary(segment)) return segment;
  const folded = segment.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
  return folded.replace(/:.*$/u, '').replace(/[. ]+$/u, '') || folded;
};

export const splitPath = (path: string, os: PathSetting['os']): string[] => {
  const segments: string[] = [];
  for (const part of path.split('/')) if (part !== '') segments.push(foldSegment(part, os));
  return segments;
};

export const placesOf = (use: PathUse, setting: PathSetting): readonly Place[] => {
  const lexical = placeOf(splitPath(use.path, setting.os), use.glob, setting);
  if (use.resolved === undefined || use.resolved === use.path) return [lexical];
  return [lexical, placeOf(splitPath(use.resolved, setting.os), use.glob, setting)];
};

const DOT_GLOBS = /dotglob|glob_?dots|globignore/iu;

/** As on a system that takes names in any case, for paths of which the device says so. */
export const anyCaseSettingOf = (action: Action): PathSetting => {
  const { os } = action.origin;
  return pathSettingOf(action, os === 'win32' ? os : 'darwin');
};

export const pathSettingOf = (action: Action, os = action.origin.os): PathSetting => {
  const { home, workspace, cwd } = action.origin;
  const isPosixShell = action.kind === 'shell.run' && action.command.shell === 'bash';
  return {
    os,
    home: home === undefined ? undefined : splitPath(home, os),
    workspace: workspace === undefined ? undefined : splitPath(workspace, os),
    cwd: cwd === undefined ? undefined : splitPath(cwd, os),
    hidesDots: isPosixShell && action.paths.some((path) => path.glob) && !DOT_GLOBS.test(action.command.text),
  };
};

export const lastSegment = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The last name as it stands on the disk, where the device saw it there in another spelling. */
export const nameOf = (use: PathUse): string => {
  const written = lastSegment(use.path);
  if (use.resolved === undefined) return written;
  const onDisk = lastSegment(use.resolved);
  return foldSegment(onDisk, 'darwin') === foldSegment(written, 'darwin') ? onDisk : written;
};

export const extensionOf = (use: PathUse): string => {
  const name = nameOf(use);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1) : '';
};

/** The shapes of a home folder, whoever's it is. The acting user's own may be elsewhere and is added to them. */
const ANY_HOME: readonly (readonly GlobSegment[])[] = [
  'root',
  'home/*',
  'Users/*',
  'users/*',
  'var/root',
  'private/var/root',
  '?:/Users/*',
  '?:/users/*',
  'mnt/?/Users/*',
].map((shape) => shape.split('/').map(globSegment));

export const homeShapes = (setting: PathSetting): readonly (readonly GlobSegment[])[] =>
  setting.home === undefined ? ANY_HOME : [...ANY_HOME, setting.home.map(literalSegment)];

/** For each reading of the path that makes sense. */
const homeDepths = (segments: readonly string[], setting: PathSetting): readonly number[] => {
  const depths: number[] = [];
  const [first = '', second = '', third = ''] = segments;
  if (first === 'root') depths.push(1);
  if (first === 'home' || first === 'Users' || first === 'users') depths.push(2);
  if (first === 'var' && second === 'root') depths.push(2);
  if (first === 'private' && second === 'var' && third === 'root') depths.push(3);
  if (first.length === 2 && first.endsWith(':') && second.toLowerCase() === 'users') depths.push(3);
  if (first === 'mnt' && second.length === 1 && third.toLowerCase() === 'users') depths.push(4);
  const { home } = setting;
  if (home !== undefined && !depths.includes(home.length) && startsWith(segments, home, 0))
    depths.push(home.length);
  return depths.filter((depth) => depth <= segments.length);
};

export const startsWith = (segments: readonly string[], prefix: readonly string[], from: number): boolean => {
  if (segments.length < from + prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) if (segments[from + i] !== prefix[i]) return false;
  return true;
};
