import type { ChainLink } from '@sallyport/fleet-protocol';
import { byteSize } from '../text/format-time.ts';

export const LINK_NAMES: Readonly<Record<ChainLink['id'], string>> = {
  installed: 'installed',
  'client-restarted': 'client restarted',
  'hook-seen': 'hook seen',
  'policy-evaluated': 'policy evaluated',
  'evidence-stored': 'evidence stored',
};

export type LinkState = 'proved' | 'fix needed' | 'not yet';

export const linkState = (link: ChainLink): LinkState =>
  link.ok === null ? 'not yet' : link.ok ? 'proved' : 'fix needed';

/** The last proof in a few words; the time is told apart because it grows while one looks. */
export const proofFacts = (link: ChainLink): readonly string[] => [
  ...(link.tool === null ? [] : [link.tool]),
  ...(link.status === null ? [] : [link.status]),
  ...(link.bytes === null ? [] : [byteSize(link.bytes)]),
  ...(link.session === null ? [] : [`session ${link.session.slice(0, 8)}`]),
];

/** The first link that needs something done: broken, or not there yet with advice. */
export const nextFix = (chain: readonly ChainLink[]): ChainLink | undefined =>
  chain.find((link) => link.ok === false) ?? chain.find((link) => link.ok === null && link.fix !== null);

export const chainSummary = (chain: readonly ChainLink[]): string => {
  const broken = chain.find((link) => link.ok === false);
  if (broken !== undefined) return `stops at “${LINK_NAMES[broken.id]}”`;
  const proved = chain.filter((link) => link.ok === true).length;
  return `${proved} of ${chain.length} links proved`;
};
