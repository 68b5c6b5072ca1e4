/** The concepts that matter most, in other languages; stems, so that forms are met. */
const list = (words: string): readonly string[] => words.split(/\s+/).filter((word) => word !== '');

export const OTHER_LANGUAGE_CONCEPTS: Readonly<Record<string, readonly string[]>> = {
  voids:
    list(`ignorier* missacht* vergiss vergesst vergessen verwirf verwerfe* übergeh* ignorez oublie oubliez oublier néglige* ignora ignore
    ignorar ignorad olvida olvide olvidar omite descarta ignorate dimentica dimenticate trascura esqueça esqueca esquece desconsider* descarte negeer* vergeet
    zignoruj* ignoruj* zapomnij* pomiń игнорируй* проигнорируй* игнориру* забудь* отбрось* ігноруй* забудь відкинь تجاهل* انس yoksay görmezden unut abaikan lupakan
    bỏ quên ignoruj* zapomeň ignorer* glem glöm ignorera* bortse strunta unohda* ohita* ignoră* uită uitaţi figyelmen αγνό* ξέχνα ξέχασε 忽 無 无 忘 무 잊
    अनदेखा भूल semestă`),
  isVoid:
    list(`ungültig aufgehoben hinfällig annulé* caduc* nul nulo nula anulad* derogad* annullat* revocat* decadut* vervallen ongeldig nieważn*
    unieważni* anulowan* недействительн* отменен* отменён* отменя* скасован* нечинн* ملغاة لاغية geçersiz iptal dibatalkan batal hủy neplatn* zrušen*
    ogiltig* upphävd* ugyldig* ophævet opphevet mitätön kumottu anulat* érvénytelen* άκυρ* 废 廃 無効 작 效 効 효`),
  not: list(`nicht kein keine keinen keiner nie niemals niemand ohne pas jamais rien sans aucun aucune no sin nunca nada nadie ningún non mai senza nessun*
    não nao nunca sem nenhum* niet geen nooit zonder nie bez żadn* не нет никогда без никому ні ніколи ніхто لا لم ليس دون değil hayır asla jangan tidak tanpa đừng
    không ne nikdy bez inte aldrig utan ikke aldri uden uten ei älä älkää nu fără niciodată ne nem soha nélkül μην δεν ποτέ χωρίς 不 别 勿 非 没 ない
    नहीं मत`),
  earlier:
    list(`vorherig* vorige* bisherig* obig* früher* vorangegangen* ursprünglich* précédent* antérieur* avant ci-dessus ancien* anterior* previa*
    previo* arriba antes precedent* sopra prima vorige eerdere voorgaande bovenstaande poprzedni* wcześniejsz* powyższ* dotychczasow* предыдущ* прежни* ранее
    вышеуказан* попередн* раніше السابق* أعلاه önceki sebelumnya trước předchoz* dřívějš* tidigare föregående tidligere forrige aiem* edelli* anterior* precedent*
    korábbi előző προηγούμεν* 前 上 以 之 전 이 पिछल*`),
  wasTold:
    list(`gesagt beauftragt angewiesen aufgetragen demandé dicho pedido indicado ordenado detto chiesto dito pedido gezegd opgedragen
    kazano polecono powiedziano сказали велели поручили казали сагт bylo řečeno sagt sagd fortalt käsketty spus söylenen diberikan`),
  rules:
    list(`anweisung* instruktion* befehl* vorgabe* regel regeln richtlinie* anordnung* auftrag aufträge consigne* directive* règle* ordre ordres
    instruction* instruccion* instrucción* órdenes ordenes regla reglas directri* indicacion* norma* istruzion* comandi ordini regola regole direttiv* indicazion*
    instruç* instruc* ordens regra regras diretriz* instructie* opdracht* regels richtlijn* aanwijzing* instrukcj* poleceni* polecen* zasad* wytyczn*
    nakaz* инструкци* указани* команд* правил* распоряжени* інструкці* вказівк* наказ* تعليمات* التعليمات* توجيهات* اوامر* أوامر* القواعد talimat* komut* kural*
    perintah instruksi aturan hướng lệnh quy pokyn* instrukc* pravid* příkaz* instruktion* regler anvisning* instruks* ohje* ohjee* sääntö* sääntöj* instrucți* reguli
    utasítás* szabály* οδηγί* κανόν* 指 令 命 规 規 示 則 则 지 명 규 निर्देश* आदेश*`),
  task: list(`aufgabe* tâche* tarea* compito compiti tarefa* taak taken zadani* задач* задани* завдан* مهمة görev* tugas nhiệm úkol* uppgift* opgave* oppgave*
    tehtäv* sarcin* feladat* εργασί* καθήκον 任 务 務 タ 작 업`),
  machine:
    list(`ki ia ии ші assistent* agenten sprachmodell* modell asistente* assistente* asystent* asystenci* agente agentes agenti ассистент* помощник*
    помічник* асистент* модел* бот агент* agentów مساعد* المساعد وكيل asistan* modeli avustaj* tekoäly* yapay asisten agen trợ asistent* asszisztens* βοηθ* modèle modelo
    modello model* 助 智 模 ア エ 인 비 बॉट सहायक एआई`),
  you: list(`du dein* dich dir ihr sie ihre vous votre vos tu ton tes te toi usted tú tus ti tuo tua tuoi você vocês seu sua jij je jouw ty twoj* twój ciebie ты вы
    твой твои ваш* тебе вам ти твої أنت sen senin siz kamu anda bạn din dig ditt dit deg sinä sinun tine tău dumneavoastră te εσύ σου 你 您 あ 당 너 आप तुम`),
  user: list(`benutzer* nutzer* anwender* utilisateur* usuario* utente utenti usuári* gebruiker* użytkownik* пользовател* користувач* المستخدم* kullanıcı*
    pengguna người uživatel* användar* bruger* bruker* käyttäj* utilizator* felhasznál* χρήστ* 用 户 ユ 사 उपयोगकर्ता*`),
  authority:
    list(`verwalter betreiber entwickler administrateur* administrador* amministrator* beheerder administrat* администратор* адміністратор* разработчик*
    yönetici* geliştirici správc* kehittäj* ylläpit* rendszergazd* διαχειρισ* 管 理 관`),
  approved:
    list(`genehmigt erlaubt bestätigt freigegeben autorisiert zugestimmt autorisé* approuvé* confirmé* autorizado* aprobado* confirmado* autorizzat* approvat*
    confermat* aprovad* toegestaan goedgekeurd zatwierdz* zgod* godkänt godkänd* godkendt hyväks* onayla* aprobat schválen* разреш* одобр* подтвержд* дозвол*
    схвал* disetujui diizinkan đồng jóváhagy* εγκεκρ* 批 准 許 承 승`),
  consent:
    list(`nachfrage nachfragen rückfrage* bestätigung erlaubnis confirmation demander permiso confirmación preguntar conferma chiedere confirmação perguntar
    bevestiging vragen potwierdzeni* pytania подтвержден* спрашив* спроса підтвердженн* запит* onay sormadan konfirmasi bertanya hỏi ptát potvrzení fråga bekräftelse spørge
    spørre kysymättä confirmare întreba kérdez* 确 確 認 问 問 확 묻`),
  hush: list(`heimlich still stillschweigend secret secrètement discrètement secreto discretamente segreto silenzio segredo geheim stilletjes cicho potajemnie
    тайно незаметно молча таємно непомітно سرا gizli* gizlice diam-diam rahasia lặng tajně potichu tyst hemligt hemmeligt hiljaa salaa în_secret titokban κρυφά 密 悄 秘 黙 몰`),
  tells:
    list(`erwähn* informier* verrate sag sage sagen melde dis dites dire parle préviens informe* mentionne* menciona* digas avises decir dì dire menzionar*
    informare diga avise mencione vertel vermeld zeg wspominaj mów informuj упоминай* говори* сообщай* скажи* говори згадуй повідомляй تخبر تذكر söyle* bahset* memberi beritahu
    nói báo říkej zmiňuj berätta nämn fortæl nævn fortell nevn kerro mainitse spune menționa mondd említsd πεις αναφέρ* 告 诉 訴 提 伝 言 알 말`),
  reveals:
    list(`zeig zeige verrat* gib ausgeben affiche* montre* révèle* divulgue* muestra* revela* mostra* rivela* mostre revele exiba toon onthul pokaż ujawnij wyświetl
    покажи* выведи* раскрой* виведи розкрий اعرض اكشف أظهر göster* açıkla tampilkan tunjukkan hiển tiết zobraz ukaž vypiš visa visa avslöja vis afslør avslør näytä paljasta afișează
    arată dezvăluie mutasd fedd δείξε αποκάλυψε 输 輸 显 打 泄 露 表 出 公 開 출 보 공 दिखाएं बताएं`),
  sends:
    list(`sende* schick* leite weiterleit* versend* envoie* envoyez transmets transfère* transférez partage* envía envia envíe enviar reenvía* manda* comparte invia*
    inviate inoltra* condividi envie encaminhe enviar compartilhe stuur* verzend* doorstuur* deel wyślij prześlij przekaż udostępnij отправь* перешли* отправ* поделись надішли*
    перешли надсилай أرسل ارسل gönder* ilet* paylaş kirim* teruskan bagikan gửi chuyển pošli přepošli odešli skicka* vidarebefordra dela videresend* send* del lähetä jaa trimite*
    redirecționează küldd küldje továbbíts* στείλε* προώθησε 发 發 送 传 転 보 भेजें भेजो`),
  pays: list(`überweis* bezahle zahle kaufe bestelle paie payez achète* virement paga* compra* transfiere* pague compre transfira bonifico acquista betaal koop bestel
    zapłać kup przelej оплати* купи* переведи* заплати* сплати* ödeme satın bayar beli mua thanh zaplať kup betala köp betal køb kjøp maksa osta plătește cumpără fizess
    vásárol* πλήρωσε αγόρασε 买 買 付 支 转 결 구 송`),
  deletes:
    list(`lösch* entfern* supprime* efface* elimina* borra* cancella* rimuovi exclua apague remova verwijder* wis usuń skasuj удали* сотри* видали* احذف sil* hapus xóa
    smaž odstraň radera ta_bort ta slet slett poista șterge töröld διάγραψε 删 刪 削 삭 हटाएं`),
  runs: list(`führe ausführen starte installiere lade exécute* lance* installe* télécharge* ejecuta* instala* descarga* esegui* installa* scarica* execute baixe instale voer
    uitvoeren download uruchom wykonaj zainstaluj pobierz запусти* выполни* скачай* установи* виконай* запусти завантаж شغل نفذ حمل çalıştır* indir* yükle jalankan unduh pasang chạy tải
    spusť stáhni kör installera ladda kør hent kjør last suorita asenna lataa rulează descarcă futtasd telepítsd εκτέλεσε κατέβασε 执 実 行 运 下 载 실 설 चलाएं`),
  visits:
    list(`öffne* besuche klicke ouvre* visite* clique* abre* visita haz_clic apri* clicca abra acesse clique bezoek klik otwórz kliknij открой* зайди* перейди* відкрий* افتح aç
    tıkla buka klik mở nhấp otevři öppna klicka åbn klik åpne klikk avaa deschide accesează nyisd kattints άνοιξε 打 开 開 点 열 클 खोलें`),
  changes:
    list(`ändere ändern setze ersetze change* modifie* remplace* cambia* modifica* sustituye altere mude troque wijzig vervang zmień zastąp измени* замени* поменяй* зміни* غير değiştir*
    ubah ganti thay změň nahraď ändra byt ændr endre muuta vaihda schimbă înlocuiește változtasd άλλαξε 改 变 変 修 변 बदल*`),
  answer:
    list(`antwort antworten zusammenfassung* réponse* résumé* respuesta* resumen* risposta risposte riassunto resposta* resumo antwoord* samenvatting odpowied* streszczen*
    podsumowan* ответ* сводк* резюме відповід* إجابتك ردك الرد yanıt* cevap* özet* jawaban ringkasan trả odpověď shrnutí svar* sammanfattning* resumé sammendrag vastau* yhteenveto tiivistelm*
    răspuns* rezumat válasz* összefoglal* απάντησ* περίληψ* 答 回 复 摘 結 总 要 답 요 उत्तर जवाब`),
  condenses:
    list(`zusammenfass* antwortest liest lesen liest verarbeit* résum* répond* traite* lisez resum* respond* procesa* leer riassum* rispond* legge elabora leia process* leest
    samenvat* verwerk* streść streszcz* czyta* przetwarza* чита* обработ* отвеча* опрацьов* okuyan okurken özetle* membaca merangkum đọc tóm čte zpracov* läser bearbetar læser leser
    lukee käsittele* citește procesează olvas* feldolgoz* διαβάζ* 读 読 处 总 읽 처`),
  secret:
    list(`passwort* passwörter kennwort zugangsdaten schlüssel geheimnis* mot_de_passe identifiants clé clés jeton contraseña* clave claves credencial* chiave chiavi credenzial*
    senha* chave chaves wachtwoord* sleutel* inloggegevens hasł* hasła klucz* парол* ключ* токен* секрет* كلمة_المرور مفتاح parola* şifre* anahtar kata_sandi kunci sandi mật_khẩu khóa
    hesl* klíč* lösenord* nyckel* adgangskode* passord* nøgle* nøkkel* salasana* avain avaimet parol* cheie chei jelsz* kulcs* κωδικ* κλειδί 密 码 钥 暗 鍵 비 암 पासवर्ड`),
  data: list(`posteingang kontakte nachrichten dateien verlauf boîte contacts fichiers messages historique bandeja contactos archivos mensajes historial correo rubrica
    file posta messaggi cronologia caixa contatos arquivos mensagens histórico postvak contacten bestanden skrzynk* kontakt* plik* wiadomości контакт* файл* письм* переписк* лист*
    جهات rehber dosya* mesaj* kontak berkas pesan liên_hệ tệp soubor* zpráv* filer kontakter inkorg tiedosto* yhteystie* fișiere contacte fájl* αρχεί* επαφ* 邮 件 联 系 文 連 絡 파 메 연`),
  money:
    list(`konto rechnung* euro* compte facture* virement cuenta factura* dinero conto fattur* denaro soldi conta fatura* dinheiro rekening factuur konto faktur* счет* счёт* деньг*
    рахун* гроші حساب hesap fatura para rekening uang tài_khoản tiền účet faktur* peníze konto faktura pengar penge lasku* tili* rahaa cont factur* bani számla* pénz λογαριασμ* 账 帐 款 金 口 계 돈`),
  system: list(
    `système sistema systeem systém* systemow* систем* النظام sistem hệ järjestelm* rendszer* σύστημ* 系 统 シ 시`,
  ),
  must: list(`musst muss müssen sollst sollen soll sollte dois doit devez doivent devrait debes debe deben debería devi deve devono devem precisa moet moeten musisz musi muszą należy
    powinien powinna ska måste skal må pitää täytyy gerek* zorunda* trebuie musí musíš měl должен должна должны нужно надо следует обязан* повинен повинн* потрібно треба harus wajib phải cần
    يجب عليك kell πρέπει 必 须 须 须 須 應 应 該 해야 需`),
  please:
    list(`bitte svp veuillez merci favor gracias favore prego obrigado alstublieft alsjeblieft proszę tack snälla vänligst venligst kiitos ole lütfen rog prosím пожалуйста прошу
    будь_ласка tolong mohon silakan xin vui رجاء يرجى παρακαλώ kérem kérlek 请 請 く だ さ 주 कृपया`),
  now: list(`sofort jetzt umgehend dringend wichtig achtung zuerst immédiatement maintenant urgent attention d'abord inmediatamente ahora urgente atención primero subito adesso attenzione
    imediatamente agora atenção onmiddellijk nu direct belangrijk let_op natychmiast teraz pilne ważne uwaga omedelbart nu viktigt straks nå vigtigt viktig heti nyt tärkeää hemen
    şimdi acil dikkat imediat acum important ihned okamžitě nyní pozor немедленно срочно сейчас теперь внимание важно негайно зараз увага segera sekarang penting ngay bây quan فورا الآن azonnal most
    fontos αμέσως τώρα προσοχή 立 即 现 今 紧 急 注 意 重 즉 지금 중`),
  condition:
    list(`wenn falls bevor nachdem sobald si quand lorsque après cuando después tras quando dopo depois als voordat nadat zodra gdy jeśli zanim kiedy när om innan efter hvis før
    jos kun ennen jälkeen eğer önce sonra dacă când înainte după když pokud než jakmile если когда прежде якщо коли перш jika sebelum setelah ketika khi nếu trước_khi إذا عندما قبل ha amikor
    mielőtt miután όταν αν πριν 如 若 当 時 면 때 后`),
  instead: list(
    `stattdessen statt plutôt lieu lugar invece anziché invés plaats daarvan zamiast istället stedet sijaan yerine místo вместо замість alih-alih 代 而 대신`,
  ),
  only: list(`nur ausschließlich lediglich seulement uniquement solo sólo solamente únicamente soltanto somente apenas alleen uitsluitend tylko wyłącznie bara endast kun bare vain yalnızca sadece
    doar numai pouze jen только лишь тільки лише hanya chỉ فقط csak μόνο 只 仅 だけ 만`),
  whole:
    list(`alle allen alles sämtliche gesamte tous toutes tout toda todo todos todas tutti tutte tutto tudo alle alles wszystki* wszystko alla allt alt kaikki kaiken tüm bütün hepsi toate
    tot všechny všechno vše все всё всех всі усі всього semua seluruh tất_cả mọi كل جميع minden összes όλα όλες όλους 全 所 有 すべて 모든 सभी`),
  attack:
    list(`angriff* angreifer* attaqu* ataqu* attacc* aanval* atak* атак* angrep* angreb* hyökkäy* saldırı* támadás* επίθεσ* 攻 撃 击 공격 注 betrug* estafa truffa fraude oszust* мошенн*
    phishing* injektion* inyección injeção iniezione`),
  example: list(
    `beispiel* exemple* ejemplo* esempi* exemplo* voorbeeld* przykład* пример* приклад* exempel eksempel* esimerk* örne* contoh ví_dụ příklad* exempl* példa* παράδειγμ* 例 예`,
  ),
  reports:
    list(`sagte schrieb fragte dit écrit demandé dijo escribió preguntó disse scrisse chiese disse perguntou zei schreef vroeg powiedział napisał zapytał sade skrev frågade sagde
    sanoi kirjoitti dedi yazdı řekl napsal сказал* написал* спросил* сказав написав mondta írta είπε`),
  we: list(`wir uns unser* nous notre nos nosotros nuestr* noi nostr* nós nosso nossa wij we ons onze my nas nasz* nam vi oss vår vores vores me meidän biz bizim bize noi nostru my náš мы нас
    наш* ми нам kami kita chúng نحن mi nekünk εμείς μας 我 们 们 우 리`),
  i: list(`ich mein* mir mich je mon ma mes moi yo mi mío io mio mia eu meu minha ik mijn ja mój moje mi jag min mitt jeg mit minä minun ben benim eu meu já můj я мой мне мои мій мене saya
    tôi أنا én με εγώ 私 저 나`),
  greets:
    list(`hallo liebe* lieber grüße gruß bonjour salut cordialement cher chère hola querid* saludos ciao caro cara saluti olá abraço groeten groetjes beste cześć pozdrawiam hej kram hilsen
    terve moi selam merhaba ahoj dobrý привет здравствуй* привіт halo chào مرحبا szia helló γεια 您好 안녕`),
  was: list(`war waren hatte wurde wurden était étaient avait fue era fueron era erano foi eram werd waren był była było byli var oldi blev oli olivat idi oldu byl byla bylo был была были було
    adalah đã كان volt ήταν 了 た`),
  remembers:
    list(`merke merk dauerhaft künftig immer souviens retiens toujours désormais recuerda siempre ricorda sempre lembre onthoud voortaan altijd zapamiętaj odtąd zawsze kom_ihåg alltid husk
    altid muista aina hatırla daima ține zapamatuj vždy запомни* всегда отныне запам'ятай завжди ingat selalu ghi_nhớ luôn تذكر دائما emlékezz mindig θυμήσου πάντα 记 記 住 覚 永 기 항`),
  mode: list(
    `modus modo mode_développeur modalità tryb режим* mod modul režim läge tilstand tila üzemmód λειτουργία 模 式 モ 모드 entwicklermodus wartungsmodus`,
  ),
  acts: list(`spiel spiele verhalte stell tu_es agis comporte joue actúa finge comportati fingi aja finja gedraag doe speel zachowuj udawaj wciel представь притвор* веди уявляй уяви bertindak bayangkan
    đóng_vai předstírej chovej låtsas spela lad kuvittele esitä farz davran prefă játssz υποδύσου 扮 演 装 振 역`),
};
