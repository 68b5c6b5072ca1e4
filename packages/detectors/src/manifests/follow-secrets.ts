/**
 * Follows what a script reads from secrets through its variables to what it sends. A light reading, line by line and
 * forwards only: a header or credential argument is where a secret belongs, anything else that is sent is not.
 */
import type { Place } from './scan-text.ts';

const SOURCE =
  /os\.getenv\(\s?["']\w{0,40}(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL)|os\.environ(?:\.get\(|\[)\s?["']\w{0,40}(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL)|process\.env(?:\.|\[["'])\w{0,40}(?:KEY|TOKEN|SECRET|PASSWORD)|\bos\.environ\b(?!\.get|\[|\.setdefault|\.update)|process\.env\b(?!\.|\[)|\.ssh\/|\.aws\/credentials|id_rsa|Login Data|\.netrc|\.git-credentials|["'~/]\.env["']|keyring\.get_password|\$\(\s?(?:env|printenv|cat [^)\n]{0,60}(?:\.ssh|\.env|\.aws|credentials))/;
const ASSIGNED =
  /^[ \t]{0,40}(?:export |const |let |var |local )?(?:self\.|this\.)?([A-Za-z_]\w{0,40})(?:\[[^\]\n]{1,60}\])?\s{0,3}(?::\s?[\w[\], .]{1,40})?(?:\+?=)(?!=)/;
const LOOP =
  /\bfor\s{1,3}\(?(?:const |let )?\[?([A-Za-z_]\w{0,40})(?:,\s?([A-Za-z_]\w{0,40}))?\]?\)?\s{1,3}(?:in|of)\b/;
const OPENED = /\bopen\([^\n]{0,100}\)\s?as\s([A-Za-z_]\w{0,40})/;
const SINK =
  /\b(?:requests|httpx|session|client|axios|http|aiohttp)\.(?:post|put|patch|request|get)\(|urlopen\(|urllib\.request\.Request\(|\bfetch\(|\.send(?:all|to)?\(|\bcurl\b[^\n]{0,120}(?:-d\b|--data|-F\b|-T\b|\?)|\.(?:sendmail|send_message|send_email)\(|gethostbyname\(|\bnslookup\b|\bconn\.request\(|\bwget\b[^\n]{0,60}--post/;
const RIGHT_PLACE =
  /\b(?:headers?|auth(?:orization)?|bearer|(?:\w{1,20}[_-])?(?:api)?[_-]?key|appid|x-api-key|(?:\w{1,20}_)?token|password|secret|credentials?|cookies?|sig(?:nature)?)\b["']?\s{0,2}[:=]|\bBearer\b|-H\s|-u\s|--header|\bAuthorization\b|[?&](?:key|api_?key|token|access_token|appid)=/i;
const MADE_WITH = /=\s{0,3}(?:await |new )?(?:\w{1,30}\.)?[A-Z]\w{1,40}\(/;
const MOST_LINES = 6000;
const CALL_LINES = 8;

export function findSentSecrets(text: string): readonly Place[] {
  if (!SINK.test(text) || !SOURCE.test(text)) return [];
  const lines = text.split('\n', MOST_LINES);
  const tainted = new Set<string>();
  const places: Place[] = [];
  let at = 0;
  for (const [index, full] of lines.entries()) {
    const line = full.slice(0, 600);
    const isTainted = SOURCE.test(line) || (!RIGHT_PLACE.test(line) && mentions(line, tainted));
    // A client made with its key holds the key, but what it sends is not the key.
    if (isTainted && !MADE_WITH.test(line))
      for (const name of namesSetBy(line)) if (tainted.size < 200) tainted.add(name);
    const sink = SINK.exec(line);
    if (sink !== null) {
      const rest = callText(lines, index, sink.index, sink[0].endsWith('('));
      if (
        rest.some(
          (one) =>
            (mentions(one, tainted) || /\bos\.environ\b(?!\.get|\[)|\$\(\s?(?:env|printenv)\b/.test(one)) &&
            !RIGHT_PLACE.test(one),
        )
      )
        places.push({ start: at + sink.index, end: at + line.length });
    }
    at += full.length + 1;
  }
  return places;
}

const OWNERS: readonly (readonly [name: RegExp, host: RegExp])[] = [
  [/\bAWS_(?:SECRET_ACCESS_KEY|SESSION_TOKEN|ACCESS_KEY_ID)\b/, /amazonaws|aws/i],
  [/\b(?:GITHUB_TOKEN|GH_TOKEN|GITHUB_PAT)\b/, /github|ghe?\.|git/i],
  [/\bANTHROPIC_API_KEY\b/, /anthropic|claude|proxy|gateway|openrouter/i],
  [/\bOPENAI_API_KEY\b/, /openai|azure|proxy|gateway|openrouter/i],
  [/\b(?:NPM_TOKEN|NODE_AUTH_TOKEN)\b/, /npm|registry|pkg/i],
  [/\bSTRIPE_(?:SECRET|API)_KEY\b/, /stripe/i],
];
const LITERAL_HOST =
  /\b(?:curl|wget|requests\.|fetch\(|axios|httpx\.|urlopen)[^\n]{0,200}?https?:\/\/([\w.-]{3,80})/;

/** A secret by the name its owner gives it, on a line that talks to somebody else. */
export function findStrangersSecrets(text: string): readonly Place[] {
  const places: Place[] = [];
  let at = 0;
  for (const full of text.split('\n', MOST_LINES)) {
    const line = full.slice(0, 600);
    const host = LITERAL_HOST.exec(line)?.[1];
    const isStrange =
      host !== undefined && OWNERS.some(([name, owner]) => name.test(line) && !owner.test(host));
    if (isStrange) places.push({ start: at, end: at + line.length });
    at += full.length + 1;
  }
  return places;
}

const namesSetBy = (line: string): readonly string[] =>
  [ASSIGNED.exec(line)?.[1], LOOP.exec(line)?.[1], LOOP.exec(line)?.[2], OPENED.exec(line)?.[1]].filter(
    (name) => name !== undefined,
  );

const mentions = (line: string, names: ReadonlySet<string>): boolean => {
  if (names.size === 0) return false;
  // A name in plain quotes or before a colon is a word, not the variable.
  const code = line.replace(/(["'])(?:(?!\1)[^{}$\n]){0,200}\1/g, '""');
  for (const { 0: word, index } of code.matchAll(/[A-Za-z_]\w{0,40}/g))
    if (names.has(word) && !/^\s?[:=](?!=)/.test(code.slice(index + word.length))) return true;
  return false;
};

/** The lines of one call, as far as its brackets go; a long line is split at its commas. A shell command is its line. */
function callText(
  lines: readonly string[],
  from: number,
  column: number,
  isBracketed: boolean,
): readonly string[] {
  const call: string[] = [];
  let depth = 0;
  for (let index = from; index < Math.min(lines.length, from + CALL_LINES); index++) {
    const line = (lines[index] ?? '').slice(index === from ? column : 0, 600);
    for (const char of line) {
      if (char === '(' || char === '{' || char === '[') depth++;
      else if (char === ')' || char === '}' || char === ']') depth--;
    }
    // The called name is no argument: `client.post(` of a client that holds a key sends no key.
    const text = index === from && isBracketed ? line.slice(line.indexOf('(') + 1) : line;
    call.push(...text.split(/,\s(?=\w{1,20}\s?[=:])/));
    if (depth <= 0 || !isBracketed) break;
  }
  return call;
}
