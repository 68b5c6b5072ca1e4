const LOOK_BACK = 200;

/** Words that make of what follows a thing to avoid or to look for. */
const WARNS =
  /\b(?:never|do not|don't|doesn't|does not|must not|should not|shouldn't|cannot|can't|avoid|refuse|reject|instead of|rather than|no longer|not to|without using|prevent|forbid|disallow|block(?:s|ed|ing)?|detect(?:s|ed|ing|ion)?|flag(?:s|ged|ging)?|scan(?:s|ning)? for|look(?:s|ing)? (?:for|out)|search(?:es)? for|check(?:s|ing)? for|grep for|warn(?:s|ing)?|suspicious|malicious|dangerous|insecure|unsafe|vulnerable|anti-?pattern|bad|wrong|example of an attack|attackers?|attack|red flags?|phishing|injection)\b|❌|🚫|✗/i;

/** Is what stands here only talked about: in a sentence that warns of it, or under a comment that calls it wrong? */
export function isSpokenOf(text: string, start: number): boolean {
  const from = Math.max(0, start - LOOK_BACK);
  const before = text.slice(from, start);
  const sentence = before.slice(
    Math.max(before.lastIndexOf('. '), before.lastIndexOf('\n\n'), before.lastIndexOf('!\n')) + 1,
  );
  return WARNS.test(sentence);
}
