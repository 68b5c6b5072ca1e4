import type { Action } from '@sallyport/action-model';
import type { LiteralTest } from './literal-methods.ts';
import type { View } from './view.ts';

/** The domains that a text of recipients names: of addresses, of links, and bare ones. What names none gives none. */
export const domainsIn = (text: string): readonly string[] =>
  unescaped(text.normalize('NFKC').toLowerCase())
    .split(/[\s,;<>()[\]{}"'|]+/u)
    .flatMap((piece) => {
      const [, host] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#:]+)/u.exec(piece) ?? [];
      const name = host ?? (piece.includes('@') ? piece.slice(piece.lastIndexOf('@') + 1) : bareName(piece));
      const domain = name?.replace(/[?#/:].*$/u, '').replace(/\.+$/u, '');
      return domain === undefined || domain === '' ? [] : [domain];
    });

const bareName = (piece: string): string | undefined =>
  /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+\.?$/u.test(piece) ? piece : undefined;

/** `mailto:a%40b.example`; what is no escape stays. */
const unescaped = (text: string): string =>
  text.replaceAll(/%[0-7][0-9a-f]/gu, (escape) => String.fromCodePoint(Number.parseInt(escape.slice(1), 16)));

const domainLiterals = (literals: readonly string[]): string | undefined => {
  const wrong = literals.find((literal) => !/^[a-z0-9.:-]+$/u.test(literal) || literal.startsWith('.'));
  return (
    wrong && `domain \`${wrong}\` must be a lower-case name without scheme, address, port or leading dot`
  );
};

const isInAny = (domain: string, literals: readonly string[]): boolean =>
  literals.some((literal) => domain === literal || domain.endsWith(`.${literal}`));

interface Destination {
  readonly domain: string;
  /** Of this machine or its own network: nowhere outside, whatever it is called. */
  readonly isNear: boolean;
}

const destinationsOf = (receiver: unknown): readonly Destination[] => {
  // The type checker has proved that it is the action; some kinds have recipients.
  const action = (receiver as View).raw as Action & { readonly recipients?: readonly string[] };
  return [
    ...(action.recipients ?? []).flatMap(domainsIn).map((domain) => ({ domain, isNear: false })),
    ...action.hosts
      .filter(({ direction }) => direction !== 'receive')
      .map(({ host, zone }) => ({ domain: host, isNear: zone === 'loopback' || zone === 'private' })),
  ];
};

export const sendsTo = (literals: readonly string[]): LiteralTest | string =>
  domainLiterals(literals) ??
  ((receiver) => destinationsOf(receiver).some(({ domain }) => isInAny(domain, literals)));

export const sendsOutside = (literals: readonly string[]): LiteralTest | string =>
  domainLiterals(literals) ??
  ((receiver) =>
    destinationsOf(receiver).some(({ domain, isNear }) => !isNear && !isInAny(domain, literals)));
