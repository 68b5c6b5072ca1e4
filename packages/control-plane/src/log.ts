type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** The part of a pino logger that is used here; an error goes under `err`, where pino writes it out. */
export type Log = { readonly info: Write; readonly warn: Write; readonly error: Write };
