/**
 * Puts our hook entries and deny rules into a settings document and takes them out again, leaving everything else
 * as it stands. It never judges foreign entries, never reorders, and never touches a handler that is not ours.
 */
import { append, nodeAt, remove, valueAt, type JsonPath } from './edit-document.ts';
import { isOurHandler, type HookEntries } from './hook-entries.ts';
import { canonicalJson, type JsonValue } from './json-value.ts';
import type { SettingsDocument } from './settings-document.ts';

export interface OurSettings {
  readonly hooks: HookEntries;
  /** `permissions.deny` rules compiled from policy. */
  readonly deny: readonly string[];
}

/** What an install put there beside the hook entries, which are known by their content. */
export interface Added {
  /** Deny rules that were not there before. */
  readonly deny: readonly string[];
  /** Objects and arrays that we had to make; removed again when they are empty. */
  readonly containers: readonly (readonly string[])[];
}

export type AddOutcome =
  | { readonly kind: 'added'; readonly document: SettingsDocument; readonly added: Added }
  | { readonly kind: 'conflict'; readonly why: string };

const NOTHING_ADDED: Added = { deny: [], containers: [] };

/** A place that we need as an object or array and that holds something else. */
const conflictAt = (
  document: SettingsDocument,
  path: readonly string[],
  type: 'object' | 'array',
): string | undefined => {
  const node = nodeAt(document, path);
  return node && node.type !== type ? `\`${path.join('.')}\` is not an ${type}` : undefined;
};

export const addOurs = (start: SettingsDocument, ours: OurSettings): AddOutcome => {
  const events = [...ours.hooks.keys()];
  const conflict =
    conflictAt(start, ['hooks'], 'object') ??
    events.map((event) => conflictAt(start, ['hooks', event], 'array')).find((why) => why !== undefined) ??
    (ours.deny.length > 0
      ? (conflictAt(start, ['permissions'], 'object') ?? conflictAt(start, ['permissions', 'deny'], 'array'))
      : undefined);
  if (conflict !== undefined) return { kind: 'conflict', why: conflict };

  let document = start;
  const containers: (readonly string[])[] = [];
  const ensure = (path: readonly string[], empty: JsonValue): void => {
    const key = path.at(-1);
    if (key === undefined || nodeAt(document, path)) return;
    document = append(document, path.slice(0, -1), { key, value: empty });
    containers.push(path);
  };

  if (events.length > 0) ensure(['hooks'], {});
  for (const [event, groups] of ours.hooks) {
    ensure(['hooks', event], []);
    for (const group of groups) document = append(document, ['hooks', event], { value: group });
  }
  const present = valueAt(document, ['permissions', 'deny']);
  const known = new Set<unknown>(Array.isArray(present) ? present : []);
  const deny = [...new Set(ours.deny)].filter((rule) => !known.has(rule));
  if (deny.length > 0) {
    ensure(['permissions'], {});
    ensure(['permissions', 'deny'], []);
    for (const rule of deny) document = append(document, ['permissions', 'deny'], { value: rule });
  }
  return { kind: 'added', document, added: { deny, containers } };
};

/** Paths of our handlers, last first, so that removing one leaves the other paths true. */
const ourHandlerPaths = (document: SettingsDocument, marks: readonly string[]): readonly JsonPath[] => {
  const found: JsonPath[] = [];
  const hooks = nodeAt(document, ['hooks']);
  for (const member of hooks?.type === 'object' ? (hooks.children ?? []) : []) {
    // A property's first child is its key, whose value is the name.
    const event = member.children?.[0]?.value as string;
    const groups = valueAt(document, ['hooks', event]);
    for (const [index, group] of Array.isArray(groups) ? groups.entries() : []) {
      const handlers = (group as { hooks?: unknown } | null)?.hooks;
      for (const [at, handler] of Array.isArray(handlers) ? handlers.entries() : []) {
        if (isOurHandler(handler, marks)) found.push(['hooks', event, index, 'hooks', at]);
      }
    }
  }
  return found.reverse();
};

const isEmptyAt = (document: SettingsDocument, path: JsonPath): boolean =>
  nodeAt(document, path)?.children?.length === 0;

/** `added` is null when no install record was found: then only the entries that are ours by content go. */
export const removeOurs = (
  start: SettingsDocument,
  marks: readonly string[],
  added: Added | null,
): SettingsDocument => {
  let document = start;
  const emptied = new Set<string>();
  for (const path of ourHandlerPaths(start, marks)) {
    document = remove(document, path);
    const group = path.slice(0, 3);
    if (isEmptyAt(document, [...group, 'hooks'])) document = remove(document, group);
    emptied.add(JSON.stringify(path.slice(0, 2)));
    emptied.add(JSON.stringify(['hooks']));
  }
  const { deny, containers } = added ?? NOTHING_ADDED;
  for (const rule of deny) {
    const rules = valueAt(document, ['permissions', 'deny']);
    const index = Array.isArray(rules) ? rules.lastIndexOf(rule) : -1;
    if (index >= 0) document = remove(document, ['permissions', 'deny', index]);
  }
  const removable = added ? containers : [...emptied].map((path) => JSON.parse(path) as string[]);
  for (const path of [...removable].sort((a, b) => b.length - a.length)) {
    if (isEmptyAt(document, path)) document = remove(document, path);
  }
  return document;
};

/** Does the document hold our entries exactly as wanted, no old ones and no missing ones? */
export const holdsOurs = (
  document: SettingsDocument,
  ours: OurSettings,
  marks: readonly string[],
  added: Added,
): boolean => {
  const present = ourGroups(document, marks);
  const wanted = [...ours.hooks].flatMap(([event, groups]) =>
    groups.map((group) => canonicalJson([event, group])),
  );
  if (canonicalJson([...present].sort()) !== canonicalJson([...wanted].sort())) return false;
  const rules = valueAt(document, ['permissions', 'deny']);
  const denied = new Set<unknown>(Array.isArray(rules) ? rules : []);
  return ours.deny.every((rule) => denied.has(rule)) && added.deny.every((rule) => ours.deny.includes(rule));
};

/** Every group with a handler of ours, as canonical text of `[event, group]`. */
export const ourGroups = (document: SettingsDocument, marks: readonly string[]): readonly string[] => {
  const paths = new Set(ourHandlerPaths(document, marks).map((path) => JSON.stringify(path.slice(0, 3))));
  return [...paths].map((text) => {
    const path = JSON.parse(text) as [string, string, number];
    // Read back from JSON text, so it is a JSON value.
    return canonicalJson([path[1], valueAt(document, path) as JsonValue]);
  });
};
