import { plain, style } from '../terminal.ts';
import type { ServerInUse } from './tool-use.ts';

const MAX_NAMES = 40;

/** What each server has and what of it was used. Names are the servers' own text. */
export const useLines = (servers: readonly ServerInUse[], days: number): readonly string[] =>
  servers.flatMap(({ names, calls, lastUsed, tools, areToolsKnown, variables, headers }) => {
    const used = tools.filter((tool) => tool.calls > 0);
    const unused = tools.filter((tool) => tool.calls === 0);
    const count = areToolsKnown ? `${used.length} of ${tools.length} tools` : `${used.length} tools`;
    const credentials = [...variables, ...headers.map((name) => `header ${name}`)];
    return [
      `${style.bold(plain(names[0] ?? ''))}  ${calls === 0 ? `unused for ${days} days` : `${count} used, last ${(lastUsed ?? '').slice(0, 10)}`}`,
      ...(used.length === 0
        ? []
        : [`  used: ${list(used.map((tool) => `${tool.names[0] ?? ''} ${tool.calls}×`))}`]),
      ...(unused.length === 0 ? [] : [`  unused: ${list(unused.map((tool) => tool.names[0] ?? ''))}`]),
      ...(areToolsKnown ? [] : ['  what tools it has is not known: it never ran behind the relay']),
      ...(credentials.length === 0 ? [] : [`  is given: ${list(credentials)}`]),
    ];
  });

const list = (words: readonly string[]): string =>
  words.slice(0, MAX_NAMES).map(plain).join(', ') +
  (words.length > MAX_NAMES ? `, and ${words.length - MAX_NAMES} more` : '');
