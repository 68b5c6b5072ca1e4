/**
 * Where an organisation lets plugins come from, by the client's managed settings: `strictKnownMarketplaces` (or
 * `allowedMarketplaces`), and without it the marketplaces that it registers itself (`extraKnownMarketplaces`). Without any
 * list nothing was approved and nothing refused, and nobody can say of a plugin that it is one too many.
 */
import { objectOf } from '../health/read-bounded.ts';
import { matchesSimply } from './simple-pattern.ts';

export type ApprovedMarketplaces =
  | { readonly kind: 'no-list' }
  | {
      readonly kind: 'list';
      /** `source`: where it was registered from; undefined when it is not registered. */
      readonly allows: (name: string, source: Source | undefined) => boolean;
    };

export type Source = Readonly<Record<string, unknown>>;

/** The values of one settings file of the administrator; of several, lists add up. */
export type ManagedLists = {
  readonly strict: unknown;
  readonly registered: unknown;
};

export const approvedMarketplaces = (files: readonly ManagedLists[]): ApprovedMarketplaces => {
  const lists = files.flatMap(({ strict }) => (Array.isArray(strict) ? [strict as readonly unknown[]] : []));
  if (lists.length > 0) {
    const rules = lists.flat().map(objectOf);
    return {
      kind: 'list',
      allows: (_name, source) => source !== undefined && rules.some((rule) => fits(rule, source)),
    };
  }
  const registered = new Map(
    files.flatMap((file) =>
      Object.entries(objectOf(file.registered)).map(
        ([name, entry]) => [name, objectOf(objectOf(entry)['source'])] as const,
      ),
    ),
  );
  if (registered.size === 0) return { kind: 'no-list' };
  return {
    kind: 'list',
    // A marketplace of that name from elsewhere is another one.
    allows: (name, source) => {
      const known = registered.get(name);
      return known !== undefined && (source === undefined || fits(known, source));
    },
  };
};

/** What has to be the same for each sort of source; `ref` and `path` where the list says them. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  github: ['repo'],
  git: ['url'],
  url: ['url'],
  npm: ['package'],
  file: ['path'],
  directory: ['path'],
};

const fits = (rule: Source, source: Source): boolean => {
  const sort = text(rule['source']);
  if (sort === 'hostPattern') return isByPattern(rule['hostPattern'], hostOf(source));
  if (sort === 'pathPattern') return isByPattern(rule['pathPattern'], text(source['path']));
  const names = Object.hasOwn(SAME, sort ?? '') ? SAME[sort ?? ''] : undefined;
  if (names === undefined || source['source'] !== sort) return false;
  return (
    names.every((name) => isSame(text(rule[name]), text(source[name]))) &&
    ['ref', 'path'].every((name) => rule[name] === undefined || rule[name] === source[name])
  );
};

const isSame = (wanted: string | undefined, given: string | undefined): boolean => {
  if (wanted === undefined || given === undefined) return false;
  // `owner/*`: all of an owner's.
  return wanted.endsWith('/*') ? given.startsWith(wanted.slice(0, -1)) : wanted === given;
};

/** Of a pattern that is not read here nothing is claimed. */
const isByPattern = (pattern: unknown, value: string | undefined): boolean =>
  value !== undefined && typeof pattern === 'string' && matchesSimply(pattern, value) !== false;

const hostOf = ({ source, url }: Source): string | undefined => {
  if (source === 'github') return 'github.com';
  const address = text(url);
  if (address === undefined) return undefined;
  // `git@host:path` is no URL.
  return /^[\w.-]+@([\w.-]+):/.exec(address)?.[1] ?? URL.parse(address)?.hostname;
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 1000 ? value : undefined;
