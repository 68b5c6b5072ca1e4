import type { Detection } from '../detection.ts';
import { piiDetection } from './pii-detection.ts';

const LOCAL = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
const DOMAIN = /[\p{L}\p{N}.-]/u;
const MAX_LOCAL = 64;
const MAX_DOMAIN = 253;

/**
 * The names people write when they mean nobody. A firm's name below `.example` is told: samples of data are full of them, and
 * they stand for somebody there.
 */
const EXAMPLE_DOMAIN =
  /(?:^|\.)(?:(?:^(?:corp|company|domain|mail|host|site|server|www)\.)example$|x{2,}\.[a-z]+|example\.[a-z]+|test|invalid|localhost|domain\.(?:com|tld)|(?:your|my)?(?:company|domain|site|host|server)\.(?:com|org|net))$/i;
/** Ends of file names and package references (`logo@2x.png`, `pkg@1.2.js`, `unit@.service`), never of mail. */
const NOT_A_TLD =
  /^(?:png|jpe?g|gif|svg|webp|ico|js|mjs|cjs|ts|tsx|jsx|css|json|ya?ml|html?|md|txt|py|rb|sh|service|socket|timer|target|local|internal|lan|xml|lock|log|git)$/i;
/** A mailbox of an office or a machine is nobody's personal datum. */
const ROLE =
  /^(?:no-?reply|do-?not-?reply|info|support|(?:site|sys)?admin|root|postmaster|hostmaster|webmaster|mailer-daemon|abuse|security|sales|contact|hello|help|git|billing|(?:product-)?feedback|notifications?|newsletter|team|news|updates?|service|jobs|careers|press|legal|privacy|accounts?|orders?|marketing|(?:your_?)?(?:user(?:_?name)?|name|e?-?mail|phone_?number)|you|someone|foo|bar)$/i;

const runBack = (text: string, from: number): number => {
  let start = from;
  while (start > 0 && from - start < MAX_LOCAL && LOCAL.test(text[start - 1] ?? '')) start -= 1;
  // What opens a mail (`<`, `"`, `mailto:`) is no part of it; neither are marks that only mean something inside.
  while (start < from && /[^\p{L}\p{N}_]/u.test(text[start] ?? '')) start += 1;
  // `key=mail` and `/path/mail` are a key and a path beside a mail far more often than a mailbox with such a sign.
  for (let at = from - 1; at >= start; at -= 1) {
    const sign = text[at] ?? '';
    // An apostrophe between letters belongs to the name.
    if (/[=/`|{}]/.test(sign) || (sign === "'" && !/\p{L}/u.test(text[at - 1] ?? ''))) return at + 1;
  }
  return start;
};

const runForward = (text: string, from: number): number => {
  let end = from;
  while (end < text.length && end - from < MAX_DOMAIN && DOMAIN.test(text[end] ?? '')) end += 1;
  while (end > from && /[.-]/.test(text[end - 1] ?? '')) end -= 1;
  return end;
};

/** Letters around an `@`: a walk out from each of them, so that a text without any costs one search. */
export const findEmails = (text: string): readonly Detection[] => {
  const found: Detection[] = [];
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = runBack(text, at);
    const end = runForward(text, at + 1);
    const mailbox = text.slice(start, at);
    const labels = text.slice(at + 1, end).split('.');
    const tld = labels.at(-1) ?? '';
    if (mailbox === '' || mailbox.includes('..') || mailbox.endsWith('.') || labels.length < 2) continue;
    if (!/^(?:\p{L}{2,24}|xn--[a-z0-9-]{2,59})$/iu.test(tld) || NOT_A_TLD.test(tld)) continue;
    if (labels.some((label) => label === '' || label.length > 63 || /^-|-$/.test(label))) continue;
    // `git@host.org:path` and `//name:word@host.org/` name a machine to log in to.
    const isLogin =
      /^:[\w~/.]/.test(text.slice(end, end + 2)) ||
      /\/\/[^\s@]{0,64}$/.test(text.slice(Math.max(0, start - 66), start));
    const isNobody = EXAMPLE_DOMAIN.test(labels.join('.'));
    found.push(
      piiDetection(
        'email',
        start,
        end,
        isNobody ? 0.2 : isLogin ? 0.3 : ROLE.test(mailbox) || /noreply/i.test(labels.join('.')) ? 0.4 : 0.95,
      ),
    );
  }
  return found;
};
