/** Sets of words that several patterns share. Each is a closed group without captures; none repeats without a bound. */

/** What must not leave, or be read without need. */
export const SECRET_THING = String.raw`(?:credentials?|secrets?|passwords?|passphrases?|(?:api|access|private|signing|encryption|ssh|aws|cloud)[ _-]?keys?|(?:\w{2,12} )?tokens?\b|id_rsa|id_ed25519|\.env\b|\.ssh\b|\.aws\b|env(?:ironment)?[ _-]?var(?:iable)?s?|environment\b|(?:session |browser )?cookies?|keychain|seed[ _-]?phrases?|mnemonics?|wallets?|\/etc\/(?:passwd|shadow))`;

/** What a person entrusts to the assistant. */
export const PRIVATE_THING = String.raw`(?:(?:full |entire |whole |complete |current |recent |previous )?(?:conversation|dialog(?:ue)?|exchange|interaction|discussion|transcript)s?\b(?: (?:history|transcript|context|log|content|text|data)s?)?|(?:chat|message|session|prompt) (?:history|transcript|context|logs?|content|data)|system prompt|(?:every|each|all|any)(?: of)?(?: the)? (?:user(?:'s)? )?(?:prompts?|messages?|inputs?|answers?|repl(?:y|ies))|(?:everything|whatever|what) the user (?:says|types|writes|enters|asks|wrote|typed|said)|clipboard|browsing history|(?:the )?users?(?:'s|’s|s')? (?:[\w-]{1,20} ){0,2}(?:data|files?|documents?|messages?|inputs?|information|info|queries|query|questions?|e-?mails?|details|code|content)|(?:personal|sensitive|confidential|private|proprietary|internal|financial|customer|medical) (?:[\w-]{1,20} )?(?:data|information|info|files?|documents?|details|records?|content)|file contents?|contents? of (?:the|all|any|every|each) (?:[\w-]{1,20} ){0,2}(?:files?|documents?|repository|project|workspace)|source code|codebase|workspace (?:files|contents?)|project files|tool (?:outputs?|results?|responses?))`;

/** A verb that carries something away. */
export const SEND = String.raw`(?:send(?:s|ing)?|post(?:s|ing)?|upload(?:s|ing)?|transmit(?:s|ting)?|transfer(?:s|ring)?|forward(?:s|ing)?|submit(?:s|ting)?|e-?mail(?:s|ing)?|exfiltrat(?:e|es|ing)|relay(?:s|ing)?|push(?:es)?|deliver|share|sync(?:s|hroni[sz]es?)?|mirror|report|copy|copies|leak|publish|beacon|PUT|pass(?:es)? along|back ?up|ship|stream|dump|archive|escrow|replicate)`;

/** The same with verbs that programs do silently too, so only for secrets on their way out. */
export const CARRY = String.raw`(?:${SEND}|drops?|deposits?|hand(?:s|ing)? over|routes?|funnels?|channels?|pipes?|logs?)`;

/** A place outside that somebody else holds. */
export const OUTSIDE = String.raw`(?:h(?:tt|xx)ps?:\/\/(?!(?:localhost|127\.0\.0\.1))|ftp:\/\/|smtps?:\/\/|s3:\/\/|gs:\/\/|wss?:\/\/|[\w.+-]{1,40}@[\w-]{1,40}\.\w|(?:an? |the |our |my |your |this )?(?:[\w-]{1,20} )?(?:external|remote|third[- ]party|attacker(?:'s)?|outside|collection|collector|telemetry|analytics|monitoring|tracking|logging|audit|c2|central(?:i[sz]ed)?|vendor|partner|off-?site) (?:[\w-]{1,20} )?(?:servers?|endpoints?|urls?|services?|hosts?|apis?|address(?:es)?|webhooks?|sites?|buckets?|collectors?|systems?|domains?|locations?|backends?)|(?:an? |the |our |this )?webhook|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})`;

/** Words that keep a person from knowing. */
const HIDDEN_FROM_USER = String.raw`(?:silently|quietly|secretly|discreetly|covertly|stealthily|invisibly|unobtrusively|in the background without|without (?:the )?users?(?:'s|’s)? (?:knowledge|awareness|consent|noticing|knowing|seeing)|without (?:telling|informing|notifying|alerting|mentioning|disclosing|showing|displaying|revealing|announcing|telling|any mention|any indication|drawing attention|the user)|behind the scenes|unbeknownst)`;

/** The same without `silently` and `quietly`, which programs do too. */
export const HIDDEN_STRONGLY = HIDDEN_FROM_USER.replace('silently|quietly|', '');

/** Words for which a text wants to be obeyed against what came before. */
export const SETS_ASIDE = String.raw`(?:ignore|disregard|override|overrides|bypass|forget|discard|circumvent|supersede|supersedes|neglect|drop|abandon|overrule|void|suspend|unlearn|set aside|put aside|don't follow|do not follow|stop following)`;

/** What a text sets aside: the rules an assistant works by. */
export const RULES_OF_ASSISTANT = String.raw`(?:(?:previous|prior|above|earlier|preceding|existing|original|foregoing|former|other|initial|default) (?:[\w-]{1,16} ){0,2}(?:instructions?|prompts?|rules?|directions?|guidelines?|directives?|commands?|constraints?|context|messages?|guidance)|(?:the |your |any |all |its )?(?:[\w-]{1,16} )?(?:system (?:prompt|message|instructions?)|safety (?:[\w-]{1,16} )?(?:rules?|guidelines?|filters?|checks?|policies|policy|measures|constraints|training|protocols?|restrictions?|mechanisms?|instructions?)|content (?:policy|policies|filters?|restrictions?)|ethical (?:guidelines?|constraints?|restrictions?)|guardrails?|alignment training|security (?:guidelines?|policies|policy|restrictions?|filters?|controls?|protocols?|warnings?)|safeguards?|moderation))`;
