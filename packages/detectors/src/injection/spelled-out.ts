/**
 * Words that were misspelt on purpose: `1gn0re`, `ignroe`, `i g n o r e`. Only words that look like one of a short list
 * are touched, so that ordinary text stays as it is.
 */
const PLAIN =
  `ignore disregard forget override bypass previous prior above earlier instructions instruction directives
  guidelines prompt system assistant reveal everything pretend unrestricted developer restrictions password execute
  following immediately response message`
    .split(/\s+/)
    .filter((word) => word !== '');

/** Too short to guess at: only digits for letters are set right. */
const SHORT = new Set([
  'all',
  'any',
  'your',
  'the',
  'rules',
  'you',
  'are',
  'now',
  'and',
  'user',
  'tell',
  'send',
]);

const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'i',
  '+': 't',
};

/** Every word with one letter left out leads back to it: two words one slip apart share such a form. */
const NEAR = new Map<string, string>();
const dropOne = (word: string): readonly string[] =>
  Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1));
for (const word of PLAIN) {
  for (const form of dropOne(word)) if (form.length >= 5) NEAR.set(form, word);
}
const KNOWN = new Set([
  ...PLAIN,
  ...'ignored ignores forgot overrides instructed systems prompts prompted assistants assistance assist guideline directive directed responses messages massage passwords executed executes executive priory forger forge former priors reveals revealed following restriction developers pretends pretense response respond early earliest promptly about abode'.split(
    ' ',
  ),
]);

function plainWord(word: string): string | undefined {
  let plain = '';
  for (const letter of word.toLowerCase()) plain += LEET[letter] ?? letter;
  if (PLAIN.includes(plain) || SHORT.has(plain)) return plain;
  if (plain.length < 5 || KNOWN.has(plain)) return undefined;
  const direct = NEAR.get(plain);
  if (direct) return direct;
  for (const form of dropOne(plain)) {
    const near = NEAR.get(form);
    if (near && near[0] === plain[0]) return near;
  }
  return undefined;
}

const WORD = /[\p{L}\d@$!|+]{3,16}/gu;
/** Single letters with one and the same small gap between them. */
const SPACED = /(?<![\p{L}\d])(?:[a-z@$0-9](?:[ .\-_*·]{1,2})){7,120}[a-z@$0-9](?![\p{L}\d])/giu;

/** The text with such words set right, or undefined if it has none. */
export function spelledOut(text: string): string | undefined {
  let mended = 0;
  const joined = text.replace(SPACED, (run) => {
    mended += 2;
    const words = run.split(/[ .\-_*·]{2}/u);
    return words.map((word) => word.replace(/[ .\-_*·]/gu, '')).join(' ');
  });
  const result = joined.replace(WORD, (word) => {
    const plain = plainWord(word);
    if (plain === undefined || plain === word.toLowerCase()) return word;
    mended++;
    return plain;
  });
  return mended >= 1 ? separated(result) : undefined;
}

/** Letters that ran together once their gaps were gone. */
const separated = (text: string): string =>
  text.replace(
    /(?:ignore|disregard|forget)(?:all|the|any|your|my)?(?:of)?(?:the|your|my)?(?:previous|prior|above|earlier)(?:instructions?|prompts?|rules)/giu,
    'ignore all previous instructions ',
  );

/** First and last letter of the words looked for: most slips leave them alone, most other words don't have both. */
const ENDS = new Set(PLAIN.map((word) => (word.charCodeAt(0) << 8) | word.charCodeAt(word.length - 1)));

/** Whether a word may be one of those that `spelledOut` sets right; cheap, for every word of a text. */
export function looksMisspelt(word: string): boolean {
  if (word.length < 4 || word.length > 16) return false;
  const ends = ((word.charCodeAt(0) | 32) << 8) | (word.charCodeAt(word.length - 1) | 32);
  if (!ENDS.has(ends) && !/^(?=.*\p{L})(?=.*[\d@$])/u.test(word)) return false;
  const plain = plainWord(word);
  return plain !== undefined && plain !== word.toLowerCase() && !SHORT.has(plain);
}
