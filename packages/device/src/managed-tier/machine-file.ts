/** Only root can write here, so whatever lies here is root's word. */
export const MACHINE_FOLDER = '/etc/sallyport';
export const MACHINE_FILE = `${MACHINE_FOLDER}/machine.json`;

/** Starts the program that is installed, by a path that stays the same over its versions: clients' configurations name it. */
export const MACHINE_PROGRAM = `${MACHINE_FOLDER}/sallyport`;

/** Where each person's own sockets lie. Root's folder: nobody can put another one in their place. */
export const USER_SOCKETS = '/run/sallyport';

/** Where a person’s relays of MCP servers ask; the hook script takes names that end in `.sock`. */
export const relaySocketOf = (uid: number): string => `${USER_SOCKETS}/${uid}.mcp`;
