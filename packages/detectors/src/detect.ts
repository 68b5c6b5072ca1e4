/**
 * Everything the detectors have to say about one text. This file owns which family looks at which view of a text, in which
 * roles, and what becomes of two sightings of one place; it must never look at text itself. To add a family: a folder
 * with one function that gives `Detection`s in the offsets of the text as given, and a line in `FAMILIES`.
 */
import { findDangerousCommandsWithin } from './commands/find-dangerous-commands.ts';
import type { Detection, DetectorInput, TextRole } from './detection.ts';
import { findInjectionWithin } from './injection/find-injection.ts';
import { findInManifest } from './manifests/find-in-manifest.ts';
import { normalise, type Normalised } from './normalise/normalise.ts';
import type { View, ViewKind } from './normalise/view.ts';
import { findOwn, type OwnDetectors } from './own-detectors/find-own.ts';
import { findPersonalData } from './personal-data/find-personal-data.ts';
import { findSecretsWithin } from './secrets/find-secrets.ts';

export type Detected = {
  /** In the order in which they stand in the text. */
  readonly found: readonly Detection[];
  /** What was not looked at to the end, and so may hold more: `normalise`, a rule's name. Empty for ordinary texts. */
  readonly truncated: readonly string[];
};

type Family = {
  readonly detector: Detection['detector'];
  readonly roles: readonly TextRole[];
  readonly find: (normalised: Normalised, input: DetectorInput) => Detected;
};

const EVERYWHERE: readonly TextRole[] = ['tool-result', 'prompt', 'file', 'manifest', 'command'];

/** What an encoded or invisible secret reads as; `visible` repeats what stands in the text anyway. */
const SECRET_VIEWS: ReadonlySet<ViewKind> = new Set([
  'original',
  'folded',
  'shown',
  'smuggled',
  'hidden',
  'decoded',
]);

const FAMILIES: readonly Family[] = [
  {
    detector: 'secret',
    roles: EVERYWHERE,
    find: ({ views }) => inViews(views, SECRET_VIEWS, findSecretsWithin),
  },
  {
    detector: 'pii',
    roles: EVERYWHERE,
    find: (_, { text }) => ({ found: findPersonalData(text).filter(isLikely), truncated: [] }),
  },
  // What the agent reads, not what it runs. A prompt is the user's own voice: only pasted turns are warned of.
  { detector: 'injection', roles: ['tool-result', 'file', 'manifest', 'prompt'], find: findInjectionWithin },
  { detector: 'manifest', roles: ['manifest'], find: findInManifest },
  // A whole text that is a command; what a page shows somebody to run is read where pages are.
  { detector: 'command', roles: ['command'], find: (_, { text }) => findDangerousCommandsWithin(text) },
];

/** Below, `findPersonalData` reports what is somebody's only perhaps: a mailbox of an office, an example's domain. */
const LIKELY = 0.5;
const isLikely = ({ confidence }: Detection): boolean => confidence >= LIKELY;

export type DetectOptions = {
  /** What an admin of this machine looks for beside it, in the same views as secrets. */
  readonly own?: OwnDetectors | undefined;
  /** Of the shipped families only this one, for whoever has to ask often. */
  readonly only?: Detection['detector'];
};

export function detect(input: DetectorInput, { own, only }: DetectOptions = {}): Detected {
  const normalised = normalise(input.text, input);
  const asked = FAMILIES.filter(
    ({ detector, roles }) => roles.includes(input.role) && (only === undefined || only === detector),
  );
  const said = asked.map(({ find }) => find(normalised, input));
  if (own !== undefined)
    said.push(inViews(normalised.views, SECRET_VIEWS, (text) => findOwn(text, own), isOfOneRule));
  const truncated = said.flatMap((one) => one.truncated);
  return {
    found: said.flatMap(({ found }) => found).toSorted((a, b) => a.start - b.start || a.end - b.end),
    truncated: [...new Set(normalised.truncated ? ['normalise', ...truncated] : truncated)],
  };
}

/** Own detectors know nothing of each other: each says its own. */
const isOfOneRule = (a: Detection, b: Detection): boolean => a.rule === b.rule;

/** As the graver of both says, as far as both reach. */
const united = (a: Detection, b: Detection): Detection => ({
  ...(b.level === 'block' && a.level !== 'block' ? b : a),
  start: Math.min(a.start, b.start),
  end: Math.max(a.end, b.end),
});

/** The same family over several views; what stands in the text as given is not said again from another view. */
function inViews(
  views: readonly View[],
  kinds: ReadonlySet<ViewKind>,
  find: (text: string) => Detected,
  isSame: (a: Detection, b: Detection) => boolean = () => true,
): Detected {
  const found: Detection[] = [];
  const truncated: string[] = [];
  for (const view of views) {
    if (!kinds.has(view.kind)) continue;
    const said = find(view.text);
    truncated.push(...said.truncated);
    for (const detection of said.found) {
      const [start, end] = view.toOriginal(detection.start, detection.end);
      const at = found.findIndex(
        (other) => start < other.end && other.start < end && isSame(other, detection),
      );
      const known = found[at];
      if (known === undefined) found.push({ ...detection, start, end });
      // This view may see more of the same, or know better what it is; and what is taken out is taken out whole.
      else found[at] = united(known, { ...detection, start, end });
    }
  }
  return { found, truncated };
}
