import type { PathUse } from '@sallyport/action-model';
import {
  globSegment,
  literalSegment,
  segmentMatches,
  segmentsMeet,
  someStartMeets,
  startsMeet,
  type GlobSegment,
} from './glob.ts';
import { foldSegment, startsWith, type PathSetting, type Place } from './place.ts';

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

/** Works a value out once for every operating system. */
export const perOs = <Value>(make: (os: PathSetting['os']) => Value): ((os: PathSetting['os']) => Value) => {
  const known = new Map<PathSetting['os'], Value>();
  return (os) => {
    let value = known.get(os);
    if (value === undefined) known.set(os, (value = make(os)));
    return value;
  };
};

export const foldAnchor = (anchor: Anchor, os: PathSetting['os']): readonly string[] =>
  anchor.segments.map((part) => foldSegment(part, os));

const rootsOf = (base: Base, place: Place, setting: PathSetting): readonly (readonly GlobSegment[])[] => {
  if (base === 'root') return NO_ROOT;
  // Without a known home, `~` has to mean every home: a missing claim must not make a rule miss.
  return base === 'home' && setting.home !== undefined ? [literalsOf(setting.home)] : place.homes();
};
const NO_ROOT: readonly (readonly GlobSegment[])[] = [[]];

/** Plain segments as patterns; the same list is asked about for path after path. */
const literalsOf = (segments: readonly string[]): readonly GlobSegment[] => {
  let literals = LITERALS.get(segments);
  if (literals === undefined) {
    literals = segments.map(literalSegment);
    LITERALS.set(segments, literals);
  }
  return literals;
};
const LITERALS = new WeakMap<readonly string[], readonly GlobSegment[]>();

const depthsOf = (base: Base, place: Place, setting: PathSetting): readonly number[] => {
  if (base === 'root') return AT_ROOT;
  if (base === 'any-home' || setting.home === undefined) return place.homeDepths();
  return startsWith(place.segments, setting.home, 0) ? [setting.home.length] : [];
};
const AT_ROOT: readonly number[] = [0];

const DEEP: GlobSegment = { kind: 'any-depth' };

const placeIsUnder = (
  place: Place,
  base: Base,
  segments: readonly string[],
  setting: PathSetting,
): boolean => {
  if (place.wild) {
    const path = place.globs();
    return rootsOf(base, place, setting).some((root) => {
      // Nearly always the first name behind the root settles it, before the two are put together.
      if (!plainMeets(path, root.length, segments, setting.hidesDots)) return false;
      return segmentsMeet([...root, ...literalsOf(segments), DEEP], path, setting.hidesDots);
    });
  }
  for (const depth of depthsOf(base, place, setting))
    if (startsWith(place.segments, segments, depth)) return true;
  return false;
};

/** Could the first name of `segments` stand in the path behind a root of that length? */
const plainMeets = (
  path: readonly GlobSegment[],
  rootLength: number,
  segments: readonly string[],
  hidesDots: boolean,
): boolean => {
  const [first] = literalsOf(segments);
  const other = path[rootLength];
  if (first === undefined || other === undefined) return true;
  for (let at = 0; at < rootLength; at++) if (path[at]?.kind === 'any-depth') return true;
  return startsMeet([first], [other], hidesDots);
};

/** The place is the anchor or a folder on the way to it: it names one of the anchor's leading parts. */
const placeIsAtOrAbove = (
  place: Place,
  base: Base,
  segments: readonly string[],
  setting: PathSetting,
): boolean =>
  rootsOf(base, place, setting).some((root) =>
    place.wild
      ? someStartMeets([...root, ...literalsOf(segments)], place.globs(), setting.hidesDots)
      : leads(place.segments, root, segments),
  );

/** The plain folder is one that `root` and `segments` lead through. */
const leads = (
  folder: readonly string[],
  root: readonly GlobSegment[],
  segments: readonly string[],
): boolean => {
  if (folder.length > root.length + segments.length) return false;
  for (const [index, name] of folder.entries()) {
    const shape = root[index];
    if (shape === undefined ? segments[index - root.length] !== name : !segmentMatches(shape, name))
      return false;
  }
  return true;
};

/**
 * An uncertain path (`$X/.ssh/id_rsa`) keeps only what is known before the unknown part. It also counts when the
 * anchor's own segments stand in a row in what was written; a single segment directly below `/` says too little.
 */
const writtenLikeAnchor = (subject: PathSubject, base: Base, segments: readonly string[]): boolean => {
  if (segments.length === 0 || (base === 'root' && segments.length < 2)) return false;
  const written = writtenSegments(subject);
  const wanted = literalsOf(segments);
  if (!wanted.every((segment) => written.some((other) => startsMeet([segment], [other], false))))
    return false;
  return segmentsMeet([DEEP, ...wanted, DEEP], written, false);
};

const writtenSegments = (subject: PathSubject): readonly GlobSegment[] => {
  let written = WRITTEN.get(subject);
  if (written === undefined) {
    const { use, setting } = subject;
    written = use.given.split(/[\\/]/u).map((part) => globSegment(foldSegment(part, setting.os)));
    WRITTEN.set(subject, written);
  }
  return written;
};
const WRITTEN = new WeakMap<PathSubject, readonly GlobSegment[]>();

export interface PathSubject {
  readonly use: PathUse;
  readonly places: readonly Place[];
  readonly setting: PathSetting;
}

/** At or below the anchor, by text or where links lead; a glob counts when it could match something there. */
export const isUnder = (subject: PathSubject, base: Base, segments: readonly string[]): boolean => {
  const { use, places, setting } = subject;
  for (const place of places) if (placeIsUnder(place, base, segments, setting)) return true;
  return !use.certain && writtenLikeAnchor(subject, base, segments);
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
  places.some((place) => {
    // A plain name of the pattern has to be one of the path's names.
    if (
      !place.wild &&
      segments.some((each) => each.kind === 'literal' && !place.segments.includes(each.text))
    )
      return false;
    const roots = base === 'anywhere' ? NO_ROOT : rootsOf(base, place, setting);
    return roots.some((root) =>
      segmentsMeet(root.length === 0 ? segments : [...root, ...segments], place.globs(), setting.hidesDots),
    );
  });
