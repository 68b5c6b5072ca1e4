/**
 * What a text really says, for every detector, with the way back to where it stood.
 *
 * Owns: which views are made of a text, in which order, and what one call may spend. Must never: judge (a hidden piece is
 * a fact, not a finding), look at a clock, or take more than linear time, whatever the text. To add an encoding: a
 * generator of `DecodedPiece` in order and without overlap, its name in `Encoding`, a row in `DECODERS`, a fixture.
 */
import type { DetectorInput } from '../detection.ts';
import { overwriteLines, stripControls } from './controls.ts';
import { readData, type DataReading } from './read-data.ts';
import { writeDecoded, type DecodedPiece } from './decoded-pieces.ts';
import { entityPieces, escapePieces, percentPieces, quotedPrintablePieces } from './escape-pieces.ts';
import { FeatureList } from './feature-list.ts';
import { fold } from './fold.ts';
import { readMarkup } from './markup.ts';
import { compose, identity, type Derived, type OffsetMap } from './offset-map.ts';
import { packedPieces } from './packed-pieces.ts';
import type { Feature, View, ViewKind } from './view.ts';
import { MAX_INPUT_UNITS, workFor, type Work } from './work.ts';

export interface Normalised {
  /** The text itself first; the others only where they differ from it. */
  readonly views: readonly View[];
  /** The values of a JSON, YAML or CSV text. */
  readonly data: DataReading | undefined;
  /** A limit was reached: there is more in the text than the views show. */
  readonly truncated: boolean;
  /** Code units looked at, all passes together. */
  readonly steps: number;
}

const DECODE_DEPTH = 2;
const DECODERS: readonly ((source: string) => Iterable<DecodedPiece>)[] = [
  packedPieces,
  escapePieces,
  percentPieces,
  entityPieces,
  quotedPrintablePieces,
];

interface Source {
  readonly text: string;
  readonly map: OffsetMap;
}

export function normalise(given: string, { role }: Pick<DetectorInput, 'role'>): Normalised {
  const text = given.length > MAX_INPUT_UNITS ? given.slice(0, MAX_INPUT_UNITS) : given;
  const work = workFor(text.length);
  work.truncated = text.length < given.length;
  const original: Source = { text, map: identity(text.length) };
  const views: View[] = [];
  addView(views, 'original', original, [], work);

  const { folded, smuggled, features } = fold(text, work);
  let base = original;
  if (folded) {
    base = folded;
    addView(views, 'folded', base, features, work);
  }
  addShown(views, original, work);
  const sources = [base];
  if (smuggled && smuggled.text !== '') {
    sources.push(smuggled);
    addView(views, 'smuggled', smuggled, tagFeatures(features), work);
  }
  // Angle brackets are redirections in a command, not tags.
  if (role !== 'command') addMarkup(views, base, work);

  let level: readonly Source[] = sources;
  for (let depth = 0; depth < DECODE_DEPTH; depth++)
    level = level.flatMap((source) => DECODERS.flatMap((decoder) => decode(views, source, decoder, work)));

  const data = role === 'command' ? undefined : readData(text, work);
  return { views, data, truncated: work.truncated, steps: work.steps };
}

const tagFeatures = (features: readonly Feature[]): readonly Feature[] =>
  features.filter(({ what }) => what === 'tag-characters' || what === 'variation-selectors');

/** Adds a view if there is still room for it; says whether it did. */
function addView(
  views: View[],
  kind: ViewKind,
  source: Source,
  features: readonly Feature[],
  work: Work,
): boolean {
  const { text, map } = source;
  if (work.viewsLeft === 0 || text.length > work.unitsLeft) {
    work.truncated = true;
    return false;
  }
  work.viewsLeft--;
  work.unitsLeft -= text.length;
  views.push({ kind, text, features, toOriginal: (start, end) => map.toSource(start, end) });
  return true;
}

/** A derived text as it reads, with the way back to the given text. */
function derive(
  parent: Source,
  derived: Derived,
  found: FeatureList,
  work: Work,
): Source & { readonly features: readonly Feature[] } {
  const map = compose(parent.map, derived.map);
  const { folded, features } = fold(derived.text, work);
  return {
    text: folded?.text ?? derived.text,
    map: folded ? compose(map, folded.map) : map,
    features: [...located(found.all, parent.map), ...located(features, map)],
  };
}

const located = (features: readonly Feature[], map: OffsetMap): readonly Feature[] =>
  features.map((feature) => {
    const [start, end] = map.toSource(feature.start, feature.end);
    return { ...feature, start, end };
  });

/** Only where a terminal shows another text than the one that is read. */
function addShown(views: View[], original: Source, work: Work): void {
  const plain = stripControls(original.text, 'shown', work);
  const parent =
    plain === undefined
      ? original
      : { text: plain.derived.text, map: compose(original.map, plain.derived.map) };
  const lines = overwriteLines(parent.text, work);
  if (lines === undefined && plain?.isMore !== true) return;
  const derived = lines ?? { text: parent.text, map: identity(parent.text.length) };
  const { features: _, ...shown } = derive(parent, derived, new FeatureList(work), work);
  addView(views, 'shown', shown, [], work);
}

function addMarkup(views: View[], base: Source, work: Work): void {
  const found = new FeatureList(work);
  const markup = readMarkup(base.text, work, found);
  if (!markup) return;
  if (markup.visible.text !== base.text) {
    const { features, ...visible } = derive(base, markup.visible, new FeatureList(work), work);
    addView(views, 'visible', visible, features, work);
  }
  if (markup.hidden.text !== '') {
    const { features, ...hidden } = derive(base, markup.hidden, found, work);
    addView(views, 'hidden', hidden, features, work);
  }
}

function decode(
  views: View[],
  source: Source,
  decoder: (text: string) => Iterable<DecodedPiece>,
  work: Work,
): readonly Source[] {
  work.steps += source.text.length;
  const pieces = [...decoder(source.text)];
  const found = new FeatureList(work);
  const derived = writeDecoded(source.text, pieces, work, found);
  if (!derived || derived.text === '') return [];
  const { features, ...decoded } = derive(source, derived, found, work);
  return addView(views, 'decoded', decoded, features, work) ? [decoded] : [];
}
