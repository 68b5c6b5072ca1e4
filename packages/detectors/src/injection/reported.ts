/**
 * Whether a wording is told of rather than said: an article on attacks, a test, a library's list of patterns. It must
 * never clear a wording on a word alone: whoever plants an instruction may write "example" before it. It takes words
 * of that trade close by *and* marks of quotation.
 */
const BEFORE_UNITS = 360;
const AFTER_UNITS = 160;

const TRADE =
  /\b(?:prompt[- ]injections?|injections?|injected|jail ?breaks?|jailbreaking|attacks?|attackers?|attacker['’]s|adversar\p{L}{1,8}|malicious|payloads?|exploits?|red[- ]team\p{L}{0,4}|guard ?rails?|detect\p{L}{0,5}|block(?:list|ed)|smuggl\p{L}{1,4}|refus\p{L}{1,4}|denylist|phishing|untrusted|hijack\p{L}{0,4}|poison\p{L}{0,4}|vulnerab\p{L}{1,8}|owasp|threats?|angriffe?|angreifer|attaques?|attaquant\p{L}{0,2}|ataques?|atacantes?|attacco|attacchi|atak\p{L}{0,3}|атак\p{L}{0,3})\b|提示注入|注入攻击|攻撃|공격|インジェクション/giu;
const EXAMPLE =
  /\b(?:e\.g\.|for example|for instance|examples?|such as|phrases?|phrasing|strings?|patterns?|wordings?|sentences? like|something like|things like|text like|says?|saying|said|reads?|wrote|writes?|typed|tried|instruct(?:s|ed|ing)|telling|tells|asks?|asked|asking|contain(?:s|ed|ing)?|includ(?:es|ed|ing)|expect\p{L}{0,5}|assert\p{L}{0,5}|test\p{L}{0,4}|match\p{L}{0,3}|regex\p{L}{0,3}|beispiel\p{L}{0,2}|exemples?|ejemplos?|esempi\p{L}{0,2}|exemplos?|called|known as|titled|quoted?|like)\b|例如|例えば|比如|예를 들/iu;
const OPENERS = /["“”„«»‘'`「『]/u;
const CLOSERS = /["“”«»’'`」』]/u;

/** Between quotation marks, in a code fence, in a quoted or indented block. */
function isQuoted(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 120), start + 1);
  const after = text.slice(Math.max(start, end - 1), end + 160);
  if (OPENERS.test(before) && CLOSERS.test(after)) return true;
  const line = text.slice(text.lastIndexOf('\n', start) + 1, start);
  if (/^(?:\s{0,8}>|\t| {4})/u.test(line) || /^\s{0,8}(?:[-*+]|\d+[.)])\s/u.test(line)) return true;
  if (line.includes('//') || line.includes('#')) return false;
  return isFenced(text, start);
}

/** An odd number of fences stands before it, within reach. */
function isFenced(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 1500), at);
  let fences = 0;
  for (let found = before.indexOf('```'); found >= 0; found = before.indexOf('```', found + 3)) fences++;
  return fences % 2 === 1;
}

/** `such as "ignore all …"`: named as a wording, in quotation marks that open right before it. */
const NAMED =
  /\b(?:such as|phrases?|wordings?|strings?|texts?|words?|sentences?|patterns?|match(?:es)?|called|like|e\.g\.|for example|prompts?|titled|containing|contains|frases?|sätze|satz|mots?|fras[ei]|zin(?:nen)?|zdani[ea]|фраз[аыу]?)\s{0,3}(?:like|such as|as|are|is|como|comme|come|wie|als|:|,)?[:,]?\s{0,3}(?:["“”„«'`‘「][^"“”\n]{0,80}["“”»'`’」],?\s{0,2}(?:or|and)?\s{0,3}){0,3}["“”„«'`‘「][\p{L}\s.,…]{0,24}$/iu;

/** Speech in a tale: `"Forget your orders," the captain said`. */
const SPEECH_OPENS = /(?:["“„«]|&quot;)[^"“”„«»\n&]{0,60}$/u;
const SPEECH_ENDS =
  /^[^"“”«»\n&]{0,120}[,.!?](?:["”»]|&quot;)\s{0,6}(?:(?:said|says|whispered|shouted|asked|replied|cried|joked|laughed|muttered|murmured|called|sang) (?:the |a |an )?\p{L}|(?:the |a |an |said |whispered |shouted |asked )?(?:\p{L}{1,20} ){1,2}?(?:said|says|whispered|shouted|asked|replied|cried|growled|hissed|told)\b)/u;
/** The speaker is named within the quotation marks, as in French and Spanish tales. */
const SPEECH_WITHIN =
  /^[^"“”«»\n&]{0,120}, (?:dit|répondit|cria|souffla|dijo|gritó|respondió|sagte|rief|disse|gridò|rispose|gritou|zei|riep) (?:\p{L}{1,20}[ ,]){1,3}/u;
const SPEECH_GOES_ON =
  /["”»],?\s{1,6}(?:the |a |an )?(?:\p{L}{1,20} ){1,2}?(?:said|whispered|shouted|asked|replied|cried)[.,:] {1,6}["“„«]\p{L}?$/u;
/** Quotation marks as pages write them, by the signs themselves; the length stays. */
const unescaped = (text: string): string =>
  text
    .replace(/&quot;|&#34;|&ldquo;|&rdquo;/g, (mark) => '"'.padEnd(mark.length))
    .replace(/&#x27;|&#39;|&apos;|&lsquo;|&rsquo;/g, (mark) => "'".padEnd(mark.length));

/** A wording in quotation marks that a test tries, as an argument or after its name, or that somebody typed. */
const ARGUMENT =
  /\b(?:assert|expect|test|score|scan|detect|classify|parametrize)\p{L}{0,12}[ .(][^"'`\n]{0,60}(?:["'`][\w, ]{1,30}["'`], ?\[?)?[("'`[, ]?["'`]$/iu;
/** Put on somebody's page, as a tale has it. */
const PUT = /\b(?:put|wrote|hid|placed|added|inserted|slipped) ["“]$/iu;
const SOMEWHERE = /^[^"“”\n]{0,120}["”] (?:on|in|into|at the (?:end|foot) of) (?:her|his|their) \p{L}/u;
const TYPED =
  /(?:\b(?:typed|shouted|satz|sätze)\b|テスト|訳し|翻译|测试)[^"'`“”„«»「」\n]{0,24}["'`“„«「]$/iu;
/** Quoted and over on one line, with a word of telling right before it. */
function isTried(text: string, start: number, end: number): boolean {
  const open = text.slice(Math.max(0, start - 90), start + 1).search(/["'`“„«「][^"'`“”„«»「」\n]{0,24}$/u);
  if (open < 0) return false;
  const upToMark = text.slice(Math.max(0, start - 90), Math.max(0, start - 90) + open + 1);
  if (!/^[^\n]{0,120}["'`”»“」]/u.test(text.slice(Math.max(start, end - 1), end + 130))) return false;
  const line = upToMark.slice(upToMark.lastIndexOf('\n') + 1);
  return (
    ARGUMENT.test(line) ||
    TYPED.test(line) ||
    (PUT.test(line) && SOMEWHERE.test(text.slice(Math.max(start, end - 1), end + 160)))
  );
}

/** A call taken down: an agent who speaks more than once, and somebody with another name. */
const isTranscript = (match: string, near: string): boolean =>
  /\bagent ?:/i.test(match) &&
  (near.match(/^agent ?:/gim)?.length ?? 0) > 1 &&
  /^(?:caller|customer|client|guest|visitor|patient|member) ?:/im.test(near);

export function isReported(whole: string, from: number, to: number): boolean {
  // Only what is near is looked at, and only it is copied.
  const offset = Math.max(0, from - 1600);
  const near = whole.slice(offset, to + 200);
  const text = near.includes('&') ? unescaped(near) : near;
  const start = from - offset;
  // A match may run over the closing mark into the words of whoever tells of it.
  const closing = text.slice(start, to - offset).search(/[”」』»]/u);
  const end = closing > 0 ? start + closing : to - offset;
  if (SPEECH_GOES_ON.test(text.slice(Math.max(0, start - 60), start + 1))) return true;
  if (
    SPEECH_OPENS.test(text.slice(Math.max(0, start - 60), start + 1)) &&
    (SPEECH_ENDS.test(text.slice(start + 1, start + 220)) ||
      SPEECH_WITHIN.test(text.slice(start + 1, start + 220)))
  )
    return true;
  if (isTried(text, start, end) || isTranscript(text.slice(start, end), text)) return true;
  if (NAMED.test(text.slice(Math.max(0, start - 200), start + 1))) return true;
  const before = text.slice(Math.max(0, start - BEFORE_UNITS), start);
  const around = `${before}\n${text.slice(end, end + AFTER_UNITS)}`;
  const trade = around.match(TRADE)?.length ?? 0;
  if (trade === 0) return false;
  const quoted = isQuoted(text, start, end);
  const example = EXAMPLE.test(before.slice(-200));
  return (
    (quoted && (trade >= 1 || example)) ||
    (example && trade >= 1 && /[:,]\s{0,6}\S{0,3}\s?$/u.test(before)) ||
    (trade >= 3 && example)
  );
}
