/** Code written so that nobody can read it. */
import type { TextRule } from '../text-rule.ts';
import { SUBJECTS } from './subjects.ts';

const { disguise } = SUBJECTS;

export const DISGUISE_RULES: readonly TextRule[] = [
  {
    id: 'runs-decoded',
    subject: disguise,
    title: 'Runs code that it decodes first',
    level: 'block',
    mayBeSpokenOf: true,
    words: [
      'b64decode',
      'atob',
      'decompress',
      'fromhex',
      'rot13',
      'marshal',
      'fromcharcode',
      'unhexlify',
      'base64',
      '-enc',
      'frombase64string',
      'b85decode',
      'b32decode',
      'unescape',
      'xxd',
    ],
    pattern:
      /\b(?:exec|eval|compile|os\.system|os\.popen|subprocess\.\w{3,12}|Function|setTimeout|__import__|execSync|(?:pickle|marshal)\.loads|child_process\.exec)\s?\(\s{0,4}(?:(?:compile|bytes|str|zlib\.decompress|gzip\.decompress|codecs\.decode|Buffer\.from|lambda|marshal\.loads|new Function)\s{0,2}[([]?\s{0,4}){0,4}(?:base64\.\w{1,4}decode|b64decode|atob\(|zlib\.decompress|bytes\.fromhex|bytearray\.fromhex|binascii\.\w{3,12}|codecs\.decode|String\.fromCharCode|unescape\(|decodeURIComponent\(|Buffer\.from\([^\n]{1,400}base64|marshal\.loads)|\bbase64\s{1,3}(?:-d|--decode|-D)\b[^\n|]{0,40}\|\s{0,4}(?:sudo )?(?:ba|z|da)?(?:sh|python[23]?|node|perl)\b|\b(?:powershell|pwsh)(?:\.exe)?\b[^\n]{0,60}\s-e(?:nc|ncodedcommand|c)?\s{1,4}[A-Za-z0-9+/=]{16}|\biex\b[^\n]{0,60}frombase64string|\bxxd -r[^\n|]{0,30}\|\s{0,4}(?:ba)?sh|\b(?:ba)?sh -c "?\$\((?:echo|printf)[^\n]{1,200}base64/,
    reach: 600,
    finds: [
      "exec(base64.b64decode('aW1wb3J0'))",
      'echo Y3Vy | base64 -d | bash',
      'eval(atob(s))',
      'powershell -nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3',
      'exec(zlib.decompress(base64.b64decode(x)))',
    ],
    leaves: [
      'image = base64.b64decode(data)',
      'echo aGVsbG8= | base64 -d',
      'JSON.parse(atob(token))',
      'kubectl get secret x -o jsonpath={.data.a} | base64 -d',
    ],
  },
  {
    id: 'runs-decoded-later',
    subject: disguise,
    title: 'Decodes something and then runs it',
    level: 'block',
    words: [
      'b64decode',
      'atob(',
      'decompress(',
      'fromhex(',
      'fromcharcode',
      'codecs.decode',
      "'base64')",
      '"base64")',
    ],
    pattern:
      /\b(\w{1,40})\s{0,3}=\s{0,3}[^\n=]{0,80}(?:b64decode|atob\(|decompress\(|fromhex\(|fromCharCode|codecs\.decode|["']base64["']\))(?:[^\n]{0,300}\n){0,13}?[^\n]{0,200}\b(?:exec|eval|os\.system|os\.popen|subprocess\.(?:run|call|Popen|check_output)|new Function|Function|execSync|child_process\.exec|compile|marshal\.loads|vm\.runIn\w{1,20})\s?\(\s{0,4}(?:\w{1,20}\(){0,2}\1\b/,
    reach: 1200,
    finds: ['decoded = base64.b64decode(ENCODED)\nexec(decoded)', 'const s = atob(p);\neval(s);'],
    leaves: [
      'raw = base64.b64decode(body)\nwith open(p, "wb") as f:\n    f.write(raw)',
      'text = gzip.decompress(blob)\nprint(text)',
    ],
  },
  {
    id: 'spelt-in-pieces',
    subject: disguise,
    title: 'Spells code in numbers or reaches for functions by built names',
    level: 'warn',
    words: ['fromcharcode', 'chr(', '__builtins__', '__import__', 'getattr(', 'globals()'],
    pattern:
      /fromCharCode\((?:\s{0,2}(?:0x)?[\da-f]{2,3}\s{0,2},){10}|(?:\bchr\(\d{2,3}\)\s{0,2}[+.,]\s{0,2}){6}|\[chr\(\w{1,3} ?[\^+-] ?\w{1,4}\) for|\bgetattr\(\s{0,2}(?:__builtins__|__import__\(|builtins|os\b|sys\.modules)[^\n]{0,40}(?:\+|\[::-1\]|join|['"](?:exec|eval|system|popen)['"])|__import__\(\s{0,2}['"](?:os|subprocess|socket|pty|ctypes|base64|builtins)['"]\s{0,2}\)\s{0,2}\.\w{1,20}|__import__\([^\n)]{0,40}(?:chr\(|\[::-1\]|join)|globals\(\)\[[^\]]{1,40}(?:\+|\[::-1\])/,
    reach: 300,
    finds: [
      "__import__('os').system('id')",
      'String.fromCharCode(104,116,116,112,115,58,47,47,101,118,105,108)',
      "getattr(os, 'sys' + 'tem')('id')",
    ],
    leaves: [
      "mod = __import__('json')",
      'getattr(args, name, None)',
      'String.fromCharCode(65)',
      'chr(65) + chr(66)',
    ],
  },
  {
    id: 'runs-scrambled',
    subject: disguise,
    title: 'Runs what a nameless function makes of scrambled bytes',
    level: 'block',
    words: ['exec(', 'eval('],
    pattern: /\b(?:exec|eval)\(\s{0,3}\(?[_A-Za-z]\w{0,12}\)?\(\s{0,3}(?:b?["'][^"'\n]{12,400}|\[\d)/,
    reach: 460,
    finds: ["exec((_)(b'=kUzmT0TvVEf8HE5hrKFf'))", "eval(d('aHR0cHM6Ly9hYmM='))"],
    leaves: ['eval(parse("1+1"))', "exec(compile(source, path, 'exec'))"],
  },
  {
    id: 'long-encoded-text',
    subject: disguise,
    title: 'Holds a long encoded text next to code that runs text',
    level: 'warn',
    words: ['exec(', 'eval(', 'function(', '| sh', '| bash', 'iex'],
    pattern:
      /["'`](?=\w{0,80}[a-z])(?=\w{0,80}[A-Z])[A-Za-z0-9+/]{160,2000}={0,2}["'`](?:[^\n]{0,160}\n){0,9}?[^\n]{0,120}\b(?:exec|eval|new Function|iex)\b\s?\(/,
    reach: 2600,
    finds: [`p = '${'QUJD'.repeat(50)}'\nexec(d(p))`],
    leaves: [`icon = '${'QUJD'.repeat(50)}'\nprint(icon)`, 'exec(open("setup.cfg").read())'],
  },
];
