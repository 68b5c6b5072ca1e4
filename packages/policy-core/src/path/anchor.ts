import type { PathUse } from '@sallyport/action-model';
import { globSegment, literalSegment, segmentsMeet, type GlobSegment } from './glob.ts';
import { foldSegment, homeDepths, homeShapes, startsWith, type PathSetting, type Place } from './place.ts';

/** Where a rule's path starts: at the root, in the acting user's home (`~`), or in anybody's (`~*`). */
export type Base = 'root' | 'home' | 'any-home';

export interface Anchor {
  readonly base: Base;
  readonly segments: readonly string[];
}

const BASES: readonly (readonly [prefix: string, base: Base])[] = [
  ['~*/', 'any-home'],
  ['~/', 'home'],
  ['/', 'root'],
];

const splitBase = (text: string): readonly [Base, string] | undefined => {
  if (text === '~*') return ['any-home', ''];
  if (text === '~') return ['home', ''];
  for (const [prefix, base] of BASES) if (text.startsWith(prefix)) return [base, text.slice(prefix.length)];
  return /^[A-Za-z]:\//u.test(text) ? ['root', text] : undefined;
};

/** An error is a sentence for the rule's author. */
export const parseAnchor = (text: string): Anchor | string => {
  const split = splitBase(text);
  if (split === undefined) return `path \`${text}\` must start with \`/\`, \`~/\` or \`~*/\``;
  const segments = split[1].split('/').filter((part) => part !== '');
  if (segments.some((part) => part === '.' || part === '..'))
    return `path \`${text}\` must not contain \`.\` or \`..\``;
  if (segments.some((part) => /[*?[\]{}]/u.test(part)))
    return `path \`${text}\` contains a wildcard; use \`like\` for patterns`;
  return { base: split[0], segments };
};

/** Recomputes a value only when the operating system changes; on a device it never does. */
export const perOs = <Value>(make: (os: PathSetting['os']) => Value): ((os: PathSetting['os']) => Value) => {
  let last: { readonly os: PathSetting['os']; readonly value: Value } | undefined;
  return (os) => {
    if (last?.os !== os) last = { os, value: make(os) };
    return last.value;
  };
};

export const foldAnchor = (anchor: Anchor, os: PathSetting['os']): readonly string[] =>
  anchor.segments.map((part) => foldSegment(part, os));

const rootsOf = (base: Base, setting: PathSetting): readonly (readonly GlobSegment[])[] => {
  if (base === 'root') return [[]];
  // Without a known home, `~` has to mean every home: a missing claim must not make a rule miss.
  return base === 'home' && setting.home !== undefined
    ? [setting.home.map(literalSegment)]
    : homeShapes(setting);
};

const depthsOf = (base: Base, segments: readonly string[], setting: PathSetting): readonly number[] => {
  if (base === 'root') return [0];
  if (base === 'any-home' || setting.home === undefined) return homeDepths(segments, setting);
  return startsWith(segments, setting.home, 0) ? [setting.home.length] : [];
};

const DEEP: GlobSegment = { kind: 'any-depth' };

const placeIsUnder = (
  place: Place,
  base: Base,
  segments: readonly string[],
  setting: PathSetting,
): boolean => {
  if (place.wild)
    return rootsOf(base, setting).some((root) =>
      segmentsMeet([...root, ...segments.map(literalSegment), DEEP], place.globs(), setting.hidesDots),
    );
  for (const depth of depthsOf(base, place.segments, setting))
    if (startsWith(place.segments, segments, depth)) return true;
  return false;
};

/** The place is the anchor or a folder on the way to it: it names one of the anchor's leading parts. */
const placeIsAtOrAbove = (
  place: Place,
  base: Base,
  segments: readonly string[],
  setting: PathSetting,
): boolean =>
  rootsOf(base, setting).some((root) => {
    const whole = [...root, ...segments.map(literalSegment)];
    if (!place.wild) return leads(place.globs(), whole);
    return whole.some((_, index) =>
      segmentsMeet(whole.slice(0, index + 1), place.globs(), setting.hidesDots),
    );
  });

const leads = (folder: readonly GlobSegment[], whole: readonly GlobSegment[]): boolean =>
  folder.length <= whole.length && segmentsMeet(whole.slice(0, folder.length), folder, false);

/**
 * An uncertain path (`$X/.ssh/id_rsa`) keeps only what is known before the unknown part. It also counts when the
 * anchor's own segments stand in a row in what was written; a single segment directly below `/` says too little.
 */
const writtenLikeAnchor = (use: PathUse, base: Base, segments: readonly string[], os: PathSetting['os']) => {
  if (segments.length === 0 || (base === 'root' && segments.length < 2)) return false;
  const written = use.given.split(/[\\/]/u).map((part) => globSegment(foldSegment(part, os)));
  const wanted = [DEEP, ...segments.map(literalSegment), DEEP];
  return segmentsMeet(wanted, written, false);
};

export interface PathSubject {
  readonly use: PathUse;
  readonly places: readonly Place[];
  readonly setting: PathSetting;
}

/** At or below the anchor, by text or where links lead; a glob counts when it could match something there. */
export const isUnder = (subject: PathSubject, base: Base, segments: readonly string[]): boolean => {
  const { use, places, setting } = subject;
  for (const place of places) if (placeIsUnder(place, base, segments, setting)) return true;
  return !use.certain && writtenLikeAnchor(use, base, segments, setting.os);
};

/** The deed takes in the whole anchor: it is on the anchor itself, or recursively on a folder that contains it. */
export const covers = (
  { use, places, setting }: PathSubject,
  base: Base,
  segments: readonly string[],
): boolean =>
  places.some(
    (place) =>
      placeIsAtOrAbove(place, base, segments, setting) &&
      (use.recursive || placeIsUnder(place, base, segments, setting)),
  );

/** Under the anchor, or covering it (`rm -r ~`, `tar c ~`). */
export const touches = (subject: PathSubject, base: Base, segments: readonly string[]): boolean =>
  isUnder(subject, base, segments) || (subject.use.recursive && covers(subject, base, segments));

export interface PathPattern {
  readonly base: Base | 'anywhere';
  readonly texts: readonly string[];
}

export const parsePattern = (text: string): PathPattern | string => {
  const anywhere = text.startsWith('**/');
  const split = anywhere ? undefined : splitBase(text);
  if (!anywhere && split === undefined)
    return `pattern \`${text}\` must start with \`/\`, \`~/\`, \`~*/\` or \`**/\``;
  const texts = (split?.[1] ?? text).split('/').filter((part) => part !== '');
  return { base: split?.[0] ?? 'anywhere', texts };
};

export const foldPattern = (pattern: PathPattern, os: PathSetting['os']): readonly GlobSegment[] =>
  pattern.texts.map((part) => globSegment(foldSegment(part, os)));

/** The whole path, written or resolved, matches; a glob path counts when both patterns can name one file. */
export const matchesPattern = (
  { places, setting }: PathSubject,
  base: PathPattern['base'],
  segments: readonly GlobSegment[],
): boolean =>
  (base === 'anywhere' ? [[]] : rootsOf(base, setting)).some((root) =>
    places.some((place) => segmentsMeet([...root, ...segments], place.globs(), setting.hidesDots)),
  );
