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

type Known = { readonly name: string; readonly plain: string; readonly scope: string; readonly base: string };

/** The known name that a package's name pretends to be, if it does. A known name itself pretends nothing. */
export function findLookAlike(
  registry: 'npm' | 'pypi',
  name: string,
  ofTheHouse: readonly KnownName[] = [],
): LookAlike | undefined {
  const known = [
    ...KNOWN[registry],
    ...ofTheHouse.filter((one) => one.registry === registry).map((one) => knownOf(one.name)),
  ];
  // Prose writes names with capitals; PyPI takes dashes, dots and underscores as one.
  const same = registry === 'pypi' ? name.toLowerCase().replace(/[-_.]{1,8}/g, '-') : name.toLowerCase();
  if (
    HONEST.has(same) ||
    known.some(
      (one) => one.name === same || (registry === 'pypi' && one.name.replace(/[-_.]/g, '-') === same),
    )
  )
    return undefined;
  const plain = plainName(name);
  for (const other of known) {
    if (plain === other.plain)
      return { known: other.name, how: plain === name.toLowerCase() ? 'one-off' : 'look-alike-letters' };
    if (other.name.length >= LEAST_LENGTH && isOneOff(plain, other.plain) && !isVersionOf(plain, other.name))
      return { known: other.name, how: 'one-off' };
  }
  return findOtherScope(name, known);
}

/** `react-dom2` and `vite5` are names people give on purpose. */
const isVersionOf = (name: string, known: string): boolean =>
  name.replace(/[-.]?\d{1,2}$/, '') === known ||
  known.replace(/\d{1,2}$/, '') === name ||
  `${known}s` === name ||
  `${name}s` === known;

function findOtherScope(name: string, known: readonly Known[]): LookAlike | undefined {
  const [scope, base] = splitScope(name);
  const plainScope = plainName(scope);
  for (const other of known) {
    if (other.scope === '' || scope === other.scope) continue;
    // A bare name as plain as `mcp` or `sdk` is nobody's.
    const isTelling = other.base.length >= 10 && other.base.startsWith('server-');
    if (scope !== '' && (base === other.base || isTelling) && isOneOff(plainScope, other.scope))
      return { known: other.name, how: 'other-scope' };
    if (scope === '' && name === `${other.scope.slice(1)}-${other.base}`)
      return { known: other.name, how: 'other-scope' };
  }
  for (const other of KNOWN_SCOPES)
    if (scope !== '' && scope !== other && isOneOff(plainScope, other) && other.length > 6)
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

const knownOf = (name: string): Known => {
  const [scope, base] = splitScope(name);
  return { name, plain: plainName(name), scope, base };
};

const KNOWN: Readonly<Record<'npm' | 'pypi', readonly Known[]>> = {
  npm: KNOWN_NPM.map(knownOf),
  pypi: KNOWN_PYPI.map(knownOf),
};
