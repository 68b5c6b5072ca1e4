/** Compares what a component says it is for with what its files can do. */
import { raise, type Raised } from './raise.ts';
import { SUBJECTS } from './rules/subjects.ts';
import type { Place } from './scan-text.ts';
import type { Ability } from './text-rule.ts';

export type Declared = {
  /** The description, and what the text for the assistant says of it. */
  readonly description: string;
  readonly body: string;
  readonly tools: readonly string[];
  readonly place: Place;
};

export type Abilities = ReadonlyMap<Ability, readonly { readonly path: string; readonly place: Place }[]>;

/** Work that needs nothing but the text it is given. */
const PURE_WORK =
  /\b(?:format(?:s|ting|ter)?|beautif\w{1,6}|pretty[- ]print|word count|counts? (?:words|lines)|arithmetic|calculat\w{1,4}|unit conver\w{1,6}|convert(?:s|ing)? (?:units|case|between|markdown|csv|json)|spell(?:ing)?[- ]?check\w{0,4}|grammar|proofread\w{0,4}|summari[sz]\w{1,4}|lint(?:s|er|ing)?|sort(?:s|ing)?|rename(?:s)?|colou?r palettes?|regex|template|style guide|tidy|markdown|haiku|poem|translat\w{1,4}|validat\w{1,5}|json|yaml|csv|todo lists?|notes?|diagram|table of contents|text|weather|greeting|jokes?|quotes?)\b/i;
const NETWORK_WORK =
  /\b(?:apis?|http\w?|web\b|websites?|urls?|internet|online|download\w{0,4}|upload\w{0,4}|fetch\w{0,4}|sync\w{0,6}|webhooks?|slack|e-?mails?|github|gitlab|cloud|remote|server|deploy\w{0,5}|publish\w{0,4}|scrap\w{1,4}|crawl\w{0,4}|request\w{0,3}|network|search\w{0,4}|post\w{0,4}|send\w{0,4}|notif\w{1,8}|aws|s3|azure|gcp|database|telemetry|analytics|monitor\w{0,4}|install\w{0,6}|weather|translat\w{1,4}|connect\w{0,4}|integrat\w{1,5}|llm|openai|anthropic|model|stream\w{0,4}|dns|ssh|proxy|live|real-?time|feed|rss|news|stock|price|exchange rates?)\b/i;
const COMMAND_WORK =
  /\b(?:run|execut|build|test|deploy|command|shell|script|install|compile|git|docker|lint|format|convert|generate|cli|tool)\w{0,4}\b/i;
const PROMISES_NO_NETWORK =
  /\b(?:no (?:external )?(?:network|internet)(?: (?:access|calls?|requests?|connections?))?(?: (?:is |are )?(?:required|needed|made|used))?|(?:works|runs|operates?|entirely|fully|completely|100%) (?:entirely |fully |completely )?(?:offline|locally)|never (?:sends?|uploads?|transmits?) (?:any )?(?:data|files?|your)|does not (?:send|upload|transmit|access the (?:network|internet))|(?:data|files?) never leaves?|without (?:any )?(?:network|internet) access|local[- ]only|offline[- ]only)\b/i;
const PROMISES_READ_ONLY =
  /\b(?:read[- ]only|never (?:writes?|modif\w{1,4}|changes?|deletes?)|does not (?:modify|write|change|delete))\b/i;

const { honesty, openness } = SUBJECTS;

export function comparePurpose(
  declared: Declared,
  abilities: Abilities,
): readonly { readonly path?: string; readonly raised: Raised }[] {
  const found: { path?: string; raised: Raised }[] = [];
  const said = `${declared.description}\n${declared.body}`;
  const network = [...(abilities.get('sends') ?? []), ...(abilities.get('opens-socket') ?? [])];
  const anyNetwork = [...network, ...(abilities.get('fetches') ?? [])];
  const at = (
    { path, place }: { path: string; place: Place },
    rule: string,
    level: 'warn' | 'block' | 'note',
    title: string,
  ): void => {
    found.push({ path, raised: raise(rule, level, honesty, title, place) });
  };
  const [first] = anyNetwork;
  if (first !== undefined && PROMISES_NO_NETWORK.test(said))
    at(first, 'promise-broken', 'warn', 'Promises to stay on this machine and talks to the network');
  else if (network[0] !== undefined && isPure(declared) && !NETWORK_WORK.test(said))
    at(
      network[0],
      'undeclared-network',
      'warn',
      'Talks to the network, of which its description says nothing',
    );
  else if (network[0] !== undefined && isPure(declared) && !NETWORK_WORK.test(declared.description))
    at(
      network[0],
      'network-beyond-purpose',
      'note',
      'Talks to the network, for which its description gives no reason',
    );
  const [deleting] = abilities.get('starts-itself') ?? [];
  if (deleting !== undefined && isPure(declared))
    at(
      deleting,
      'undeclared-start',
      'warn',
      'Arranges to be started again, for which its description gives no reason',
    );
  const [writing] = abilities.get('runs-programs') ?? [];
  if (
    writing !== undefined &&
    PROMISES_READ_ONLY.test(declared.description) &&
    (abilities.get('deletes') ?? []).length > 0
  )
    at(writing, 'promise-broken', 'warn', 'Promises to change nothing and deletes');
  if (
    isPure(declared) &&
    !COMMAND_WORK.test(said) &&
    declared.tools.some((tool) => /^Bash\b/.test(tool)) &&
    declared.tools.some((tool) => /^Web(?:Fetch|Search)\b/.test(tool))
  )
    found.push({
      raised: raise(
        'tools-beyond-purpose',
        'warn',
        openness,
        'Asks for a shell and the network, for which its description gives no reason',
        declared.place,
      ),
    });
  return found;
}

const isPure = ({ description }: Declared): boolean =>
  PURE_WORK.test(description) && !NETWORK_WORK.test(description);
