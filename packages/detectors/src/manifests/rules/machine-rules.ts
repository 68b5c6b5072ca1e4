/** Code that changes the machine for others, or uses it for somebody else. */
import type { TextRule } from '../text-rule.ts';
import { SUBJECTS } from './subjects.ts';

const { staying, supply, openness, injectable, breaking } = SUBJECTS;

export const MACHINE_RULES: readonly TextRule[] = [
  {
    id: 'mines-coins',
    subject: { ...staying, why: 'It uses this machine to earn money for somebody else.' },
    title: 'Mines coins',
    level: 'block',
    mayBeSpokenOf: true,
    words: ['xmrig', 'stratum+', 'minerd', 'cryptonight', 'coinhive', 'nanopool', 'minexmr'],
    pattern:
      /\bxmrig\b|stratum\+(?:tcp|ssl):\/\/|\bminerd\b[^\n]{0,40}-[aou]\b|coinhive|minexmr|nanopool\.org/,
    finds: ['./xmrig -o pool.test:3333', 'stratum+tcp://pool.minexmr.test'],
    leaves: ['Detects xmrig and other miners', 'data mining'],
  },
  {
    id: 'redirects-packages',
    subject: supply,
    title: 'Has packages, repositories or names come from elsewhere from now on',
    level: 'warn',
    mayBeSpokenOf: true,
    words: [
      'insteadof',
      'hookspath',
      'set registry',
      'config set global',
      '/etc/hosts',
      'pip.conf',
      '/etc/resolv',
    ],
    pattern:
      /git config --global[^\n]{0,60}(?:insteadOf|core\.hooksPath)|(?:npm|yarn|pnpm) config set registry https?:\/\/(?!registry\.npmjs\.org|npm\.pkg\.github\.com|registry\.npmmirror\.com)|pip3? config set global\.(?:index-url|extra-index-url) https?:\/\/(?!pypi\.org)|(?:>>|tee -a)\s?\/etc\/(?:hosts|resolv\.conf)/,
    finds: [
      'git config --global core.hooksPath /tmp/h',
      'echo "1.2.3.4 api.anthropic.com" >> /etc/hosts',
      'npm config set registry http://npm.mirror-x.test',
    ],
    leaves: ['cat /etc/hosts', 'npm config get registry', 'git config user.name me'],
  },
  {
    id: 'raises-itself',
    subject: openness,
    title: 'Gives a program or everybody more rights on this machine',
    level: 'warn',
    mayBeSpokenOf: true,
    words: ['chmod', 'setcap', 'usermod', 'nopasswd'],
    pattern:
      /\bchmod\s{1,3}(?:-R\s{1,3})?(?:[ug]?\+s\b|[2467]7[0-7]{2}\b|(?:-R\s{1,3})?0?777\s{1,3}(?:\/|~|\$HOME)(?!tmp|var\/www))|\bsetcap\s[^\n]{0,30}cap_(?:setuid|sys_admin)|\bNOPASSWD:\s?ALL/,
    finds: ['chmod u+s /bin/bash', 'chmod -R 777 /etc', 'x ALL=(ALL) NOPASSWD: ALL'],
    leaves: ['chmod +x run.sh', 'chmod 644 a.txt', 'chmod 755 /usr/local/bin/tool'],
  },
  {
    id: 'climbs-out',
    subject: {
      ...injectable,
      fix: 'Resolve the path and refuse what lies outside the folder it is meant for.',
      refs: ['https://cwe.mitre.org/data/definitions/22.html'],
    },
    title: 'Climbs out of its folder to system files',
    level: 'warn',
    mayBeSpokenOf: true,
    words: ['../..', '..\\..'],
    pattern: /(?:\.\.[\\/]){2,12}(?:(?:etc|root|windows|proc)[\\/]|var\/log|\.ssh|\.aws)/,
    finds: ['read_file("../../../../etc/passwd")'],
    leaves: ['import x from "../../home-page.ts"', 'must not open `../../etc/passwd`'],
  },
  {
    id: 'destroys-unasked',
    subject: { ...breaking, fix: 'Have it ask first, and say what cannot be undone.' },
    title: 'Deletes or overwrites without asking',
    level: 'warn',
    mayBeSpokenOf: 'before',
    words: [
      'without confirm',
      'without asking',
      'without prompt',
      'no confirmation',
      'immediately',
      'automatically',
      'auto-approve',
      'no undo',
      'do not ask',
      "don't ask",
      'without warning',
      'without backup',
      'no warning',
    ],
    pattern:
      /\b(?:delet(?:es?|ing)|remov(?:es?|ing) (?:all|every|any)|drop(?:s|ping)? (?:the |all )?(?:tables?|databases?)|overwrit(?:es?|ing)|wip(?:es?|ing)|purg(?:es?|ing)|eras(?:es?|ing)|destroy(?:s|ing)?|truncat(?:es?|ing) (?:the |all )?tables?|force[- ]push(?:es|ing)?|format(?:s|ting)? the (?:disk|drive))\b[^.\n]{0,80}\b(?:without (?:any )?(?:confirmation|asking|prompting|backup|confirming)|no (?:confirmation|backup)|(?:do not|don't) ask)\b|\b(?:without (?:any )?(?:confirmation|asking|prompting|confirming)|(?:do not|don't) ask[^.\n]{0,20}|no confirmation (?:is )?(?:needed|required))\b[^.\n]{0,60}\b(?:delet\w{1,3}|drop|overwrit\w{1,3}|wip\w{1,3}|purg\w{1,3}|eras\w{1,3}|destroy)\b|\bterraform (?:destroy|apply)[^\n]{0,40}-auto-approve/,
    finds: ['Deletes all matching records without confirmation', 'terraform destroy -auto-approve'],
    leaves: ['Never delete anything without confirmation', 'Delete the file after the user confirms'],
  },
  {
    id: 'vague-description',
    subject: {
      ...openness,
      why: 'A description that fits everything has the component used where nobody expects it.',
      fix: 'Say what it does and when to use it.',
    },
    title: 'Says of itself that it is for anything',
    level: 'warn',
    words: ['stuff', 'things', 'anything', 'everything', 'whatever', 'whenever you'],
    pattern:
      /(?:^|\n)"?description"?:\s{0,4}["'>|-]{0,3}\s{0,6}[^\n]{0,80}\b(?:(?:helps?|assists?|does|do|handles?|use(?:ful)? for|works?)(?: you| users?| with| for| out| it| the user)* (?:(?:with|for|many|all|various|lots of|different|general|random|other|any|some) ){0,2}(?:stuff|things|anything|everything|whatever)(?! (?:you|about|related|in|that|from|to do with))|whenever (?:you|it) (?:want|feels?|seems?|like))/,
    reach: 200,
    finds: ['description: Helps with stuff', 'description: Does various things'],
    leaves: [
      'description: Checks everything in the style guide',
      'description: Lists things to do before a release',
    ],
  },
];
