/**
 * Is what stands in a place only talked about: in a sentence that warns of it, in a list under such a sentence, or under a
 * comment that calls it wrong? Whoever writes the text decides this, so it only ever makes a finding a note, and what a
 * warning in another line says does not reach into a code fence.
 */
const LOOK_BACK_LINES = 14;
const LINE_UNITS = 400;

/** Words that make of what follows a thing to avoid or to look for. */
const WARNS =
  /\b(?:never|do not|don't|doesn't|does not|must not|should not|shouldn't|cannot|can't|avoid|refuse|reject|instead of|rather than|not to|prevent(?:s|ing)?|forbid|disallow|block(?:s|ed|ing)?|detect(?:s|ed|ing|ion|or)?|flag(?:s|ged|ging)?|scan(?:s|ning)? for|look(?:s|ing)? (?:for|out)|search(?:es)? for|check(?:s|ing)? (?:for|that)|grep(?: for|\s)|warn(?:s|ing)?|suspicious|malicious|dangerous|insecure|unsafe|vulnerab\w{2,6}|anti-?pattern|bad\b|wrong|attackers?|attacks?|red flags?|phishing|prompt injection|poisoning|such as|treat)\b|❌|🚫|✗/i;
/** Inside what was found: the thing itself is forbidden. */
const FORBIDS = /\b(?:never|do not|don't|must not|should not|cannot)\b/i;
const IN_LIST = /^\s{0,12}(?:[-*+•|]|\d{1,2}[.)])/;

export function isSpokenOf(text: string, start: number, end = start): boolean {
  if (FORBIDS.test(text.slice(start, end))) return true;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(Math.max(lineStart, start - LINE_UNITS), start);
  const sentence = before.slice(Math.max(before.lastIndexOf('. '), before.lastIndexOf('; ')) + 1);
  if (WARNS.test(sentence)) return true;
  return WARNS.test(leadOf(text, lineStart, before));
}

/** The line before in wrapped prose, and for a list what its items are a list of. */
function leadOf(text: string, lineStart: number, before: string): string {
  let at = lineStart;
  const isItem = IN_LIST.test(before);
  for (let count = 0; count < LOOK_BACK_LINES && at > 0; count++) {
    const from = text.lastIndexOf('\n', at - 2) + 1;
    const line = text.slice(from, Math.min(at - 1, from + LINE_UNITS)).trim();
    if (line.startsWith('```') || line.startsWith('~~~')) return '';
    if (!isItem) return line === '' || /[.!:;]$/.test(line) ? '' : line.slice(line.lastIndexOf('. ') + 1);
    if (line.endsWith(':') || line.startsWith('#')) return line;
    at = from;
  }
  return '';
}
