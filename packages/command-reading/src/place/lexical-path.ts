import { UNKNOWN, UNSET } from '../field.ts';

export interface Folders {
  /** The acting user's home, absolute. */
  readonly home: string;
  readonly cwd: string;
}

export interface LexicalPath {
  /** Absolute, `/`-separated, without `.`, `..`, doubled slashes. */
  readonly path: string;
  readonly certain: boolean;
  readonly glob: boolean;
}

const DRIVE = /^[A-Za-z]:(?!:)/;
const GLOB = /[*?[]/;
const GLOB_SIGNS = new Set([42, 63, 91]); // * ? [

type Shape = 'plain' | 'pattern' | 'needs-work';

/**
 * One look at each character tells the ordinary path, which is most of them: no doubled slash, no component that is
 * only dots, no drive, backslash, escape or NUL.
 */
function shapeOf(text: string): Shape {
  let before = 47;
  let shape: Shape = 'plain';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (before === 47 && (code === 46 || (code === 47 && at > 0))) {
      const next = text.charCodeAt(at + 1);
      // `.hidden` is a name; `.`, `..` and `./` are not.
      if (code === 47 || Number.isNaN(next) || next === 47 || next === 46) return 'needs-work';
    }
    if (code === 92 || code === 58 || code === 0 || code === 37) return 'needs-work';
    if (code < 92 && GLOB_SIGNS.has(code)) shape = 'pattern';
    before = code;
  }
  return before === 47 && text.length > 1 ? 'needs-work' : shape;
}

/** Below `/proc`, `/private` and `/System` names have meanings of their own; anything else starts in another letter. */
function mayHaveOwnMeaning(start: string): boolean {
  const first = start.charCodeAt(1);
  if (first !== 112 && first !== 83) return false;
  return start.startsWith('/proc') || start.startsWith('/private') || start.startsWith('/System');
}

/** What a path means by its text alone; symbolic links are the device's business. */
export function resolveLexically(given: string, folders: Folders): LexicalPath {
  const plain = resolvePlain(given, folders);
  if (plain) return plain;
  const glob = GLOB.test(given);
  const nul = given.indexOf('\0');
  let text = nul < 0 ? given : given.slice(0, nul);
  if (/^file:/i.test(text)) text = pathOfFileUrl(text);
  const windows = onWindows(folders) || /^[A-Za-z]:[\\/]/.test(text) || text.startsWith('\\\\');
  if (windows) text = windowsToSlashes(text, folders);
  const expanded = expandTilde(text, folders);
  const absolute = isAbsolute(expanded) ? expanded : `${folders.cwd}/${expanded}`;
  const path = normalise(windows ? windowsToSlashes(absolute, folders) : absolute, folders, windows);
  return { path, certain: isCertain(text) && isAbsolute(absolute), glob };
}

function resolvePlain(given: string, folders: Folders): LexicalPath | undefined {
  const { cwd } = folders;
  const first = given.charCodeAt(0);
  if (first === 126 || given === '' || cwd.charCodeAt(0) !== 47 || folders.home.charCodeAt(0) !== 47)
    return undefined;
  const shape = shapeOf(given);
  if (shape === 'needs-work') return undefined;
  const isRelative = first !== 47;
  if (isRelative && (cwd.length < 2 || shapeOf(cwd) === 'needs-work')) return undefined;
  if (mayHaveOwnMeaning(isRelative ? cwd : given)) return undefined;
  const path = isRelative ? `${cwd}/${given}` : given;
  return { path, certain: isCertain(given), glob: shape === 'pattern' };
}

const isCertain = (text: string): boolean => !text.includes(UNKNOWN) && !text.includes(UNSET);
const isAbsolute = (text: string): boolean => text.charCodeAt(0) === 47 || /^[A-Za-z]:[\\/]/.test(text);
const onWindows = (folders: Folders): boolean => DRIVE.test(folders.home) || DRIVE.test(folders.cwd);

function pathOfFileUrl(url: string): string {
  const rest = url.slice(5).replace(/^\/\/[^/\\]*/, '');
  const path = percentDecode(rest.replace(/[?#].*$/, ''));
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}

function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `C:\x`, `C:/x`, `\\?\C:\x`, `\\server\share`, and Git's `/c/x` on a Windows machine. */
function windowsToSlashes(given: string, folders: Folders): string {
  let text = given.replaceAll('\\', '/').replace(/^\/\/[?.]\/(?:UNC\/)?/, '');
  text = text.replace(/^([A-Za-z]):(?!:)/, (_, drive: string) => `${drive.toUpperCase()}:`);
  if (DRIVE.test(text) && text[2] !== '/') text = `${text.slice(0, 2)}/${text.slice(2)}`;
  if (onWindows(folders)) {
    const mounted = /^\/(?:mnt\/|cygdrive\/)?([A-Za-z])(\/|$)/.exec(text);
    if (mounted) return `${mounted[1]?.toUpperCase()}:/${text.slice(mounted[0].length)}`;
    // A path without a drive is on the current one.
    if (/^\/(?!\/)/.test(text) && DRIVE.test(folders.cwd)) return folders.cwd.slice(0, 2) + text;
  }
  return text;
}

/** `~`, `~/x`, `~user/x`, `~+`; other users' homes stand beside the acting user's. */
function expandTilde(text: string, folders: Folders): string {
  if (text.charCodeAt(0) !== 126) return text;
  const slash = text.indexOf('/');
  const who = slash < 0 ? text.slice(1) : text.slice(1, slash);
  const rest = slash < 0 ? '' : text.slice(slash);
  if (who === '') return folders.home + rest;
  if (who === '+' || who === '-') return folders.cwd + rest;
  return /^[\w.][\w.-]*$/.test(who) ? homeOf(who, folders.home) + rest : text;
}

/** Where another user's home is, judged by where ours is. */
export function homeOf(user: string, ourHome: string): string {
  const slash = ourHome.lastIndexOf('/');
  const parent = ourHome.slice(0, slash);
  if (ourHome.slice(slash + 1) === user) return ourHome;
  if (parent === '/Users') return user === 'root' ? '/var/root' : `/Users/${user}`;
  if (DRIVE.test(ourHome)) return `${parent}/${user}`;
  if (user === 'root') return '/root';
  return parent === '' ? `/home/${user}` : `${parent}/${user}`;
}

/** Removes `.` and `..`, and steps through the kernel's own links to the root and the current folder. */
function normalise(absolute: string, folders: Folders, windows: boolean): string {
  const network = windows && absolute.startsWith('//') ? '/' : '';
  const stack: string[] = [];
  for (const written of absolute.split('/')) {
    const part = windows ? windowsName(written) : written;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      // `/dev/fd` is a link into `/proc/self`.
      if (stack.length === 2 && stack[0] === 'dev' && stack[1] === 'fd')
        stack.splice(0, 2, 'proc', 'self', 'fd');
      // The root of a drive has no parent.
      if (stack.length > 0 && !(stack.length === 1 && windows && DRIVE.test(stack[0] ?? ''))) stack.pop();
      continue;
    }
    stack.push(part);
    if (stack[0] === 'proc' && stack.length > 2) stepThroughProc(stack, folders);
  }
  if (windows && DRIVE.test(stack[0] ?? '')) return stack.length === 1 ? `${stack[0]}/` : stack.join('/');
  const path = `${network}/${stack.join('/')}`;
  return folders.home.startsWith('/Users/') ? withoutApplePrefix(path) : path;
}

function stepThroughProc(stack: string[], folders: Folders): void {
  const last = stack.at(-1);
  if (last !== 'root' && last !== 'cwd') return;
  const inTask = stack.length === 5 && stack[2] === 'task';
  if (stack.length !== 3 && !inTask) return;
  stack.length = 0;
  if (last === 'cwd' && !folders.cwd.startsWith('/proc/')) {
    stack.push(...folders.cwd.split('/').filter((part) => part !== ''));
  }
}

/** Windows ignores trailing dots and spaces, and `::$DATA` names the file itself. */
function windowsName(part: string): string {
  if (part === '.' || part === '..' || /^[A-Za-z]:$/.test(part)) return part;
  return part.replace(/::?\$DATA$/i, '').replace(/[. ]+$/, '');
}

/** `/private/etc` is `/etc`, and the data volume is mounted a second time. */
function withoutApplePrefix(path: string): string {
  const visible = path.replace(/^\/System\/Volumes\/Data(?=\/)/, '');
  return visible.replace(/^\/private(?=\/(?:etc|tmp|var)(?:\/|$))/, '');
}

/** Does the path go up from a folder that it names? Where that is a link, the system ends up elsewhere than the text says. */
export const climbsFromName = (path: string): boolean =>
  /(?:^|\/)(?!\.{1,2}\/)[^/]+\/(?:\.?\/){0,4096}\.\.(?:\/|$)/.test(path);
