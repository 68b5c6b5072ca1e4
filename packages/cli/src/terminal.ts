import pc from 'picocolors';

/**
 * Data goes to standard output, everything else to standard error, so that a pipe gets data only. Text that came
 * from evidence is hostile: it passes through `plain` before a terminal sees it.
 */
export const printLine = (text: string): void => void process.stdout.write(`${text}\n`);
/** `plain` writes characters as JSON escapes do, so the data stays what it was. */
export const printJson = (value: unknown): void => printLine(plain(JSON.stringify(value)));
export const tell = (text: string): void => void process.stderr.write(`${text}\n`);
export const complain = (text: string): void =>
  tell(`${errorStyle.red('sallyport:')} ${text.split('\n').map(plain).join('\n')}`);

/** Each stream for itself: only a terminal, and only where neither NO_COLOR nor TERM says otherwise; CI is no terminal. */
const coloursOf = (stream: NodeJS.WriteStream): typeof pc =>
  pc.createColors(stream.isTTY ? stream.hasColors() : false) as typeof pc;
export const style = coloursOf(process.stdout);
export const errorStyle = coloursOf(process.stderr);

/** How wide output may be: the terminal's width within what reads well; where there is none, as wide as most. */
export const outputColumns = (): number => Math.min(Math.max(process.stdout.columns ?? 80, 40), 120);

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Control, bidirectional and invisible characters become visible, so that output cannot move the cursor or lie. */
export const plain = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => character.split('').map(escaped).join(''));

/** A line of a file: the same, but tabs stay. */
export const plainLine = (text: string): string => text.split('\t').map(plain).join('\t');
