import { foldCompatibility } from './compatibility.ts';
import { stripControls } from './controls.ts';
import { FeatureList } from './feature-list.ts';
import { foldHomoglyphs } from './homoglyphs.ts';
import { stripInvisible } from './invisible.ts';
import { compose, identity, type Derived } from './offset-map.ts';
import type { Feature } from './view.ts';
import type { Work } from './work.ts';

export interface Folded {
  /** Undefined when the text reads as it is written. */
  readonly folded: Derived | undefined;
  readonly smuggled: Derived | undefined;
  /** Offsets are those of the source. */
  readonly features: readonly Feature[];
}

const NOT_PLAIN = /[^\t-\r\x20-\x7e]/;

/** A text as it reads: control signs and invisible characters first, so that what they tore apart is whole for the next steps. */
export function fold(source: string, work: Work): Folded {
  work.steps += source.length;
  if (!NOT_PLAIN.test(source)) return { folded: undefined, smuggled: undefined, features: [] };
  const collected: Feature[] = [];
  let now: Derived = { text: source, map: identity(source.length) };
  const step = (run: (text: string, features: FeatureList) => Derived | undefined): boolean => {
    const features = new FeatureList(work);
    const next = run(now.text, features);
    for (const feature of features.all) {
      const [start, end] = now.map.toSource(feature.start, feature.end);
      collected.push({ ...feature, start, end });
    }
    if (next) now = { text: next.text, map: compose(now.map, next.map) };
    return next !== undefined;
  };
  step((text) => stripControls(text, 'read', work)?.derived);
  let smuggled: Derived | undefined;
  step((text, features) => {
    const result = stripInvisible(text, work, features);
    smuggled = result?.smuggled;
    return result?.stripped;
  });
  step((text, features) => foldCompatibility(text, work, features));
  // A plain letter under the marks of a disguised one is a composed letter now.
  if (step((text, features) => foldHomoglyphs(text, work, features)))
    step((text, features) => foldCompatibility(text, work, features));
  return { folded: now.text === source ? undefined : now, smuggled, features: collected };
}
