/*
 * The commands in a skill's text: `!` before a code span, or after the opening of a fence, makes the client run the
 * code while it loads the skill, before any tool event. What counts was measured with the real client: spans may
 * hold line feeds, fences may be indented or stand on one line, and arguments are put in as text first.
 */

/** The client wants a space or a line's start before the mark. */
const SPAN = /(?:^|\s)!`([^`]+)`/gm;
const OPENING = '```!';
const CLOSING = '```';
/** Beyond this the rest is read as one command: many small ones must not hide the last. */
const MAX_COMMANDS = 100;

/** By search instead of an expression, which would try every opening against the whole rest of a hostile text. */
const fencedCommands = (text: string): readonly string[] => {
  const commands: string[] = [];
  let from = text.indexOf(OPENING);
  while (from >= 0) {
    const start = from + OPENING.length;
    const end = text.indexOf(CLOSING, start);
    if (end < 0) break;
    commands.push(text.slice(start, end));
    from = text.indexOf(OPENING, end + CLOSING.length);
  }
  return commands;
};

/** Names that the front matter gives to arguments: `arguments: who other`, or a YAML list. */
const argumentNames = (text: string): readonly string[] => {
  const matter = text.startsWith('---') ? text.slice(3, Math.max(3, text.indexOf('\n---', 3))) : '';
  const declared = /^arguments:([^\n]*(?:\n[ \t]*-[^\n]*)*)/m.exec(matter)?.[1] ?? '';
  return declared.match(/[A-Za-z_]\w*/g) ?? [];
};

/** Words as a shell would split them, which is how the client numbers them, from 0. */
const wordsOf = (args: string): readonly string[] =>
  [...args.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );

/** The commands that loading this text runs, with the arguments put in as the client would. */
export const inlineCommands = (text: string, args: string): readonly string[] => {
  const names = argumentNames(text);
  const words = wordsOf(args);
  const put = (command: string): string =>
    command.replaceAll(
      /\$(?:ARGUMENTS\[(\d{1,4})\]|(\d{1,4})|([A-Za-z_]\w*))/g,
      (whole, index: string | undefined, digits: string | undefined, name: string | undefined) => {
        if (name === 'ARGUMENTS') return args;
        if (name !== undefined) return names.includes(name) ? (words[names.indexOf(name)] ?? '') : whole;
        return words[Number(index ?? digits)] ?? '';
      },
    );
  const commands = [...[...text.matchAll(SPAN)].map(([, command = '']) => command), ...fencedCommands(text)]
    .map((command) => put(command).trim())
    .filter((command) => command !== '');
  return commands.length > MAX_COMMANDS
    ? [...commands.slice(0, MAX_COMMANDS), commands.slice(MAX_COMMANDS).join('\n')]
    : commands;
};
