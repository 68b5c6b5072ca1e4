import { CONFUSABLES } from '../../normalise/confusables.ts';
import type { KnownName } from '../component-report.ts';
import { KNOWN_NPM, KNOWN_PYPI, KNOWN_SCOPES } from './known-names.ts';

export type LookAlike = {
  readonly known: string;
  readonly how: 'look-alike-letters' | 'one-off' | 'other-scope';
};

const LEAST_LENGTH = 6;
/** Honest packages that happen to stand one letter from a known name. */
const HONEST = new Set([
  'preact',
  'dotenvx',
  'willow',
  'colord',
  'color',
  'colour',
  'pytest',
  'mcp-server-gif',
]);

/** The known name that a package's name pretends to be, if it does. A known name itself pretends nothing. */
export function findLookAlike(
  registry: 'npm' | 'pypi',
  name: string,
  ofTheHouse: readonly KnownName[] = [],
): LookAlike | undefined {
  const known = [
    ...(registry === 'npm' ? KNOWN_NPM : KNOWN_PYPI),
    ...ofTheHouse.filter((one) => one.registry === registry).map((one) => one.name),
  ];
  // Prose writes names with capitals; PyPI takes dashes, dots and underscores as one.
  const same = registry === 'pypi' ? name.toLowerCase().replace(/[-_.]{1,8}/g, '-') : name.toLowerCase();
  if (
    known.some((one) => one === same || (registry === 'pypi' && one.replace(/[-_.]/g, '-') === same)) ||
    HONEST.has(same)
  )
    return undefined;
  const plain = plainName(name);
  for (const other of known) {
    if (plain === plainName(other))
      return { known: other, how: plain === name.toLowerCase() ? 'one-off' : 'look-alike-letters' };
    if (other.length >= LEAST_LENGTH && isOneOff(plain, plainName(other)) && !isVersionOf(plain, other))
      return { known: other, how: 'one-off' };
  }
  return findOtherScope(name, known);
}

/** `react-dom2` and `vite5` are names people give on purpose. */
const isVersionOf = (name: string, known: string): boolean =>
  name.replace(/[-.]?\d{1,2}$/, '') === known ||
  known.replace(/\d{1,2}$/, '') === name ||
  `${known}s` === name ||
  `${name}s` === known;

function findOtherScope(name: string, known: readonly string[]): LookAlike | undefined {
  const [scope, base] = splitScope(name);
  for (const other of known) {
    const [otherScope, otherBase] = splitScope(other);
    if (otherScope === '' || scope === otherScope) continue;
    // A bare name as plain as `mcp` or `sdk` is nobody's.
    const isTelling = otherBase.length >= 10 && otherBase.startsWith('server-');
    if (scope !== '' && (base === otherBase || isTelling) && isOneOff(plainName(scope), otherScope))
      return { known: other, how: 'other-scope' };
    if (scope === '' && name === `${otherScope.slice(1)}-${otherBase}`)
      return { known: other, how: 'other-scope' };
  }
  for (const other of KNOWN_SCOPES)
    if (scope !== '' && scope !== other && isOneOff(plainName(scope), other) && other.length > 6)
      return { known: other, how: 'other-scope' };
  return undefined;
}

const splitScope = (name: string): readonly [scope: string, base: string] => {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  return slash === -1 ? ['', name] : [name.slice(0, slash), name.slice(slash + 1)];
};

/** Small letters, look-alikes plain, and what registries themselves take as one made one. */
const plainName = (name: string): string =>
  Array.from(name.toLowerCase().normalize('NFKC'))
    .map((char) => CONFUSABLES.get(char) ?? char)
    .join('')
    .replace(/[_.]/g, '-')
    .replace(/0/g, 'o')
    .replace(/1/g, 'l')
    .replace(/rn/g, 'm');

/** One letter more, less, other, or two changed places: what a hurried eye passes over. */
export function isOneOff(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1 || one.length > 100) return false;
  let from = 0;
  while (from < one.length && one[from] === other[from]) from++;
  let back = 0;
  while (back < Math.min(one.length, other.length) - from && one.at(-1 - back) === other.at(-1 - back))
    back++;
  const left = one.length - from - back;
  const right = other.length - from - back;
  if (left <= 1 && right <= 1) return true;
  return left === 2 && right === 2 && one[from] === other[from + 1] && one[from + 1] === other[from];
}
