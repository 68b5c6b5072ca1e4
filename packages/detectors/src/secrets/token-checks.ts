/**
 * What a token itself gives away about whether it was ever issued, by the rule that found it. No answer leaves the rule's
 * own confidence. Looked at and left out: GitLab's routable tokens (what their checksum runs over is not said), AWS key ids
 * (the account can be read from newer ones, but nothing in them can fail), Slack and Stripe (no checksum is documented).
 */
import { base64UrlText } from './base64-url-text.ts';
import { hasTokenChecksum } from './token-checksum.ts';

const ISSUED = 0.99;
export const INVENTED = 0.4;

type Check = (token: string) => number | undefined;

const github: Check = (token) => (hasTokenChecksum(token) ? ISSUED : INVENTED);

/** A token is what its head says: JSON that names an algorithm. Anything else only has the dots. */
const jsonWebToken: Check = (token) => {
  const head = base64UrlText(token.slice(0, token.indexOf('.')));
  return head !== undefined && /^\{[^]*"alg"\s*:\s*"[\w-]+"[^]*\}\s*$/.test(head) ? undefined : INVENTED;
};

export const CHECKS: Readonly<Record<string, Check>> = {
  'github-pat': github,
  'github-oauth': github,
  'github-app-token': github,
  'github-refresh-token': github,
  // A failing one stays as sure as its shape: that every npm token has the checksum is only said, not shown.
  'npm-access-token': (token) => (hasTokenChecksum(token) ? ISSUED : undefined),
  jwt: jsonWebToken,
};
