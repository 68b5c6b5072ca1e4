/** What stands where a value was taken out: its sort, and in a session its number. */
const MARK = String.raw`\[redacted:[a-z0-9/-]{1,120}(?:#\d{1,6})?\]`;

/** What a value of this kind is called in its mark: `jwt`, or `jwt#3` where the session keeps numbers. */
export type NameOf = (kind: string, value: string) => string;

export const withoutNumber: NameOf = (kind) => kind;

/**
 * In a pattern, before a value: it is no mark. Only a whole one is, never what begins like one: whoever could write that
 * would keep what follows it in the record.
 */
export const NO_MARK = String.raw`(?!${MARK}(?:[\s"'\\<@/,;|&]|$))`;

const WHOLE = new RegExp(`^${MARK}$`);

export const isMark = (text: string): boolean => text.startsWith('[redacted:') && WHOLE.test(text);
