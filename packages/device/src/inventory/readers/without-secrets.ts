import { findSecrets } from '@sallyport/detectors';

/** Longer ones are cut before anybody looks for secrets in them. */
const MAX_UNITS = 4096;
/** The next word of these is a secret whatever it looks like. */
const TELLING = /^--?[\w-]*(?:token|secret|password|passwd|api[-_]?key|auth|credential|bearer)[\w-]*$/i;
const TELLING_VALUE =
  /^(--?[\w-]*(?:token|secret|password|passwd|api[-_]?key|auth|credential|bearer)[\w-]*=).+$/i;

/** Words of a command line as they may be shown. */
export const shownWords = (words: readonly string[]): string =>
  withoutSecrets(
    words
      .map((word, index) => (TELLING.test(words[index - 1] ?? '') ? '…' : word.replace(TELLING_VALUE, '$1…')))
      .join(' '),
  );

/** Whether showing these words leaves something out. */
export const hidesSecret = (words: readonly string[]): boolean =>
  shownWords(words) !== words.join(' ').slice(0, MAX_UNITS);

export function withoutSecrets(whole: string): string {
  const text = whole.slice(0, MAX_UNITS);
  let shown = '';
  let at = 0;
  for (const { start, end } of findSecrets(text).toSorted((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    shown += text.slice(at, Math.max(at, start));
    shown += '…';
    at = end;
  }
  return shown + text.slice(at);
}

/** A value that stands in clear, not one that a variable fills in. */
export const isSecretInClear = (name: string, value: unknown): boolean => {
  if (typeof value !== 'string' || /^(?:Bearer )?\$\{[^}]*\}$/.test(value) || value.length > MAX_UNITS)
    return false;
  return findSecrets(`${name}=${value}`).some(({ level }) => level === 'block');
};

/** An address without its user, query and fragment, in which keys travel. */
export const shownAddress = (address: string): string => {
  try {
    const { protocol, host, pathname } = new URL(address);
    return withoutSecrets(`${protocol}//${host}${pathname}`);
  } catch {
    return withoutSecrets(address.replace(/[?#].*$/, ''));
  }
};
