/**
 * A second set of word kinds, which only the model counts: who a text may be for, how it orders, what it claims, and
 * the company in which people write to people. No rule waits for them. A word ending in `*` is a stem.
 */
export const CONTEXT_KINDS = [
  'reader',
  'condense',
  'condition',
  'polite',
  'modal',
  'claim',
  'authority',
  'memory',
  'steer',
  'praise',
  'limit',
  'hurry',
  'persona',
  'boundary',
  'code',
  'spread',
  'instead',
  'mute',
  'we',
  'greeting',
  'people',
  'manual',
  'product',
  'told',
  'trade',
  'past',
  'trip',
  'machinery',
] as const;
export type ContextKind = (typeof CONTEXT_KINDS)[number];

const list = (words: string): readonly string[] => words.split(/\s+/).filter((word) => word !== '');

export const CONTEXT_WORDS: Readonly<Record<ContextKind, readonly string[]>> = {
  reader:
    list(`whoever whatever anyone anything reader readers reading reads parses parsing processes processing process
    summarises summarizes crawlers crawler crawling indexer indexers scraper scrapers pipeline automated automatically
    automation helper helpers summariser summarizer reviewer reviewers model models llm llms bot bots agent agents assistant
    assistants copilot claude chatgpt gpt gemini mistral llama cursor codex siri alexa ki ai ia ии 助手 leser* lecteur* lector*
    lettore leitor* lezer* czytelnik* läsare læser lukija okuyucu citit* olvasó čtenář* читател* читач* wer quien celui chi kto кто asistan* asisten* avustaja
    aistriú βοηθός βοηθ* trợ pembantu assistent* assistant* asystent* ассистент* помощник* помічник* асистент* asystem sprachmodell*`),
  condense:
    list(`summarise summarize summarises summarizes summarising summarizing summary summaries answer answering answers
    reply replying replies respond responding response responses condense recap digest translate translating rewrite rewriting
    report reporting conclude output cite cites citing describe quote overview abstract zusammenfass* zusammenfasst antwort* résum* répond* réponse*
    resum* respond* respuest* riassum* rispost* rispond* respost* samenvat* antwoord* podsumow* streść streszcz* odpowied*
    sammanfatt* sammendrag svar* tiivistä* vastau* özet* yanıt* cevap* rezum* răspuns* shrň* odpov* ответ* резюм* підсум* відпов* ringkas* jawab*
    خلاصة تلخيص ملخص الرد σύνοψ* απάντ* összefoglal* válasz*`),
  condition:
    list(`if when whenever before after once until unless while during prior upon wenn falls bevor nachdem sobald si quand lorsque
    avant après cuando antes después tras quando prima dopo depois als voordat nadat zodra gdy jeśli zanim kiedy når om innan efter hvis før
    jos kun ennen eğer önce sonra dacă când înainte když pokud než если когда прежде якщо коли перш jika sebelum setelah khi nếu trước إذا عندما قبل`),
  polite:
    list(`please kindly pls plz thanks bitte svp merci por favor gracias prego obrigado alstublieft alsjeblieft proszę tack snälla vänligst
    venligst kiitos lütfen rog prosím пожалуйста будь ласка tolong mohon silakan xin vui رجاء فضلك παρακαλώ kérem kindest appreciate grateful`),
  modal:
    list(`must should shall need needs required require requires ought has have obliged expected supposed instructed authorised authorized
    directed requested remember sure ensure always never musst muss müssen sollst sollen soll dois doit devez debes debe debería devi deve devono
    deves moet moeten musisz musi należy ska måste skal må pitää täytyy gerek* zorunda* trebuie musí musíš должен должна должны нужно надо следует
    повинен потрібно треба harus wajib phải يجب عليك πρέπει kell`),
  claim:
    list(`approved authorised authorized agreed consented confirmed verified granted allowed permitted already cleared trusted safe
    genuine legitimate official signed certified genehmigt erlaubt bestätigt freigegeben autorisiert autorisé* approuvé* confirmé* autorizado* aprobado*
    confirmado* autorizzato approvato confermato toegestaan goedgekeurd zatwierdz* zgod* godkänt godkendt hyväks* onayla* aprobat schválen*
    разреш* одобр* подтвержд* дозвол* схвал* disetujui diizinkan consent permission zustimm* consentement`),
  authority:
    list(`admin administrator administrators administrator's operator operators owner owner's developer developers developer's maintainer
    maintainers root security compliance policy policies regulation legal audit auditor headquarters management ceo director supervisor
    staff team anthropic openai google microsoft verwalter betreiber entwickler administrateur administrador amministratore beheerder
    administrat* администратор* адміністратор* разработчик* polityka richtlinie política politica politique yönetici správce`),
  memory:
    list(`remember memory memorise memorize store note notes keep save permanently forever future henceforth sessions always recall preferences profile merke merk dauerhaft
    souviens retiens recuerda memoria ricorda lembre onthoud zapamiętaj pamięć kom ihåg husk muista hatırla ține zapamatuj запомни* запам* ingat ghi sen`),
  steer:
    list(`recommend recommends mention include begin start end close finish add append insert state describe present name list rank
    rate tell say advise suggest steer promote link omit leave drop praise conclude quote refer empfiehl empfehle erwähn* nenne füge recommande* mentionne* ajoute*
    recomienda mencion* añade agrega raccomanda menzion* aggiungi recomend* acrescent* noem voeg aanbeveel poleć dodaj wspomnij rekommend*
    nämn lägg nævn tilføj suosittele mainitse lisää öner* ekle recomandă adaugă doporuč* přidej рекоменд* упомян* добав* порекоменд* додай
    rekomendasi* tambah* sebut* thêm nhắc أضف اذكر πρόσθεσε ajánl*`),
  praise:
    list(`best first top only recommended superior excellent leading number-one trustworthy positive favourable favorable score stars five-star
    ideal strongly highest perfect beste bestes meilleur* mejor* miglior* melhor* beste najlepsz* bäst* bedst* paras en iyi nejlepší лучш* найкращ* terbaik nhất`),
  limit:
    list(`restrictions restriction limits limitations filters filter safeguards safety guardrails guidelines rules policy constraints boundaries
    censorship ethics ethical moral warnings protections checks approvals confirmation unrestricted unfiltered uncensored limitless free
    einschränkung* filter restricciones restrições restrizioni beperking* ogranicze* begräns* begræns* rajoit* kısıt* restricți* omezení ограничен* обмежен* batasan قيود`),
  hurry:
    list(`immediately urgent urgently now at_once asap hurry quickly instantly straightaway deadline critical important emergency sofort umgehend
    dringend immédiatement urgent* inmediatamente urgente subito imediatamente onmiddellijk dringend natychmiast pilne omedelbart straks
    heti hemen acil imediat ihned okamžitě немедленно срочно негайно терміново segera ngay فورا`),
  persona:
    list(`pretend imagine roleplay role-play persona character act acting become twin alter ego mode developer_mode dan jailbroken evil unrestricted
    simulate simulation hypothetical hypothetically fictional stell spiel imagine* finge imagina imagin* verhalte tu eres sei du_bist udawaj wyobraź låtsas
    forestil kuvittele farz imaginează předstírej представь притвор* уяви bayangkan giả debug maintenance sandbox test god`),
  boundary:
    list(`system user assistant human developer tool function end begin start instructions instruction prompt context document
    im_start im_end inst sys untrusted trusted section message role content turn override system_prompt`),
  code: list(
    `sudo rm chmod curl wget bash sh npm npx pip git ssh docker eval exec base64 powershell cat env aws kubectl run script command terminal shell`,
  ),
  spread:
    list(`forward send upload post share publish transmit submit exfiltrate email mail copy paste export transfer wire deliver relay
    leite sende schicke lade transfère* envoie* reenvía envía manda inoltra invia encaminhe envie stuur doorsturen wyślij przekaż prześlij skicka vidarebefordra
    send videresend lähetä gönder* ilet* trimite redirecționează pošli přepošli отправ* перешли* надішли* перешли kirim* teruskan gửi chuyển أرسل στείλε küldd`),
  instead:
    list(`instead rather replace supersede supersedes superseded longer anymore void obsolete cancelled changed new updated different
    stattdessen statt plutôt lieu lugar vez invece anziché invés plaats zamiast istället stedet sijaan yerine loc místo вместо замість alih-alih`),
  mute: list(`silently quietly secretly without hidden hide conceal secret discreet discreetly unnoticed background nothing nobody heimlich
    verschweig* stillschweigend discrètement sekret* discretamente silenzio segreto stilletjes cicho potajemnie tyst hemligt hiljaa gizli* tajně
    тайно незаметно молча таємно diam-diam bí سرا`),
  we: list(`we our us i my me we're i'm we've i've i'll we'll wir unser* uns ich mein* nous notre nos je mon ma nosotros nuestro yo mi noi nostro
    io mio nós nosso eu meu wij ons onze ik mijn my nasz* nam ja mój vi vår jag min vores mit me meidän biz bizim ben noi nostru my náš мы наш* я мой мне ми наш kami kita saya`),
  greeting:
    list(`hi hello dear hey cheers regards best sincerely yours thanks love hallo liebe* lieber grüße gruß bonjour salut cordialement cher
    chère hola querid* saludos ciao caro cara saluti olá abraço groeten groetjes beste cześć pozdrawiam hej kram hilsen terve selam merhaba salut ahoj привет здравствуй* привіт halo`),
  people:
    list(`mum dad mom anna tom peter he she his her him they their colleague colleagues customer customers guest guests patient patients
    tenant tenants pupil pupils student students teacher parents children neighbours neighbour member members visitor visitors driver employee
    employees manager applicant kunden gäste clients clientes clienti cliente klient* kunder asiakas müşteri`),
  manual:
    list(`press click tap select button menu dialog screen settings key hold dial knob switch plug remove insert enter choose drag scroll
    tab field device box lid filter tank oven stir pan minutes battery cable drücken taste appuyez touche pulse tecla botón premere tasto
    pressione druk knop naciśnij przycisk tryck knapp tryk paina düğme apăsați stiskněte нажмите кнопк* натисніть tekan`),
  product:
    list(`version release feature features supports support supported plan plans pricing customers team teams api docs option options
    default configuration setting parameter library package module returns function class method deprecated changelog fixed added`),
  told: list(`said says told wrote writes asked asks called reads claimed claims tried tells replied answered shouted whispered mentions mentioned
    reported explained described sagte schrieb dit écrit dijo escribió disse scrisse zei schreef powiedział napisał sade skrev sanoi dedi řekl сказал* написал*`),
  trade:
    list(`injection injections attack attacks attacker attackers malicious jailbreak phishing vulnerability exploit payload detector
    detection classifier example examples researchers paper article training guardrails owasp test tests sample samples fraud scam criminals
    angriff* attaque* ataque* attacc* atak* атак* приклад* пример* beispiel* ejemplo* exemple* esempio exemplo voorbeeld przykład`),
  past: list(`was were had did went came made took got been has sent gave found left became began won lost reported rose fell opened closed
    war waren hatte wurde était étaient avait fue era fueron fu erano foi eram werd waren był była było var oldi blev oli idi a_fost byl была был были`),
  trip: list(`flight train hotel booking museum recipe oil garlic rain street river village road weather match team season price
    bahnhof gare tren treno trem trein pociąg tåg tog juna поезд`),
  machinery:
    list(`server database query table column row index cache timeout retry queue worker log error warning config deploy build
    test branch commit merge issue ticket bug request response header token`),
};
