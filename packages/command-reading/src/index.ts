export type { ReadContext } from './frame.ts';
export { MAX_COMMAND_CHARACTERS } from './limits.ts';
export { hostUse, readUrl } from './place/host.ts';
export type { HostOptions } from './place/host.ts';
export { resolveLexically } from './place/lexical-path.ts';
export type { Folders, LexicalPath } from './place/lexical-path.ts';
export { readCommand } from './read-command.ts';
export type { CommandUse } from './read-command.ts';
