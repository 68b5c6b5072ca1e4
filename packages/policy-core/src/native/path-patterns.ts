/**
 * Path texts of rules as the client spells them. Its permission rules follow gitignore: `~/x` is the user's home,
 * `//x` absolute. An anchor may be a file or a folder, so both forms are written. Its sandbox takes plain paths.
 */
const LINUX_HOMES = ['~', '//root', '//home/*', '//Users/*'];
const MAC_HOMES = ['~', '//Users/*'];
const WINDOWS_HOMES = ['~'];

/** `~*` stands for every home; folders that only one system has are asked for in that system's homes only. */
export const everyHome = (text: string): readonly string[] => {
  if (!text.startsWith('~*')) return [text];
  const rest = text.slice(2);
  const homes = rest.startsWith('/AppData')
    ? WINDOWS_HOMES
    : rest.startsWith('/Library')
      ? MAC_HOMES
      : LINUX_HOMES;
  return homes.map((home) => home + rest);
};

const WILD = /[*?[\]{}]/u;

const clientPath = (pattern: string): string =>
  pattern.startsWith('/') && !pattern.startsWith('//') ? `/${pattern}` : pattern;

export const permissionPatterns = (pattern: string): readonly string[] => {
  if (pattern.startsWith('**')) return [`//${pattern}`];
  return everyHome(pattern).flatMap((each) => {
    const path = clientPath(each);
    const isAnchor = !WILD.test(pattern.startsWith('~*') ? pattern.slice(2) : pattern);
    return isAnchor ? [path, `${path}/**`] : [path];
  });
};

/** Only plain paths: other people's homes are a pattern, and a sandboxed command runs as this user anyway. */
export const sandboxPaths = (pattern: string): readonly string[] => {
  if (WILD.test(pattern.startsWith('~*') ? pattern.slice(2) : pattern)) return [];
  return everyHome(pattern)
    .filter((path) => !WILD.test(path))
    .map((path) => path.replace(/^\/\//u, '/'));
};
