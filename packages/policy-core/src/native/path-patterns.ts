/**
 * Path texts of rules as the client spells them. Its permission rules follow gitignore: `~/x` is the user's home,
 * `//x` absolute. An anchor may be a file or a folder, so both forms are written. Its sandbox takes plain paths.
 */
const HOMES = ['~', '//root', '//home/*', '//Users/*'];

/** `~*` stands for every home. */
export const everyHome = (text: string): readonly string[] =>
  text.startsWith('~*') ? HOMES.map((home) => home + text.slice(2)) : [text];

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
  return pattern.startsWith('~*') ? [`~${pattern.slice(2)}`, `/root${pattern.slice(2)}`] : [pattern];
};
