import { userInfo } from 'node:os';
import type { Tier } from '@sallyport/action-model';
import { readFileSync } from 'node:fs';
import { readDeviceKey } from '../identity.ts';
import { keepOfflineEvidence } from '../offline/offline-evidence.ts';
import type { StateHome } from '../state-home.ts';
import { waitingTools, type WaitingTool } from './tool-state.ts';
import { sentenceOf, serverAlike } from './names-alike.ts';
import {
  pinFiles,
  type Approved,
  type Definition,
  type Pins,
  type Seen,
  type SeenServer,
} from './pin-files.ts';

export type ListedServer = {
  readonly key: string;
  readonly name: string;
  readonly command: string;
  readonly unpinned: string | null;
  /** Of its code, wherever that stands; what a recall finds on any machine. */
  readonly contentSha256: string | null;
  /** What that hash is of, or why there is none. */
  readonly content: string | null;
  readonly files: SeenServer['identity']['files'];
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly admitted: boolean;
  readonly tools: number;
  readonly toolNames: readonly string[];
  readonly waiting: readonly WaitingTool[];
  /** Why the server itself is held back: its name is like another's, and nobody has approved it. */
  readonly alike: string | null;
};

/** What people are shown of servers: those that this word means, their name or their key, or all. */
export function listServers(home: StateHome, word?: string): readonly ListedServer[] {
  const files = openFiles(home);
  if (files === undefined) return [];
  const [seen, approved] = [files.seen(), files.approved()];
  return Object.entries(seen)
    .filter(([key, { name }]) => word === undefined || word === key || word === name)
    .map(([key, { name, identity, firstSeen, lastSeen, tools }]) => ({
      key,
      name,
      command: identity.command,
      unpinned: identity.unpinned ?? null,
      contentSha256: identity.contentSha256 ?? null,
      content: identity.content ?? null,
      files: identity.files,
      firstSeen,
      lastSeen,
      admitted: isLetIn(key, seen, approved),
      tools: Object.keys(tools).length,
      toolNames: Object.keys(tools),
      waiting: waitingTools(seen, approved, key),
      alike: heldFor(key, seen, approved),
    }));
}

const heldFor = (key: string, seen: Seen, approved: Approved): string | null => {
  const server = seen[key];
  if (server === undefined || isApproved(key, seen, approved)) return null;
  const own = { key, name: server.name, sha256: server.identity.sha256 };
  const alike = serverAlike(own, { seen, isAdmitted: (each) => isLetIn(each, seen, approved) });
  return alike === undefined || alike.how === 'spelling' ? null : sentenceOf(alike);
};

const isApproved = (key: string, seen: Seen, approved: Approved): boolean =>
  approved[key]?.identities.includes(seen[key]?.identity.sha256 ?? '') === true;

const isLetIn = (key: string, seen: Seen, approved: Approved): boolean =>
  seen[key]?.admitted.includes(seen[key].identity.sha256) === true || isApproved(key, seen, approved);

export type ApprovedServer = {
  readonly key: string;
  readonly tools: readonly string[];
  /** Approved, and stopped by policy all the same. */
  readonly barred: readonly string[];
};

/**
 * Approves a server as it is now, with all of its tools or one. Only a person's own hand gets here: the verb is kept from
 * agents by self-protection.
 */
export function approveServer(
  home: StateHome,
  word: string,
  tool: string | undefined,
  tier: Tier,
  now = new Date(),
): ApprovedServer | { readonly why: string } {
  const files = openFiles(home);
  const found =
    files === undefined
      ? []
      : Object.entries(files.seen()).filter(([key, { name }]) => word === key || word === name);
  const [only, another] = found;
  if (files === undefined || only === undefined)
    return { why: `no server \`${word}\` was seen; \`sallyport mcp list\` shows which were` };
  if (another !== undefined)
    return {
      why: `\`${word}\` is the name of several servers; take one of ${found.map(([key]) => `\`${key}\``).join(', ')}`,
    };
  const [key, server] = only;
  const { tools, prompts = {} } = server;
  const names = (tool === undefined ? Object.keys(tools) : [tool]).filter((name) =>
    Object.hasOwn(tools, name),
  );
  const ofPrompts = (tool === undefined ? Object.keys(prompts) : [tool]).filter((name) =>
    Object.hasOwn(prompts, name),
  );
  if (tool !== undefined && !Object.hasOwn(tools, tool) && !Object.hasOwn(prompts, tool))
    return {
      why: `\`${word}\` has no tool or prompt \`${tool}\`; \`sallyport mcp diff ${word}\` shows what waits`,
    };
  const approved: Approved = files.approved();
  const before = approved[key];
  const by = userInfo().username;
  approved[key] = {
    // One tool says nothing of the program that has it.
    identities: [
      ...new Set([...(before?.identities ?? []), ...(tool === undefined ? [server.identity.sha256] : [])]),
    ].slice(-64),
    tools: { ...before?.tools, ...definitionsOf(tools, names) },
    prompts: { ...before?.prompts, ...definitionsOf(prompts, ofPrompts) },
    at: now.toISOString(),
    by,
  };
  files.keepApproved(approved);
  if (tier !== 'managed')
    keepOfflineEvidence(
      home.offlineEvidence,
      {
        type: 'lifecycle',
        event: 'mcp-approved',
        detail: {
          server: key,
          tools: names.join(' ').slice(0, 2000),
          ...(ofPrompts.length === 0 ? {} : { prompts: ofPrompts.join(' ').slice(0, 2000) }),
          by,
        },
      },
      now,
    );
  const barred = waitingTools(files.seen(), approved, key).filter(({ why }) => why === 'barred');
  return {
    key,
    tools: names,
    barred: barred.map((each) => each.tool).filter((each) => names.includes(each)),
  };
}

/** As they are now, of those that are there. */
const definitionsOf = (pins: Pins, names: readonly string[]): Record<string, Definition> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const seen = Object.hasOwn(pins, name) ? pins[name]?.seen : undefined;
      return seen === undefined ? [] : [[name, seen] as const];
    }),
  );

const openFiles = (home: StateHome) => {
  try {
    const pem = readFileSync(home.deviceKey, 'utf8');
    return pinFiles(home, readDeviceKey(home.deviceKey, pem), () => {});
  } catch {
    // Nothing ran here yet.
    return undefined;
  }
};
