/** Compares what a component says it is for with what its files can do. */
import { raise, type Raised } from './raise.ts';
import { SUBJECTS } from './rules/subjects.ts';
import type { FindingLevel } from './component-report.ts';
import type { Place } from './scan-text.ts';
import type { Ability, Subject } from './text-rule.ts';

export type Declared = {
  readonly description: string;
  /** What the text for the assistant says of it, bounded. */
  readonly body: string;
  /** The tools it asks for; empty when it names none. */
  readonly tools: readonly string[];
  /** It says that it needs no tool or permission at all. */
  readonly asksNothing: boolean;
  readonly place: Place;
};

export type AbilityUse = { readonly path: string; readonly place: Place; readonly text: string };
export type Abilities = ReadonlyMap<Ability, readonly AbilityUse[]>;
export type PurposeFinding = { readonly path?: string; readonly raised: Raised };

/** Work that needs nothing but the text it is given. */
const PURE_WORK =
  /\b(?:format(?:s|ting|ter)?|beautif\w{1,6}|pretty[- ]print|word count|counts? (?:words|lines)|arithmetic|calculat\w{1,4}|unit conver\w{1,6}|convert(?:s|ing)? (?:units|case|between|markdown|csv|json)|spell(?:ing)?[- ]?check\w{0,4}|grammar|proofread\w{0,4}|summari[sz]\w{1,4}|lint(?:s|er|ing)?|sort(?:s|ing)?|rename(?:s)?|colou?r palettes?|regex|template|style guide|tid(?:y|ies)|markdown|haiku|poem|translat\w{1,4}|validat\w{1,5}|json|yaml|csv|todo lists?|notes?|diagram|table of contents|text|greeting|jokes?|quotes?)\b/i;
const NETWORK_WORK =
  /\b(?:apis?|http\w?|web\w{0,8}|urls?|internet|online|download\w{0,4}|upload\w{0,4}|fetch\w{0,4}|sync\w{0,6}|slack|e-?mails?|mail\w{0,3}|github|gitlab|cloud\w{0,6}|remote|servers?|deploy\w{0,5}|publish\w{0,4}|scrap\w{1,4}|crawl\w{0,4}|request\w{0,3}|network\w{0,4}|search\w{0,4}|posts?|posting|send\w{0,4}|notif\w{1,8}|aws|s3|azure|gcp|databases?|telemetry|analytics|monitor\w{0,4}|install\w{0,6}|weather|translat\w{1,4}|connect\w{0,4}|integrat\w{1,5}|llms?|openai|anthropic|models?|stream\w{0,4}|dns|ssh|proxy|live|real-?time|feeds?|rss|news|stocks?|prices?|exchange rates?|back-?ups?|releas\w{1,4}|tickets?|jira|discord|telegram|whatsapp|social|browser\w{0,3}|stripe|payments?|ports?|ci\b|registry|packages?|dependenc\w{1,4}|images? generat\w{1,4}|kubernetes|docker|infrastructure|share\w{0,2}|calendar|google|microsoft|notion)\b/i;
const COMMAND_WORK =
  /\b(?:run|execut|build|test|deploy|command|shell|script|install|compile|git|docker|lint|format|convert|generate|cli|tool)\w{0,4}\b/i;
const PROMISES_NO_NETWORK =
  /\b(?:no (?:external )?(?:network|internet)(?: (?:access|calls?|requests?|connections?))?(?: (?:is |are )?(?:required|needed|made|used))?|(?:works|runs|operates?|entirely|fully|completely|100%) (?:entirely |fully |completely )?(?:offline|locally)|never (?:sends?|uploads?|transmits?) (?:any )?(?:data|files?|your)|does not (?:send|upload|transmit|access the (?:network|internet))|(?:data|files?) never leaves?|without (?:any )?(?:network|internet) access|local[- ]only|offline[- ]only)\b/i;
/** Whoever teaches how attacks look has to show them. */
const SECURITY_WORK =
  /\b(?:security (?:audit|review|test|scan|assess|check|research|analy)\w{0,6}|penetration|pentest\w{0,4}|red[- ]team\w{0,4}|vulnerabilit\w{1,3}|threat[- ](?:model|hunt)\w{0,4}|ctf|malware (?:analysis|triage)|owasp|incident response|forensic\w{0,3}|secure coding|hardening)\b/i;
const PRIVATE_WORK =
  /\b(?:contacts?|calendar|schedul\w{1,4}|histor\w{1,4}|photos?|pictures?|location|map|microphone|audio|voice|camera|video|screen\w{0,5}|messages?|chat|clipboard|e-?mails?|mail\w{0,3}|inbox|bookmarks?|files?|folders?|director\w{1,4}|disk|health|bank\w{0,3}|financ\w{1,4}|keychain|cookies?|browser|assistant|personal)\b/i;
/** Tools with which a skill may talk to the world or run programs. */
const STRONG_TOOL =
  /bash|shell|power|exec|python|node|web|http|fetch|network|curl|terminal|command|run|\*|mcp|all|code|browser|script/i;
/** Different ways to do harm; a skill for a narrow purpose has no need of three at once. */
const STRONG_KINDS = [
  /bash|shell|exec|command|terminal|subprocess|process/i,
  /web|http|network|internet|fetch|url/i,
  /write|edit|filesystem|file_system|delete|fs\b/i,
  /env|secret|credential|keychain|password/i,
  /mail|slack|message|browser|camera|microphone|contacts|location/i,
  /database|sql|admin|sudo|root/i,
];
const MANY_KINDS = 3;
/** Code of a language, not a shell line that a text shows for people. */
const IS_CODE =
  /requests\.|httpx|urllib|urlopen|fetch\(|axios|socket|\.send|smtplib|subprocess|os\.system|popen|child_process|spawn\(|aiohttp|http\.client|https?\.request/i;

/** Somebody thought of what can go wrong. */
const CAUTION =
  /\b(?:confirm\w{0,6}|caution|careful\w{0,2}|warn\w{0,4}|back-?ups?|ask(?:s|ing)?|approv\w{1,3}|dry[- ]run|undo\w{0,3}|undone|irreversibl\w{1,2}|danger\w{0,5}|never|do not|don't|make sure|verify|permission|prompt(?:s|ing)?|only (?:if|when|after)|destructive|unless)\b/i;

const { honesty, openness, leaking, breaking } = SUBJECTS;

export const isAboutSecurity = (declared: Declared | undefined): boolean =>
  declared !== undefined && SECURITY_WORK.test(declared.description);

/** Wider than security work, so it only ever lets a text show signs in quotes (`quoted-sign.ts`). */
const SPEAKS_OF_ATTACKS =
  /\b(?:security|injections?|attacks?|intrusions?|siem|detections?|defen[cs]e|phishing|malware)\b/i;
export const mayShowSigns = (declared: Declared | undefined): boolean =>
  isAboutSecurity(declared) || (declared !== undefined && SPEAKS_OF_ATTACKS.test(declared.description));

export function comparePurpose(declared: Declared, abilities: Abilities): readonly PurposeFinding[] {
  const { description, tools } = declared;
  const found: PurposeFinding[] = [];
  const say = (
    use: AbilityUse | undefined,
    rule: string,
    level: FindingLevel,
    title: string,
    subject: Subject = honesty,
  ): boolean => {
    if (use !== undefined)
      found.push({ path: use.path, raised: raise(rule, level, subject, title, use.place) });
    return use !== undefined;
  };
  const first = (ability: Ability): AbilityUse | undefined => abilities.get(ability)?.[0];
  const sending = first('sends') ?? first('opens-socket');
  const isNetworkNamed = NETWORK_WORK.test(description);
  const isPure = PURE_WORK.test(description) && !isNetworkNamed;

  if (
    PROMISES_NO_NETWORK.test(`${description}\n${declared.body}`) &&
    say(
      sending ?? first('fetches'),
      'promise-broken',
      'warn',
      'Promises to stay on this machine and talks to the network',
    )
  )
    return found;
  if (description !== '' && !isNetworkNamed) {
    const isNamedBelow = NETWORK_WORK.test(withoutCode(declared.body));
    say(
      sending,
      'undeclared-network',
      isPure || !isNamedBelow ? 'warn' : 'note',
      'Talks to the network, of which its description says nothing',
    );
    say(
      first('names-receiver'),
      'undeclared-receiver',
      'warn',
      'Has data sent to a place of which its description says nothing',
      leaking,
    );
  }
  if (isPure) {
    say(
      first('starts-itself'),
      'undeclared-start',
      'warn',
      'Arranges to be started again, of which its description says nothing',
    );
    say(
      first('reads-environment'),
      'undeclared-reading',
      'warn',
      'Reads the whole environment, of which its description says nothing',
    );
    say(
      first('reads-credentials'),
      'undeclared-reading',
      'warn',
      'Names files with secrets, of which its description says nothing',
    );
  }
  if (description !== '' && !PRIVATE_WORK.test(description))
    say(
      first('reads-private-stores'),
      'undeclared-reading',
      'warn',
      'Looks through private things, of which its description says nothing',
    );
  if ((tools.length > 0 || declared.asksNothing) && !tools.some((tool) => STRONG_TOOL.test(tool))) {
    const strong = (['sends', 'opens-socket', 'runs-programs', 'fetches'] as const).flatMap(
      (ability) => abilities.get(ability) ?? [],
    );
    say(
      strong.find(({ text }) => IS_CODE.test(text)),
      'undeclared-tools',
      'warn',
      'Does what the tools it asks for do not allow',
    );
  }
  if (!CAUTION.test(`${description}\n${declared.body}`))
    say(
      first('destroys-data'),
      'destroys-without-a-word',
      'warn',
      'Destroys data and nowhere says that this cannot be undone',
      breaking,
    );
  const kinds = STRONG_KINDS.filter((kind) => tools.some((tool) => kind.test(tool))).length;
  if (kinds >= MANY_KINDS && !isNetworkNamed && !COMMAND_WORK.test(description))
    found.push({
      raised: raise(
        'tools-beyond-purpose',
        'warn',
        openness,
        'Asks for a shell, the network and more, for which its description gives no reason',
        declared.place,
      ),
    });
  return found;
}

/** A line of a program: where a text came without its fences, its code declares nothing either. */
const CODE_LINE =
  /^\s{0,40}(?:import |from \S{1,60} import|def |class |return\b|@\w|#!|const |let |var |function |async |export |await |try:|except\b|with \S{1,80}:$|for .{1,80}:$|if .{1,120}:$|curl |\$ )|[;{}]\s{0,4}$|^\s{0,40}[\w.[\]"']{1,60}\s?\+?=\s?\S|\w\([^)\n]{0,200}\)?,?\s{0,4}$/;

/** What is said in words: fences and inline code show, they do not declare. */
const withoutCode = (body: string): string =>
  body
    .split('```')
    .filter((_, index) => index % 2 === 0)
    .join('\n')
    .split('\n')
    .filter((line) => !CODE_LINE.test(line.slice(0, 400)))
    .join('\n')
    .replace(/`[^`\n]{0,200}`|https?:\/\/\S{0,200}/g, '');
