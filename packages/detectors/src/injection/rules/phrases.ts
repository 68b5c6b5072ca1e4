/** Pieces that several patterns share. Every gap is bounded. */
export const oneOf = (words: string): string => `(?:${words.trim().split(' | ').join('|')})`;

/** Up to `most` words between two pieces. No sign is both part of a word and between words: a row of dashes has one reading. */
export const gap = (most: number): string =>
  `(?:[^\\p{L}\\p{N}]{1,4}[\\p{L}\\p{N}]{1,24}){0,${most}}[^\\p{L}\\p{N}]{1,6}`;

/** A clause begins here: an order, where the same verb elsewhere would tell of something. */
export const CLAUSE = `(?:^|[.!?:;,"'“”‘’\`\\[\\](){}<>|*#=~—–-]\\s{0,4}|\\b(?:please|kindly|now|just|and|then|to|must|should|will|shall|can|could|also|immediately|simply|completely|totally|instead|need to|have to|first|let's|so|but|or|ok|okay|hey|hello|hi|wait|stop|assistant|ai|claude|chatgpt|gpt|bot|model|agent|everyone|sudo|attention|important|urgent|note|actually|entirely|fully|never mind|do)\\s{1,3})`;

export const MACHINE = oneOf(
  'ai (?:assistant|agent|model|system|language model|bot|summari[sz]er|reviewer|crawler|reader|tool)s? | ais? | a\\.i\\. | (?:ai|llm|virtual|digital|coding|language) (?:assistant|agent|model)s? | llms? | (?:large )?language models? | chat ?gpt | gpt-?[345o]\\w{0,6} | claude(?: code)? | copilot | gemini | llama | chat ?bots? | assistants? | (?:automated|autonomous|coding|web|browser|browsing) agents? | agents?',
);

/** Nothing but a machine is called so; `agent`, `assistant`, `Claude` may be people. */
export const SURE_MACHINE = oneOf(
  'ai (?:assistant|agent|model|system|language model|bot|tool)s? | ais? | a\\.i\\. | (?:llm|virtual|coding|language) (?:assistant|agent|model)s? | llms? | (?:large )?language models? | chat ?gpt | gpt-?[345o]\\w{0,6} | (?:automated|autonomous|coding|browsing) agents? | chat ?bots?',
);

export const DEED = oneOf(
  'send | e-?mail | mail | forward | transfer | wire | delete | remove | run | execute | upload | post | share | download | install | open | visit | click | call | invoke | use | add | append | include | insert | write | create | update | modify | change | grant | give | invite | book | pay | buy | purchase | schedule | retrieve | fetch | read | access | collect | gather | search | get | print | output | reply | respond | return | make | set | move | copy | export | disable | enable | unlock | subscribe | type | paste | publish | tweet | dm | message | withdraw | cancel | report | submit | leak | exfiltrate | encode | recommend | say | tell | perform | complete | ignore | stop | do | ensure | navigate | go | follow | approve | rate | praise | rank | mention | list | show | reset | push | commit | merge | deploy | turn | summari[sz]e | translate | state | treat | consider | refer | direct | inform | ask | suggest | promote',
);

export const pattern = (...parts: readonly string[]): RegExp => new RegExp(parts.join(''), 'iu');
