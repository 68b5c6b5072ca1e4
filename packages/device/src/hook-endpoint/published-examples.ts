/**
 * Values that stand as examples in published documentation. They open nothing, and failing tests print them every day,
 * so they are no reason to end a conversation or to refuse a file. In pieces, so that no scanner takes this file for a leak.
 */
const EXAMPLES: readonly string[] = [
  // AWS, "Security credentials" and the references of IAM and STS.
  ['AKIA', 'IOSFODNN7EXAMPLE'],
  ['ASIA', 'IOSFODNN7EXAMPLE'],
  ['AKIA', 'I44QH8DHBEXAMPLE'],
  ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY'],
  ['je7MtGbClwBF/2Zp9Utk', '/h3yCo8nvbEXAMPLEKEY'],
  // Stripe, the keys of its documentation's examples.
  ['sk_test', '_4eC39HqLyjWDarjtT1zdp7dc'],
  ['sk_test', '_BQokikJOvBiI2HlWgH4olfQ2'],
  ['pk_test', '_TYooMQauvdEDq54NiTphI7jx'],
  // jwt.io, the token that its page starts with, as it was and as it is; their keys stand beside them.
  [
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.',
    'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.',
    'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  ],
  [
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.',
    'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWUsImlhdCI6MTUxNjIzOTAyMn0.',
    'KMUFsIDTnFmyG3nMiGM6H9FNFUROf3wh7SmqJp-QV30',
  ],
  // RFC 7515, appendix A.1.
  [
    'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.',
    'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.',
    'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  ],
].map((pieces) => pieces.join(''));

/** A part of one that a pattern cut out; shorter ones stand in too much. */
const MIN_PART = 16;
const WRAPPING = /^["'`\s=:,;({[]+|["'`\s,;)}\]]+$/g;

/** Only the very value: one with anything more in it is another. */
export const isPublishedExample = (value: string): boolean => {
  const bare = value.replaceAll(WRAPPING, '');
  return EXAMPLES.some((example) => bare === example || (bare.length >= MIN_PART && example.includes(bare)));
};
