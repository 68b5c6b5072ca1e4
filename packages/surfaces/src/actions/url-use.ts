import type { HostUse } from '@sallyport/action-model';
import { readUrl } from '@sallyport/command-reading';
import { getDomain } from 'tldts';

/** The part a registrar sells; the name itself where the public suffix list knows none. */
export const registrableDomain = (host: string): string =>
  getDomain(host, { allowPrivateDomains: true }) ?? host;

export interface UrlUse {
  readonly url: string;
  readonly hosts: HostUse[];
  /** Set for a `file:` URL: it names a file, not a machine. */
  readonly file?: string;
}

const SPECIAL = /^(https?|wss?|ftp):[\\/]*/i;

const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Browsers and fetch read more spellings than `scheme://host`: missing or doubled slashes, backslashes, line feeds
 * inside, percent signs in the host. All of them must come out as the host that is really called.
 */
const spelledOut = (text: string): string => {
  const plain = text.replaceAll(/[\t\n\r]/g, '').trim();
  const match = SPECIAL.exec(plain);
  if (!match) return plain;
  const rest = plain.slice(match[0].length).replaceAll('\\', '/');
  const end = rest.search(/[/?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  return `${match[1]}://${percentDecoded(authority)}${end < 0 ? '' : rest.slice(end)}`;
};

/** `defaultScheme` is for tools that take `example.com/page` too. */
export const urlUse = (
  given: string,
  { direction, defaultScheme }: { direction: HostUse['direction']; defaultScheme?: string },
): UrlUse => {
  const spelled = spelledOut(given);
  const hasScheme = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(spelled);
  const text = hasScheme || defaultScheme === undefined ? spelled : `${defaultScheme}://${spelled}`;
  if (/^file:/i.test(text)) return { url: given, hosts: [], file: text };
  const host = readUrl(text, { direction, registrableDomain });
  return { url: given, hosts: host ? [host] : [] };
};
