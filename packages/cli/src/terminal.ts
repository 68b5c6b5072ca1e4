import pc from 'picocolors';

/**
 * Data goes to standard output, everything else to standard error, so that a pipe gets data only. Text that came
 * from evidence is hostile: it passes through `plain` before a terminal sees it.
 */
export const printLine = (text: string): void => void process.stdout.write(`${text}\n`);
export const printJson = (value: unknown): void => printLine(JSON.stringify(value));
export const tell = (text: string): void => void process.stderr.write(`${text}\n`);
export const complain = (text: string): void => tell(`${pc.red('sallyport:')} ${text}`);

export const style = pc;

/** Control, bidirectional and invisible characters become visible, so that output cannot move the cursor or lie. */
export const plain = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
