type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** The part of a pino logger that is used here. */
export type Log = { readonly info: Write; readonly warn: Write; readonly error: Write };
