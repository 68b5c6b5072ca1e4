/**
 * Private keys and what is left of one when its head is cut off (`tail -n 20 key.pem`): the end line with a body before it,
 * the first bytes of each kind of key, the primes of an RSA key at their distance from each other. What these patterns
 * match is widened to the lines round it. Lines from the middle of other keys are like any base64 and are not told from it.
 */
import type { SecretRule } from './secret-rule.ts';

type KeyRule = Pick<SecretRule, 'id' | 'begins' | 'reach' | 'confidence'> &
  Partial<Pick<SecretRule, 'wide' | 'opening'>> & { readonly pattern: RegExp };

const keyRule = ({ pattern, ...rule }: KeyRule): SecretRule => ({
  keywords: rule.begins,
  pattern: { source: pattern.source, flags: pattern.flags },
  lead: [],
  assignment: false,
  wide: false,
  group: 0,
  entropy: 0,
  allowlists: [],
  ...rule,
});

export const KEY_RULES: readonly SecretRule[] = [
  keyRule({
    // A block whose end was cut off is as good as a whole one to whoever reads it.
    id: 'private-key-block',
    begins: ['-----begin'],
    pattern:
      /-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr]|["'+,])*(?:[\w -]{1,40}: [^\r\n\\]{1,200}(?:\s|\\[nr])+){0,6}[A-Za-z0-9+/=]{40,}(?:(?:\s|\\[nr]|["'+,]){1,16}[A-Za-z0-9+/=]{1,})*/,
    reach: 16_384,
    wide: true,
    opening: '-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY',
    confidence: 0.95,
  }),
  keyRule({
    // The text stops at the head: the key is what would have come next.
    id: 'private-key-begun',
    begins: ['-----begin'],
    pattern:
      /(?<=^[\s"'`#/*]{0,16}|^[^\n]{0,60}[=:][ \t]{0,4}[br]?["'`]{0,3})-----BEGIN(?! ENCRYPTED)[ A-Z0-9]{0,60}PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|["'`+,;\s]){0,8}$/,
    reach: 160,
    confidence: 0.5,
  }),
  keyRule({
    id: 'private-key-end',
    begins: ['-----end'],
    pattern:
      /(?<=(?:[A-Za-z0-9+/]{16,80}(?:\s|\\[nr]|["'+,#*]){0,16}[A-Za-z0-9+/]{0,15}|[A-Za-z0-9+/]{2,80}=)={0,2}(?:\s|\\[nr]|["'+,#*]){1,16})-----END[ A-Z0-9]{0,60}PRIVATE KEY(?: BLOCK)?-----/,
    reach: 100,
    confidence: 0.9,
  }),
  keyRule({
    // RSA and DSA, bare or in PKCS #8, also encrypted; EC; Ed25519 and X25519; OpenSSH's own form.
    id: 'encoded-private-key',
    begins: [
      'mii',
      'mhccaqeei',
      'migkagebbd',
      'mihcagebbe',
      'mig',
      'mihuageamba',
      'mc4caqawbqydk2v',
      'b3blbnnzac1rzxktdjea',
    ],
    pattern:
      /(?<![A-Za-z0-9+/])(?:MII[A-P][A-Za-z0-9+/][AQgw]IBA(?:AKC|AKB|AJB|DAN|DAL|DCC)|MII[A-P][A-Za-z0-9+/][AQgw][A-Za-z0-9+/]{2,5}BgkqhkiG9w0BBQ[0M]|MHcCAQEEI|MIGkAgEBBD|MIHcAgEBBE|MIG[A-Za-z0-9]AgEAMB[AM]GByqGSM49|MIHuAgEAMBAGByqGSM49|MC4CAQAwBQYDK2V[wu]BCIEI|b3BlbnNzaC1rZXktdjEA)[A-Za-z0-9+/]{20,100}/,
    reach: 140,
    confidence: 0.9,
  }),
  keyRule({
    // Two integers of an RSA key, the head of the second where the first ends: 129, 193 or 257 bytes are 176, 261 or 348
    // characters with their heads, and line ends between. Each head has three ways to fall on base64's fours.
    id: 'rsa-key-lines',
    begins: ['aog', 'kbg', 'cgy', 'aoh', 'kbw', 'cgc', 'aoiba', 'kcaqea', 'cggeb'],
    pattern:
      /(?:AoG[AB]|KBg[A-Qg]|CgY[A-E])[A-Za-z0-9+/\r\n]{168,184}(?:AoG[AB]|KBg|CgY)|(?:AoH[AB]|KBw|Cgc)[A-Za-z0-9+/\r\n]{254,272}(?:AoH[AB]|KBw|Cgc)|(?:AoIBA|KCAQEA|CggEB)[A-Za-z0-9+/\r\n]{338,362}(?:AoIBA|KCAQ|CggEB)/,
    reach: 400,
    confidence: 0.85,
  }),
  keyRule({
    id: 'putty-private-key',
    begins: ['private-lines:'],
    pattern: /Private-Lines:[ \t]{0,4}\d{1,4}\s{1,4}([A-Za-z0-9+/=]{40,80}(?:\r?\n[A-Za-z0-9+/=]{4,80})*)/,
    reach: 8192,
    wide: true,
    opening: 'Private-Lines:[ \\t]{0,4}\\d{1,4}\\s{1,4}[A-Za-z0-9+/=]{40}',
    confidence: 0.95,
  }),
];

/** Found by a part of a key; the rest is the lines round it. */
export const WIDENED: ReadonlySet<string> = new Set([
  'private-key-end',
  'encoded-private-key',
  'rsa-key-lines',
]);
