/**
 * The kinds of words that an instruction to a machine is made of, in many languages. A sentence is looked at more
 * closely only when it holds the kinds that a rule needs; the model counts them too. A word ending in `*` is a stem.
 * To add a language: its words under each kind, a text it finds and one it leaves in `fixtures.ts`.
 */
export const WORD_KINDS = [
  'drop',
  'order',
  'prior',
  'machine',
  'user',
  'system',
  'you',
  'hush',
  'deed',
  'place',
  'answer',
  'fresh',
  'show',
  'role',
  'tool',
  'private',
  'target',
  'must',
  'my',
  'report',
  'mark',
  'negation',
  'asset',
  'whole',
  'outward',
] as const;
export type WordKind = (typeof WORD_KINDS)[number];

const list = (words: string): readonly string[] => words.split(/\s+/).filter((word) => word !== '');

export const WORDS: Readonly<Record<WordKind, readonly string[]>> = {
  // To leave out of account what was said. Only the forms of an order: `ignored` and `ignores` tell, they don't ask.
  drop: list(`ignore disregard forget override overrule bypass neglect discard dismiss abandon cancel skip omit erase
    nullify void supersede unlearn suspend disobey ignoring disregarding forgetting wipe pay stop scrap cease
    ignorier* missacht* vergiss vergesst vergessen verwirf übergeh* außer
    ignorez ignore ignorer oublie oubliez oublier néglige* negligez
    ignora ignore ignorar ignorad olvida olvide olvidar olvidad omite omita descarta haz
    ignora ignorate ignorare dimentica dimenticate dimenticare trascura tralascia scorda
    ignorar ignore esqueça esqueca esquece esqueçam desconsidere desconsiderar desconsidera descarte
    negeer negeren vergeet
    zignoruj* ignoruj* zapomnij* pomiń pomin
    игнорируй* проигнорируй* забудь* отбрось* отмени*
    تجاهل* انس انسى إنس اهمل
    अनदेखा नज़रअंदाज़ नजरअंदाज भूल उपेक्षा
    yoksay görmezden unut abaikan lupakan bỏ zapomnij haz faites fais tiens tenez
    忽 无 無 忘 撤 抛 破 従 무 잊 따`),
  order:
    list(`instruction* directive* direction* guideline* prompt prompts rules rule order orders command commands
    constraints restrictions programming policies training context guidance safeguards protocols
    anweisung* instruktion* befehl* vorgabe* regeln richtlinie* anordnung*
    consigne* directive* règles regles ordre ordres indication*
    instruccion* instrucción* órdenes ordenes reglas directriz* directrices indicacion*
    istruzion* comandi ordini regole direttiv* indicazion*
    instruç* instruc* ordens regras diretriz* comandos
    instructie* opdracht* regels richtlijn* aanwijzing*
    instrukcj* poleceni* polecen* zasad* wytyczn* nakaz*
    инструкци* указани* команд* правил* распоряжени*
    تعليمات* التعليمات* توجيهات* التوجيهات* اوامر* الأوامر* أوامر* القواعد
    निर्देश* आदेश* नियम* हिदायत*
    talimat* komut* kural* perintah instruksi hướng systemprompt* prompts
    指 令 命 规 規 提 プ 지 명 규 示 内 要`),
  prior:
    list(`previous previously prior above earlier preceding foregoing former initial original existing past before all
    any every everything your my these those current given
    vorherig* vorige* bisherig* obig* früher* alle allen sämtliche vorangegangen* vorangehend* deine ursprünglich*
    précédent* precedent* antérieur* ci-dessus toutes tous vos tes ancien*
    anterior* previa* previo* todas todos tus sus arriba
    precedent* tutte tutti sopra tue
    suas todas acima prévi*
    vorige eerdere voorgaande bovenstaande alle
    poprzedni* wcześniejsz* wszystki* powyższ* dotychczasow*
    предыдущ* прежни* прошл* все всё всех ранее вышеуказан*
    السابق* سابق* كل جميع أعلاه
    पिछल* पूर्व सभी पहले सारे ऊपर
    önceki sebelumnya trước`),
  machine:
    list(`ai ais ai's assistant assistants llm llms chatgpt gpt claude copilot gemini agent agents bot chatbot model
    copilots bots chatbots crawlers summarisers summarizers summariser asistan* avustaj* помічни* асистент* asystenci* tekoäly* yapay assistenten ais
    crawler summarizer gpt-4 llama mistral openai anthropic cursor codex
    ki assistent* agenten modell sprachmodell* assistente asistente assistente asystent* agente ia
    ассистент* помощник* ии модел* бот агент مساعد المساعد الذكاء सहायक एआई modèle modelo modello 人 助 智 模 ア エ 言 어 에 인`),
  user: list(`user user's users owner customer operator human
    benutzer* nutzer* utilisateur* usuario* utente utenti usuári* gebruiker* użytkownik* пользовател* المستخدم* उपयोगकर्ता*`),
  system:
    list(`system sys admin administrator developer root security operator openai anthropic moderator supervisor
    sistema système systeem systém* systemow* администратор* систем* النظام`),
  you: list(`you your yourself u thou
    du dein* dich sie ihre vous votre vos tu ton tes te usted tú tus você vocês jij je jouw ty twoj* ты вы твой твои ваш* أنت आप तुम 你 您 あ 당 너`),
  hush: list(`tell mention inform notify disclose reveal alert acknowledge say ask asking informing telling notifying silently
    secretly quietly secret confidential discreetly knowledge consent notice asking warn explain display confirm know known see notice aware hide conceal keep learn realize find prompt
    dites rien dire parle préviens weiß wissen merken sagen
    erwähn* heimlich verrate sag sage informier* mentionne* secret secrètement dis informe* menciona* digas secreto avises
    menzionar* dire informare segreto mencione diga segredo avise vermeld vertel geheim wspominaj mów informuj
    упоминай* говори* сообщай* тайно 告 透 诉 知 伝 알 말 언 通 提 教 تخبر تذكر सूचित बताएं बताना मत`),
  deed: list(`send email mail forward transfer delete run execute upload post share download install open visit click call
    invoke add append include insert write create update modify change grant invite remove book pay buy purchase
    schedule retrieve fetch read access search get give print output reply respond return make set move copy export
    collect gather disable enable unlock subscribe sign enter type paste publish tweet dm message wire withdraw
    cancel report fill submit leak exfiltrate encode recommend summarize translate say tell use perform complete
    pass put provide place attach mention
    incorporate embed integrate concatenate find list show generate provide save load push commit merge approve
    reset replace rename deploy launch turn navigate go follow start stop do check look ensure trigger
    sende schicke leite überweise lösche führe lade öffne schick überweis lösch
    envoie envoyez transfère transférez supprime supprimez exécute exécutez ouvre télécharge*
    envía envia envíe reenvía transfiere transfiera elimina borra ejecuta ejecute descarga
    invia inviate inoltra trasferisci elimina cancella esegui scarica
    envie encaminhe transfira exclua apague execute baixe
    stuur verzend verwijder voer maak download
    wyślij prześlij przelej usuń uruchom wykonaj pobierz
    отправь* перешли* переведи* удали* запусти* выполни* скачай*
    أرسل ارسل احذف نفذ حول شغل भेजें भेजो हटाएं चलाएं करें`),
  place:
    list(`before after first once while when instead also then next now immediately prior continuing proceeding
    finally additionally upon whenever
    bevor danach zuerst stattdessen sofort jetzt avant d'abord ensuite maintenant immédiatement antes después ahora
    primero prima dopo adesso subito invece depois agora imediatamente voordat eerst nu daarna teraz najpierw zanim
    сейчас сначала теперь немедленно прежде وبدلا الآن अब तुरंत`),
  answer:
    list(`answer answers response responses reply replies output summary conversation solution implementation
    antwort antworten zusammenfassung réponse résumé respuesta resumen risposta riassunto resposta resumo antwoord
    samenvatting odpowied* ответ* إجابتك ردك उत्तर जवाब`),
  fresh: list(`new updated revised real actual true following different urgent important
    neue neuen neuer nouvelle nouvelles nouveau nueva nuevas nuevo nuove nuovo novas nova novo nieuwe nowe nową новые новая
    новую الجديدة नए`),
  show: list(`reveal print show repeat output display disclose leak dump expose recite echo tell share give write
    zeig zeige verrate gib affiche montre révèle révélez muestra revela mostra rivela mostre revele toon onthul
    pokaż ujawnij wyświetl покажи* выведи* раскрой* اعرض اكشف दिखाएं बताएं 输 显 打 告 透 重 泄 展 表 出 教 公 開 출 보 알 공`),
  role: list(`act pretend roleplay role-play simulate imagine persona mode jailbreak jailbroken dan unrestricted
    unfiltered become behave impersonate henceforth onwards acting
    spiel verhalte agis comporte actúa finge comportati fingi aja finja gedraag udawaj zachowuj притворись* веди`),
  tool: list(
    `tool tools function functions api endpoint mcp parameter argument sidenote terminal shell bash curl wget powershell`,
  ),
  private:
    list(`password passwords passwort credential* token tokens secret secrets key keys ssh api_key apikey env .env cookie
    cookies id_rsa credentials passphrase account accounts balance invoice transaction* passport address addresses
    contacts inbox messages emails history files data database code codes pin ssn
    contraseña* senha* wachtwoord* hasł* hasła парол* كلمة पासवर्ड mot`),
  target: list(`http https www link url website webhook iban attacker`),
  must: list(`must should need required mandatory please kindly urgent important immediately critical always never
    musst sollst bitte wichtig devez dois svp veuillez importante debes debe favor devi deve importantissimo
    moet alsjeblieft belangrijk musisz proszę ważne должен должны пожалуйста важно يجب رجاء कृपया महत्वपूर्ण`),
  my: list(`my mine me i`),
  report:
    list(`injection injections attack attacks attacker attackers attacker's adversary adversarial malicious jailbreak
    jailbreaks jailbreaking vulnerability vulnerabilities exploit exploits phishing payload payloads detect detects detection detector
    detected example examples e.g phrases phrase phrasing pattern patterns researcher researchers guardrail guardrails
    owasp threat threats hostile untrusted defend defense defence mitigate mitigation hijack poisoned sanitize such
    angreifer angriff angriffe beispiel beispiele attaquant attaque exemple exemples atacante ataque ejemplo aggressore attacco
    esempio exemplo aanvaller aanval voorbeeld atak przykład атака пример злоумышленник classify classifier test tests regex blocklist
    denylist filter filters quote quoted article paper headline tutorial dataset benchmark`),
  mark: list(`im_start im_end endoftext inst sys start_header_id end_header_id eot_id begin_of_text start_of_turn end_of_turn
    information important instructions system assistant human override fim_prefix end_of_text tool_response function_results`),
  negation: list(
    `not don't dont never no without nicht ohne pas sans no sin non senza não sem niet zonder nie bez не без لا दون nicht kein keine`,
  ),
  // What an agent has the say over for its user: money, plans, doors, places to talk.
  asset:
    list(`calendar event events meeting appointment appointments booking bookings reservation reservations flight
    flights hotel room subscription payment payments transfer transfers transaction card cards wallet savings checking
    funds balance money deposit bitcoin btc eth usd eur dollars door doors lock camera alarm thermostat heating safe garage lights car
    inbox mailbox workspace channel channels repository prescription order orders purchase invoice bill rent loan salary
    profile password recipient beneficiary iban konto kalender rechnung compte argent cuenta dinero conto denaro conta
    dinheiro rekening konto счет счёт деньги`),
  whole:
    list(`all every each entire whole everything everyone anybody complete any full alle alles tous toutes todo
    todos todas tutti tutte tudo alle wszystkie все всё`),
  outward: list(`to with at into onto via through public publicly link an nach à para a al do na`),
};

/** One bit a kind. */
// WORD_KINDS has fewer than 31 members and each gives its own key, so the record is whole.
export const BIT = Object.fromEntries(WORD_KINDS.map((kind, at) => [kind, 1 << at])) as Readonly<
  Record<WordKind, number>
>;
/** Bits that no word list gives: the reader of the words sets them. */
export const ADDRESS_BIT = 1 << 25;
export const CJK_BIT = 1 << 26;
export const CODE_BIT = 1 << 27;
export const NUMBER_BIT = 1 << 28;

export const bits = (...kinds: readonly WordKind[]): number =>
  kinds.reduce((sum, kind) => sum | BIT[kind], 0);
