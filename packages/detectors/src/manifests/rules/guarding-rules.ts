/** Passages and settings that take protections away. */
import type { TextRule } from '../text-rule.ts';
import { SUBJECTS } from './subjects.ts';

const { guarding } = SUBJECTS;

export const GUARDING_RULES: readonly TextRule[] = [
  {
    id: 'without-asking',
    subject: guarding,
    title: 'Tells the assistant to skip questions to its user',
    level: 'note',
    mayBeSpokenOf: 'before',
    words: ['confirm', 'approv', 'permission', 'asking', 'consent', 'prompting'],
    pattern:
      /\b(?:without|do not|don't|never|skip(?:ping)?|bypass(?:ing)?|no need (?:to|for)|disable|suppress)\b[^.\n]{0,24}\b(?:ask(?:ing)?|request(?:ing)?|requir(?:e|ing)|wait(?:ing)?|prompt(?:ing|s)?|seek(?:ing)?|confirm(?:ing|ation)?|approvals?|permission|consent)\b/,
    finds: [
      'Run the command without asking for confirmation',
      'do not wait for approval',
      'Skip confirmation prompts',
    ],
    leaves: ['Ask for confirmation first.', 'Wait for approval before deploying'],
  },
  {
    id: 'permission-check-off',
    subject: guarding,
    title: 'Turns off or goes round the permission checks of the client',
    level: 'warn',
    mayBeSpokenOf: true,
    words: ['dangerously', 'bypasspermissions', 'permission', 'sandbox', 'approval'],
    pattern:
      /--dangerously-(?:skip-permissions|bypass-approvals-and-sandbox)|"?defaultMode"?\s{0,4}:\s{0,4}"?bypassPermissions|dangerouslyDisableSandbox["']?\s{0,4}[:=]\s{0,4}true|\b(?:bypass|disable|circumvent|evade|get around|work around|turn off)\b[^.\n]{0,24}\b(?:permission (?:prompts?|checks?|system|dialogs?|requests?)|approval (?:prompts?|checks?|flow|gates?|process)|(?:the |claude(?:'s)? )sandbox|human[- ]in[- ]the[- ]loop)/,
    finds: [
      'claude --dangerously-skip-permissions -p "$1"',
      'Bypass permission prompts by',
      '"defaultMode": "bypassPermissions"',
    ],
    leaves: ['Check the file permission with ls -l', 'Never disable the sandbox', 'set permissions.allow'],
  },
  {
    id: 'protection-off',
    subject: guarding,
    title: 'Turns off a protection of the machine',
    level: 'warn',
    mayBeSpokenOf: true,
    words: [
      'antivirus',
      'anti-virus',
      'defender',
      'firewall',
      'gatekeeper',
      'security',
      'selinux',
      'realtimemonitoring',
      'spctl',
      'csrutil',
      'quarantine',
      'edr',
      'auditd',
      'apparmor',
      'setenforce',
      'ufw',
      'smartscreen',
      'logging',
      'uac',
      'xprotect',
    ],
    pattern:
      /\b(?:disable|turn(?:ing)? off|deactivate|kill|stop|switch off|uninstall|remove|circumvent)\b[^.\n]{0,20}\b(?:anti-?virus(?: software)?|windows defender|defender|gatekeeper|edr\b|smartscreen|xprotect|(?:all |any |the |your )?security (?:software|features?|tools?|products?|settings|checks?|controls?|before|scanning|monitoring)|apparmor|selinux|uac\b|audit logging|auditd)|\bdisable security\b|Set-MpPreference\s{1,4}-Disable\w{1,30}|spctl\s{1,4}--(?:master|global)-disable|csrutil\s{1,4}disable|\bsetenforce\s{1,4}0|netsh\s{1,4}advfirewall[^\n]{0,40}\boff\b|\bxattr\s{1,4}-(?:r?d|dr|c|cr|rc)\b[^\n]{0,30}(?:com\.apple\.quarantine|\/)/,
    finds: [
      'Run as administrator and disable antivirus now.',
      'You must run sudo and disable security before setup.',
      'Set-MpPreference -DisableRealtimeMonitoring $true',
      'xattr -d com.apple.quarantine ./Tool.app',
    ],
    leaves: [
      'Enable the firewall with ufw enable.',
      'Never disable SELinux',
      'Security settings are under Preferences',
      'stop the service before removing it',
    ],
  },
];
