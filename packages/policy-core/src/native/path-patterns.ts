/**
 * Path texts of rules as the client spells them. Its permission rules follow gitignore: `~/x` is the user's home,
 * `//x` absolute, and what is below a named folder is named with it (both client versions at hand cut a final `/**`
 * off before they compare). Its sandbox takes plain paths.
 */
export type NativePlatform = 'linux' | 'darwin' | 'win32';

/** Other people's homes; root's own is closed to everybody else by its rights, and `~` to root. */
const OTHER_HOMES: readonly (readonly [NativePlatform, string])[] = [
  ['linux', '//home/*'],
  ['darwin', '//Users/*'],
];

const MAC_FOLDERS =
  /^(?:~\*?\/Library\/|\/(?:Library|System|Users|private|Applications|Volumes)(?:\/|$)|\/var\/db\/dslocal|\/etc\/master\.passwd)/u;
const WINDOWS_FOLDERS = /^(?:~\*?\/(?:AppData\/|_netrc$)|[A-Za-z]:\/)/u;

/** Folders that only one system has are asked for on that system only; absent: any may be meant. */
const exists = (text: string, platform: NativePlatform | undefined): boolean => {
  if (platform === undefined) return true;
  if (WINDOWS_FOLDERS.test(text)) return platform === 'win32';
  if (MAC_FOLDERS.test(text)) return platform === 'darwin';
  return platform !== 'win32' || !/^\/[^/]/u.test(text);
};

/** `~*` as the acting user's own home. */
export const ownHome = (text: string): string => (text.startsWith('~*') ? `~${text.slice(2)}` : text);

export const meansEveryHome = (text: string): boolean => text.startsWith('~*');

/** `~*` as a pattern for each home there may be. */
export const everyHome = (text: string, platform: NativePlatform | undefined): readonly string[] => {
  if (!exists(text, platform)) return [];
  if (!meansEveryHome(text)) return [text];
  const rest = text.slice(2);
  const others = OTHER_HOMES.filter(
    ([of]) => (platform === undefined || of === platform) && exists(text, of),
  ).map(([, homes]) => homes + rest);
  return [ownHome(text), ...others];
};

const WILD = /[*?[\]{}]/u;

const clientPath = (pattern: string): string =>
  pattern.startsWith('/') && !pattern.startsWith('//') ? `/${pattern}` : pattern;

export const permissionPatterns = (
  pattern: string,
  platform: NativePlatform | undefined,
): readonly string[] => {
  if (pattern.startsWith('**')) return [`//${pattern}`];
  return exists(pattern, platform) ? [clientPath(ownHome(pattern))] : [];
};

/** Only plain paths; `undefined` where the pattern is none. */
export const sandboxPaths = (
  pattern: string,
  platform: NativePlatform | undefined,
): readonly string[] | undefined => {
  if (WILD.test(ownHome(pattern))) return undefined;
  return exists(pattern, platform) ? [ownHome(pattern)] : [];
};
