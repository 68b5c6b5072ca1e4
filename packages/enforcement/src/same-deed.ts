import type { Action } from '@sallyport/action-model';

/**
 * Equal in everything but id and content: who asks, from where, for what, on which files. Compared as text, because
 * both come from the same reader, which puts fields in the same order; a difference in order would only make two
 * records of one deed. Content stands behind the digest.
 */
export const sameAction = (left: Action, right: Action): boolean =>
  left.digest === right.digest && withoutNames(left) === withoutNames(right);

const withoutNames = ({ id: _id, samples: _samples, ...rest }: Action): string => JSON.stringify(rest);

/**
 * Equal in what policy judges of the deed itself. Who asks may have changed by the time it has run, and so may what
 * paths lead to (the deed itself makes and removes files) and the file of a component.
 */
export const sameForPolicy = (left: Action, right: Action): boolean => judged(left) === judged(right);

function judged(action: Action): string {
  const {
    id: _id,
    digest: _digest,
    origin: _origin,
    samples: _samples,
    findings: _findings,
    ...deed
  } = action;
  const paths = deed.paths.map(({ resolved: _resolved, ...use }) => use);
  if (!('component' in deed)) return JSON.stringify({ ...deed, paths });
  const { sha256: _sha256, ...component } = deed.component;
  return JSON.stringify({ ...deed, paths, component });
}
