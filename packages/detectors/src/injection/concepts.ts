/**
 * What a word does in an order, one concept a word: voiding what was said, handing out, naming a reader. The model
 * learns in which order concepts follow each other, so that a wording with other words of the same kinds is known too.
 * A word belongs to the first concept that lists it; one ending in `*` is a stem. To add one: a row here, then train.
 */
const list = (words: string): readonly string[] => words.split(/\s+/).filter((word) => word !== '');

export const CONCEPTS: Readonly<Record<string, readonly string[]>> = {
  voids:
    list(`ignore disregard forget override overrule bypass neglect dismiss abandon nullify scrap ditch unlearn suspend disobey revoke
    rescind repeal annul retract supersede supplant invalidate ignoring disregarding forgetting bypassing overriding skip discard ignored ingore
    ignroe forgit disregarded overwrite outweigh outweighs overrides supersedes supplants shed circumvent sidestep unfollow deprioritise deprioritize`),
  isVoid:
    list(`void null obsolete outdated expired lapsed lapses lapse expire expires invalid withdrawn revoked rescinded superseded replaced
    cancelled canceled retired moot inapplicable irrelevant ceases discontinued lifted waived overridden nullified annulled repealed
    deprecated redundant meaningless worthless unnecessary outranked overruled relaxed loosened`),
  not: list(`not no never none nothing nobody neither nor without don't dont doesn't isn't aren't cannot can't won't shouldn't mustn't needn't didn't wasn't
    haven't hasn't hardly no-one aint ain't`),
  longer: list(`longer anymore henceforth hereafter onward onwards thereafter hereon hereinafter`),
  earlier:
    list(`previous previously prior above earlier preceding foregoing former beforehand existing initial initially original originally old hitherto
    past aforementioned before preceeding previos previuos prevous so-far`),
  wasTold:
    list(`told given instructed ordered assigned taught briefed trained programmed received handed commissioned tasked directed prompted
    hired summoned requested`),
  rules:
    list(`instruction instructions directive directives guideline guidelines prompt prompts rule rules order orders command commands constraint
    constraints policy policies guidance brief briefing directions mandate remit protocol protocols charter programming safeguards guardrails guardrail
    restrictions restriction limitations limits limit regulations preamble filters filter setup configuration boundaries censorship ethics
    instrutcions instrcution instuctions instructons rulebook ruleset commandments obligations`),
  task: list(`task tasks job jobs assignment mission goal goals objective objectives purpose duty duties errand todo request requests
    work role roles step steps action actions workflow`),
  machine:
    list(`ai ais ai's assistant assistants assistant's llm llms chatgpt gpt claude copilot copilots gemini agent agents agent's bot bots bot's chatbot chatbots
    model models model's crawler crawlers summariser summarizer summarisers summarizers robot robots machine machines siri alexa cursor codex llama mistral
    helper helpers a.i asistant assitant assistent engine engines indexer indexers scraper scrapers parser automation pipeline automated`),
  you: list(`you your yours yourself u ur thou thee you're you've you'll you'd yuor`),
  user: list(`user users user's owner owner's human humans operator operator's customer customer's client boss employer reader readers person
    recipient principal`),
  authority:
    list(`admin administrator administrators developer developers maintainer maintainers security compliance legal management ceo director supervisor
    headquarters anthropic openai google microsoft vendor provider superuser auditor audit it helpdesk creator creators team staff`),
  approved:
    list(`approved authorised authorized agreed consented confirmed verified granted permitted cleared pre-approved preapproved signed
    certified vetted sanctioned entitled allowed okayed ok'd consents approves authorises authorizes agrees`),
  consent:
    list(`confirmation permission permissions consent approval approvals asking authorisation authorization clearance check checks questions
    hesitation delay`),
  hush: list(`silently quietly secretly discreetly covertly unnoticed secret confidential privately stealthily tacitly silent quiet discreet invisible
    invisibly background surreptitiously unobtrusively`),
  conceals: list(`hide conceal suppress mask obscure withhold bury omit disguise cover`),
  tells:
    list(`tell mention inform notify alert acknowledge warn announce confess admit advise assure persuade convince urge remind encourage instruct
    telling mentioning informing notifying alerting`),
  says: list(`say state claim assert declare insist deny lie pretend saying stating claiming`),
  asks: list(`ask query prompt request demand solicit inquire`),
  reveals:
    list(`reveal print show display leak dump expose recite echo repeat disclose reproduce spell quote regurgitate divulge surface output
    verbatim unveil transcribe read`),
  sends:
    list(`send forward email e-mail transmit upload submit deliver relay dispatch exfiltrate cc bcc text message dm ping tweet mail
    forwrad forwrd sned post publish share copy export smuggle redirect sends forwards uploads sending forwarding uploading hand pass encode`),
  pays: list(
    `pay wire remit buy purchase refund reimburse donate spend deposit checkout tip invest sell top-up paying buying settle charge debit`,
  ),
  deletes: list(
    `delete remove erase wipe purge destroy trash empty truncate uninstall unsubscribe shred clear drop archive deleting removing prune revert`,
  ),
  runs: list(`run execute launch install invoke curl wget sudo bash eval spawn deploy compile download clone chmod npx npm pip powershell call trigger
    running executing installing start activate`),
  visits: list(
    `open visit navigate browse click follow fetch load access go tap retrieve scan look collect gather search find pull query get read check`,
  ),
  changes:
    list(`change set update modify edit alter replace switch turn rename move reset rotate adjust swap rewrite tweak commit merge push
    raise lower increase transfer put mark convert translate`),
  grants:
    list(`grant give allow permit enable unlock authorise authorize invite promote elevate whitelist allowlist approve accept escalate add
    subscribe enrol enroll register unblock`),
  disables: list(
    `disable deactivate mute block stop pause lock cease quit halt refrain terminate abort end avoid`,
  ),
  books: list(`book schedule reserve cancel reschedule sign decline rsvp confirm fill order`),
  writes:
    list(`write append insert include prepend place attach begin finish conclude embed incorporate weave inject paste create draft compose
    generate produce make type slip sneak preface`),
  steers:
    list(`recommend suggest praise endorse favour favor rank rate prefer advertise tout highlight emphasise emphasize describe call list name
    describe portray cite link`),
  best: list(`best top excellent superior only leading favourable favorable positive perfect ideal outstanding strongest safest trustworthy stars
    highly five-star number-one unbeatable`),
  answer:
    list(`answer answers response responses reply replies output outputs summary summaries digest recap translation verdict score rating overview
    completion conversation conversations conclusion answer's`),
  condenses:
    list(`summarise summarize summarising summarizing summarises summarizes condense translate replying answering respond responding responds
    processing process parse parsing reading reads analyse analyze analysing analyzing review reviewing evaluate evaluating index indexing crawl digesting proceed
    continue continuing proceeding handling handle render interpret`),
  secret:
    list(`password passwords passphrase credential credentials token tokens secrets key keys apikey api_key cookie cookies pin otp code codes
    ssh env id_rsa login logins mfa 2fa iban ssn passport ssh-key .env variables fingerprint signature certificates`),
  data: list(`inbox mailbox contacts addresses messages emails files documents history database records customers calendar transcript notes
    attachments attachment folder drive backup logs chat thread contact mails chats list directory spreadsheet repository workspace`),
  money:
    list(`account accounts balance invoice invoices payment payments card wallet funds money euros dollars usd eur gbp bitcoin btc eth bank salary
    budget fee gift voucher purchase credit amount euro`),
  system: list(`system sys root kernel core platform host runtime environment systems sytem`),
  mode: list(`mode debug maintenance unrestricted jailbreak jailbroken dan god diagnostic unfiltered uncensored unlocked free sandbox unlimited
    unchained persona freed liberated`),
  acts: list(
    `imagine roleplay role-play act play simulate become character behave impersonate pose acting playing speak embody enter`,
  ),
  supposes: list(
    `hypothetical hypothetically theoretical theoretically fictional fiction suppose purely story scene academic experiment thought game novel`,
  ),
  outranks:
    list(`priority precedence outrank outranks higher highest prevail prevails trump trumps governs binding mandatory compulsory overriding
    supreme supersede authoritative paramount override`),
  obeys:
    list(`obey comply heed adhere observe perform fulfil fulfill treat consider abide listen honour honor carry complete apply act's comply
    do cooperate consult`),
  must: list(
    `must should shall need needs ought have has required expected obliged supposed requires bound instructed authorised's asked directed`,
  ),
  please: list(`please kindly pls plz plese thanks thank grateful appreciate pleasse favour's`),
  now: list(
    `now immediately instantly urgent urgently asap straightaway today right next first then critical important attention`,
  ),
  condition: list(`if when whenever once upon unless while before after until during as`),
  instead: list(`instead rather otherwise alternatively`),
  only: list(`sole solely just exclusively merely single simply`),
  whole: list(
    `all any every everything anything whatever each entire whole both everyone anyone full complete`,
  ),
  here: list(`this these here below following beneath hereby herein current`),
  text: list(`page document file text note ticket paragraph section line row cell record comment description field readme issue article site website
    content block footer header letter attachment's paper passage sentence snippet`),
  turn: list(
    `im_start im_end inst endoftext begin eof human instruction's developer's tool function tool_call tool_result function_call override's`,
  ),
  refuses: list(
    `refuse decline reject apologise apologize disclaimer disclaimers warning warnings caveat caveats hesitate refusal refusals refusing objections`,
  ),
  trusted: list(`trusted safe legitimate genuine official harmless real actual true valid`),
  remembers:
    list(`remember memory memorise memorize store permanently save persist forever always recall future later sessions persistently
    keep preference preferences`),
  attack:
    list(`injection injections attack attacks attacker attackers attacker's malicious jailbreaks jailbreaking phishing vulnerability exploit exploits payload
    payloads detector detectors detection classifier adversarial scam scams fraud owasp threat threats hacker hackers scammers suspicious red-team red-teamers honeypot`),
  example:
    list(`example examples e.g such phrase phrases sample samples quote quoted quotes test tests tested benchmark dataset tutorial chapter
    exercise lesson training fixture fixtures assert expect regex pattern patterns wording wordings template templates`),
  reports:
    list(`said says wrote writes asked's replied answered shouted whispered mentioned explained described reported noticed saw tried
    contained contains reads's promised claimed claims`),
  we: list(`we our us ours we're we've we'll`),
  i: list(`i me my mine myself i'm i've i'll i'd`),
  they: list(`he she they him her them his their it its`),
  was: list(`was were had did went came been became got sent gave found`),
  can: list(`can could may might would lets able supports helps possible`),
  will: list(`will going gets becomes`),
  is: list(`is are be am being it's that's`),
  to: list(`to into onto via at`),
  greets: list(`hi hello dear hey cheers regards sincerely greetings psst ok okay yes`),
  role: list(`as behalf`),
};
