/**
 * Names by which one server could be taken for another, or one tool for another's. A client and its policy know a tool as
 * `mcp__SERVER__TOOL`, so what reads alike, or makes one such name of two tools, would capture what was meant for the other.
 * It owns which two names are told and which one is held; two servers that both have a `search` are ordinary.
 */
import { readAlike, skeletonOf, type Likeness } from '@sallyport/detectors';
import { mcpToolName, visibleText } from '@sallyport/surfaces';
import type { Seen } from './pin-files.ts';

/** `spelling`: told, and nothing else. The others are held until a person has looked. */
type AlikeKind = Likeness | 'ambiguous';
export type Alike = {
  readonly how: AlikeKind;
  /** What it is like: a server, or a server's tool. */
  readonly server: string;
  readonly tool?: string;
};

/** The server that is asked about, which may not be among those that were seen yet. */
export type Own = { readonly key: string; readonly name: string; readonly sha256: string };

/** For people: the names in it are their servers' words. */
export const sentenceOf = ({ how, server, tool }: Alike): string => {
  const other =
    tool === undefined ? `the server \`${short(server)}\`` : `\`${short(tool)}\` of \`${short(server)}\``;
  return how === 'ambiguous'
    ? `its name can't be told from those of ${other}`
    : `its name looks like ${other}`;
};
const short = (name: string): string =>
  name.length <= 60 ? visibleText(name).slice(0, 100) : `${visibleText(name.slice(0, 60)).slice(0, 100)}…`;

/** Who counts as there before: servers that were let in, and tools that were approved. */
export type Known = {
  readonly seen: Seen;
  readonly isAdmitted: (key: string) => boolean;
  readonly isTrusted: (key: string, tool: string) => boolean;
};

/** What the server itself is like; the later of two, or the one that is written with letters of other alphabets. */
export function serverAlike(
  own: Own,
  { seen, isAdmitted }: Pick<Known, 'seen' | 'isAdmitted'>,
): Alike | undefined {
  let told: Alike | undefined;
  let isPast = false;
  for (const [otherKey, other] of Object.entries(seen)) {
    if (otherKey === own.key) {
      isPast = true;
      continue;
    }
    // The same program under two names captures nothing that it does not get anyway.
    if (other.name === own.name || other.identity.sha256 === own.sha256 || !isAdmitted(otherKey)) continue;
    const how = serverNamesAlike(own.name, other.name);
    if (how === undefined) continue;
    const isHeld = how !== 'spelling' && isTheOdd(own.name, other.name, !isPast);
    if (isHeld) return { how, server: other.name };
    told ??= { how: 'spelling', server: other.name };
  }
  return told;
}

const serverNamesAlike = (own: string, other: string): AlikeKind | undefined => {
  const [ownPrefix, otherPrefix] = [mcpToolName(own, ''), mcpToolName(other, '')];
  // One prefix in the client: for its rules and for policy, their tools are one server's.
  if (ownPrefix === otherPrefix) return readAlike(own, other) === 'look-alike' ? 'look-alike' : 'ambiguous';
  if (ownPrefix.startsWith(otherPrefix)) return 'ambiguous';
  return readAlike(own, other);
};

/** Of two that are alike: whose letters are of another alphabet, else the later one. */
const isTheOdd = (own: string, other: string, isLater: boolean): boolean => {
  const [ownIsPlain, otherIsPlain] = [IS_PLAIN.test(own), IS_PLAIN.test(other)];
  return ownIsPlain === otherIsPlain ? isLater : !ownIsPlain;
};
const IS_PLAIN = /^[\x20-\x7e]*$/;

type Place = { readonly key: string; readonly tool: string };

/** Tools by what an eye sees of their names. What is forgotten of a server is passed over when it is asked for. */
export class ToolNames {
  readonly #bySkeleton = new Map<string, Place[]>();
  readonly #added = new Map<string, Set<string>>();

  add(key: string, tools: Iterable<string>): void {
    const added = this.#added.get(key) ?? new Set();
    this.#added.set(key, added);
    for (const tool of tools) {
      if (added.has(tool)) continue;
      added.add(tool);
      for (const skeleton of skeletonsOf(tool)) {
        const place = this.#bySkeleton.get(skeleton) ?? [];
        place.push({ key, tool });
        this.#bySkeleton.set(skeleton, place);
      }
    }
  }

  /** What a server's tool is like; `isNew`: nobody has approved it yet under this name. */
  alike({ key, name }: Own, tool: string, isNew: boolean, known: Known): Alike | undefined {
    let told: Alike | undefined;
    for (const { key: otherKey, tool: other } of this.#like(tool)) {
      const server = known.seen[otherKey];
      if (otherKey === key || server === undefined || !known.isTrusted(otherKey, other)) continue;
      const how = readAlike(tool, other);
      if (how === undefined) continue;
      if (how === 'look-alike' && isTheOdd(tool, other, isNew))
        return { how, server: server.name, tool: other };
      told ??= { how: 'spelling', server: server.name, tool: other };
    }
    return isNew ? (ambiguousTool(name, tool, key, known) ?? told) : told;
  }

  *#like(tool: string): Generator<Place> {
    for (const skeleton of skeletonsOf(tool)) yield* this.#bySkeleton.get(skeleton) ?? [];
  }
}

/** As it stands, and in small letters: some capitals look like other letters. */
const skeletonsOf = (tool: string): ReadonlySet<string> =>
  new Set([skeletonOf(tool), skeletonOf(tool.toLowerCase())]);

/** `b__c` of the server `a` is what `c` of a server `a__b` would be. */
const ambiguousTool = (
  name: string,
  tool: string,
  key: string,
  { seen, isAdmitted }: Known,
): Alike | undefined => {
  const [own, full] = [mcpToolName(name, ''), mcpToolName(name, tool)];
  const other = Object.entries(seen).find(([otherKey, server]) => {
    const prefix = mcpToolName(server.name, '');
    return prefix.length > own.length && full.startsWith(prefix) && otherKey !== key && isAdmitted(otherKey);
  });
  return other === undefined ? undefined : { how: 'ambiguous', server: other[1].name };
};
