/** What stands where a value was taken out. */
const MARK = String.raw`\[redacted:[a-z0-9/-]{1,120}\]`;

/**
 * In a pattern, before a value: it is no mark. Only a whole one is, never what begins like one: whoever could write that
 * would keep what follows it in the record.
 */
export const NO_MARK = String.raw`(?!${MARK}(?:[\s"'\\<@/,;|&]|$))`;

const WHOLE = new RegExp(`^${MARK}$`);

export const isMark = (text: string): boolean => text.startsWith('[redacted:') && WHOLE.test(text);
