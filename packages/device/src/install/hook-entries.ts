/**
 * From subscribed events to the client's own hook entries, the same for every target. PreToolUse becomes two
 * groups: tools that the last-resort table closes are started with mode `closed` and carry `onFailure: "block"`, so
 * that a script which could not start or timed out blocks them too; all other tools go on as the client alone would
 * let them. Clients before 2.1.295 ignore the key; for them the script itself is the only thing that can block.
 */
import type { JsonValue } from './json-value.ts';

/** A program in exec form: no shell, and no `CLAUDE_CODE_SHELL_PREFIX` before it. */
interface HookProgram {
  readonly command: string;
  readonly args: readonly string[];
}
/** The client's own request. */
interface HookRequest {
  readonly url: string;
}

/** How the client starts our hook for an event. `mode` is what the script does when nobody answers. */
export type HookCommand = (event: string, mode: 'open' | 'closed') => HookProgram;
/** The same where a request will do too; `onFailure` says for it what `mode` says for the script. */
export type HookForm = (event: string, mode: 'open' | 'closed') => HookProgram | HookRequest;

export interface SubscribedEvent {
  readonly event: string;
  /** Absent means every tool, source or type that the event is matched on. */
  readonly matcher?: string;
  readonly timeoutSeconds: number;
  readonly onFailure?: 'block';
}

/** The table that the policy compiler makes: what happens to a tool when policy can't be asked. */
export interface LastResortTable {
  readonly tools: Readonly<Record<string, 'open' | 'closed'>>;
  readonly unknownTool: 'open' | 'closed';
}

export interface HookHandler {
  readonly [key: string]: JsonValue;
  readonly type: 'command' | 'http';
  readonly timeout: number;
}
export interface HookGroup {
  readonly [key: string]: JsonValue;
  readonly hooks: readonly HookHandler[];
}
/** Groups by event, in the order in which they are written. */
export type HookEntries = ReadonlyMap<string, readonly HookGroup[]>;

/** The client reads these characters as an exact list; any other makes the whole matcher a regular expression. */
const PLAIN_NAME = /^[A-Za-z0-9_-]+$/;
const escapeForRegex = (name: string): string => name.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const listMatcher = (tools: readonly string[]): string =>
  tools.every((name) => PLAIN_NAME.test(name))
    ? tools.join('|')
    : `^(?:${tools.map(escapeForRegex).join('|')})$`;
/** The client's regular expressions are unanchored JavaScript ones; measured to work so on 2.1.330 and 2.1.197. */
const othersMatcher = (tools: readonly string[]): string =>
  `^(?!(?:${tools.map(escapeForRegex).join('|')})$).*`;

const matchesAll = (matcher: string | undefined): boolean =>
  matcher === undefined || ['', '*'].includes(matcher);

interface Share {
  readonly matcher: string | undefined;
  readonly blocks: boolean;
}

/** Who gets `onFailure: "block"`: one matcher when all tools fare alike, else the exceptions and the rest. */
const sharesOf = (table: LastResortTable): readonly Share[] => {
  const restBlocks = table.unknownTool === 'closed';
  const exceptions = Object.entries(table.tools)
    .filter(([, mode]) => (mode === 'closed') !== restBlocks)
    .map(([tool]) => tool)
    .sort();
  if (exceptions.length === 0) return [{ matcher: undefined, blocks: restBlocks }];
  return [
    { matcher: listMatcher(exceptions), blocks: !restBlocks },
    { matcher: othersMatcher(exceptions), blocks: restBlocks },
  ];
};

export const hookEntries = (
  events: readonly SubscribedEvent[],
  hookForm: HookForm,
  table: LastResortTable,
): HookEntries => {
  const entries = new Map<string, HookGroup[]>();
  for (const { event, matcher, timeoutSeconds, onFailure } of events) {
    const shares =
      event === 'PreToolUse' && matchesAll(matcher)
        ? sharesOf(table)
        : [{ matcher: matchesAll(matcher) ? undefined : matcher, blocks: onFailure === 'block' }];
    const groups = shares.map((share): HookGroup => {
      const form = hookForm(event, share.blocks ? 'closed' : 'open');
      return {
        ...(share.matcher === undefined ? {} : { matcher: share.matcher }),
        hooks: [
          {
            ...('url' in form
              ? { type: 'http', url: form.url }
              : { type: 'command', command: form.command, args: form.args }),
            timeout: timeoutSeconds,
            ...(share.blocks ? { onFailure: 'block' } : {}),
          },
        ],
      };
    });
    entries.set(event, [...(entries.get(event) ?? []), ...groups]);
  }
  return entries;
};

/** The `hooks` object of a settings file or of a plugin's `hooks.json`. */
export const hooksObject = (entries: HookEntries): { readonly [event: string]: readonly HookGroup[] } =>
  Object.fromEntries(entries);

/**
 * Is this handler ours? Only an exact word counts: somebody's script that mentions our path is theirs.
 * `marks` are the paths of our hook script and the addresses of our hook port, today's and those of earlier installs.
 */
export const isOurHandler = (handler: unknown, marks: readonly string[]): boolean => {
  if (typeof handler !== 'object' || handler === null) return false;
  const { command, url, args } = handler as { command?: unknown; url?: unknown; args?: unknown };
  const words: readonly unknown[] = [command, url, ...(Array.isArray(args) ? (args as unknown[]) : [])];
  return words.some((word) => typeof word === 'string' && marks.includes(word));
};
