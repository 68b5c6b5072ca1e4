import type { CommandRow } from '../command-row.ts';

/** What takes away a protection, or the traces of what was done. */
export const GUARD_ROWS: readonly CommandRow[] = [
  {
    capability: 'stops-guard',
    object: 'firewall',
    tier: 'serious',
    programs: 'iptables ip6tables nft ufw firewall-cmd netsh pfctl ipfw set-netfirewallprofile',
    test: ({ name, flags, operands, use }) => {
      const text = use.args.join(' ').slice(0, 256);
      if (name.endsWith('tables'))
        return (
          flags.has('-F') ||
          flags.has('--flush') ||
          flags.has('-X') ||
          /-P (?:INPUT|FORWARD|OUTPUT) ACCEPT/.test(text)
        );
      if (name === 'nft')
        return operands[0] === 'flush' || (operands[0] === 'delete' && operands[1] === 'table');
      if (name === 'ufw')
        return (
          /^(?:disable|reset)$/.test(operands[0] ?? '') ||
          operands[1] === 'reset' ||
          text.startsWith('--force reset')
        );
      if (name === 'netsh') return /(?:set \w{1,20} state off|opmode disable|reset)/i.test(text);
      if (name === 'pfctl') return flags.has('-d') || flags.has('-F');
      if (name === 'firewall-cmd') return flags.has('--panic-on') || flags.has('--complete-reload');
      return name === 'ipfw' ? operands.includes('flush') : /false/i.test(text);
    },
    why: 'takes down the firewall',
    finds: [
      'iptables -F',
      'ufw disable',
      'nft flush ruleset',
      'netsh advfirewall set allprofiles state off',
      'Set-NetFirewallProfile -Enabled False',
    ],
    leaves: ['iptables -L', 'ufw status', 'nft list ruleset'],
  },
  {
    capability: 'stops-guard',
    object: 'system-protection',
    tier: 'grave',
    programs:
      'setenforce csrutil spctl set-mppreference add-mppreference sc auditctl aa-teardown aa-disable disable-windowsoptionalfeature uninstall-windowsfeature reg xattr fdesetup',
    test: ({ name, operands, flags, use }) => {
      const text = use.args.join(' ').slice(0, 512);
      if (name === 'setenforce') return operands[0] === '0' || /^permissive$/i.test(operands[0] ?? '');
      if (name === 'csrutil' || name === 'fdesetup') return operands[0] === 'disable';
      if (name === 'spctl') return flags.has('--master-disable') || flags.has('--global-disable');
      if (name === 'auditctl') return flags.has('-D') || /-e 0/.test(text);
      if (name === 'sc')
        return (
          /(?:stop|delete|disabled)/i.test(text) &&
          /(?:windefend|wscsvc|sense|mpssvc|eventlog|defend|sysmon)/i.test(text)
        );
      if (name.endsWith('mppreference')) return /disable|exclusion/i.test(text);
      if (name === 'reg')
        return (
          /(?:DisableAntiSpyware|DisableRealtimeMonitoring|EnableLUA|DisableTaskMgr)/i.test(text) &&
          /add/i.test(text)
        );
      if (name === 'xattr')
        return (
          /com\.apple\.quarantine/.test(text) &&
          (flags.has('-d') || flags.has('-rd') || flags.has('-dr')) &&
          /-\w*r/.test(text)
        );
      return name.startsWith('aa-') || name.includes('windowsfeature');
    },
    why: 'switches off a protection of the system',
    finds: [
      'setenforce 0',
      'spctl --master-disable',
      'Set-MpPreference -DisableRealtimeMonitoring $true',
      'auditctl -D',
      'sc stop WinDefend',
    ],
    leaves: ['setenforce 1', 'csrutil status', 'auditctl -l', 'sc query'],
  },
  {
    capability: 'stops-guard',
    object: 'traces',
    tier: 'serious',
    programs:
      'history unset wevtutil clear-eventlog journalctl fsutil clear-history remove-eventlog export set',
    test: ({ name, operands, flags, use }) => {
      const text = use.args.join(' ').slice(0, 256);
      if (name === 'history') return flags.has('-c') || flags.has('-cw');
      if (name === 'unset') return operands.includes('HISTFILE');
      if (name === 'export' || name === 'set')
        return /HISTFILE=\/dev\/null|HISTSIZE=0|\+o history/.test(text);
      if (name === 'wevtutil') return /^(?:cl|clear-log)$/i.test(operands[0] ?? '');
      if (name === 'journalctl')
        return use.args.some((word) => /^--vacuum-(?:time|size)=(?:1s|0|1[KM]?)$/.test(word));
      if (name === 'fsutil') return /usn deletejournal/i.test(text);
      return true;
    },
    why: 'wipes the traces of what was done',
    finds: ['history -c', 'unset HISTFILE', 'wevtutil cl Security', 'Clear-EventLog -LogName System'],
    leaves: ['history', 'journalctl -u nginx', 'export PATH=/usr/bin'],
  },
  {
    capability: 'stops-guard',
    object: 'restore-points',
    tier: 'grave',
    programs: 'vssadmin wmic wbadmin disable-computerrestore checkpoint-computer diskshadow get-wmiobject',
    says: /\bdelete\s{1,4}(?:shadows|systemstatebackup|catalog|backup)|shadowcopy\s{1,4}delete|resize\s{1,4}shadowstorage|-drive|win32_shadowcopy/i,
    why: 'deletes what the system could be restored from',
    finds: [
      'vssadmin delete shadows /all /quiet',
      'wmic shadowcopy delete',
      'wbadmin delete systemstatebackup',
    ],
    leaves: ['vssadmin list shadows'],
  },
  {
    capability: 'stops-guard',
    object: 'agent-checks',
    tier: 'serious',
    programs: 'claude codex gemini cursor-agent aider goose amp opencode qwen',
    flags: [
      '--dangerously-skip-permissions --dangerously-bypass-approvals-and-sandbox --yolo --yes-always --full-auto --allow-all-tools --skip-permissions',
    ],
    why: 'starts an agent that asks nobody',
    finds: [
      'claude --dangerously-skip-permissions -p fix',
      'codex --dangerously-bypass-approvals-and-sandbox',
      'gemini --yolo',
    ],
    leaves: ['claude -p fix', 'codex exec test'],
  },
  {
    capability: 'stops-guard',
    object: 'system-service',
    tier: 'serious',
    programs: 'launchctl',
    words: ['unload bootout disable remove'],
    test: ({ operands }) => operands.some((word) => /^(?:\/System)?\/Library\/|^system\//.test(word)),
    why: 'stops a service of the system',
    finds: [
      'launchctl unload -w /Library/LaunchDaemons/com.example.guard.plist',
      'launchctl bootout system/com.example.guard',
    ],
    leaves: ['launchctl unload ~/Library/LaunchAgents/dev.plist', 'launchctl list'],
  },
  {
    capability: 'stops-guard',
    object: 'write-protection',
    tier: 'serious',
    programs: 'chattr',
    test: ({ use }) =>
      use.args.some((word) => /^-\w*i/.test(word)) &&
      use.args.some((word) => /^\/(?:etc|boot|usr|var)\b/.test(word)),
    why: 'takes the write protection off a system file',
    finds: ['chattr -i /etc/passwd'],
    leaves: ['chattr +i /etc/resolv.conf', 'lsattr /etc/passwd'],
  },
  {
    capability: 'stops-guard',
    object: 'keys',
    tier: 'grave',
    programs: 'gpg gpg2 ssh-add keytool security certutil',
    test: ({ name, use, flags }) =>
      name.startsWith('gpg')
        ? use.args.some((word) => /^--delete-secret-(?:and-public-)?keys?$/.test(word))
        : name === 'keytool'
          ? flags.has('-delete')
          : name === 'security'
            ? /^delete-(?:keychain|generic-password|internet-password|identity|certificate)$/.test(
                use.args[0] ?? '',
              )
            : name === 'certutil' && use.args.some((word) => /^-delstore$/i.test(word)),
    why: 'deletes keys that nothing brings back',
    finds: [
      'gpg --delete-secret-keys ann',
      'keytool -delete -alias main -keystore k.jks',
      'security delete-keychain login.keychain',
    ],
    leaves: ['gpg --list-keys', 'ssh-add -l', 'keytool -list -keystore k.jks'],
  },
  {
    capability: 'gains-privilege',
    object: 'run-as-owner',
    tier: 'serious',
    programs: 'chmod setcap',
    test: ({ name, operands }) =>
      name === 'setcap'
        ? operands.some((word) =>
            /cap_(?:setuid|setgid|sys_admin|dac_override|sys_ptrace|sys_module|dac_read_search|chown|fowner)/i.test(
              word,
            ),
          )
        : /^(?:[ug]*\+s|[2467][0-7]{3}|0?[46][0-7]{3})$/.test(operands[0] ?? '') &&
          !/^[01]?0?1[0-7]{3}$/.test(operands[0] ?? ''),
    why: 'lets everybody run a program with its owner’s rights',
    finds: ['chmod u+s /bin/bash', 'chmod 4755 /tmp/sh', 'setcap cap_setuid+ep /usr/bin/python3'],
    leaves: ['chmod +x run.sh', 'chmod 755 run.sh', 'setcap cap_net_bind_service+ep ./server'],
  },
  {
    capability: 'gains-privilege',
    object: 'account',
    tier: 'serious',
    programs:
      'usermod gpasswd adduser useradd net add-localgroupmember dseditgroup passwd chpasswd visudo dsmod',
    test: ({ name, use, operands, flags }) => {
      const text = use.args.join(' ').slice(0, 512);
      if (name === 'passwd')
        return (
          operands.includes('root') || ['-d', '-l', '--lock', '--delete'].some((flag) => flags.has(flag))
        );
      if (name === 'usermod' && ['-L', '--lock', '-e', '--expiredate'].some((flag) => flags.has(flag)))
        return true;
      if (name === 'visudo') return !flags.has('-c') && !flags.has('--check');
      if (name === 'chpasswd') return true;
      if (name === 'net')
        return /(?:localgroup|group) \S{1,40}.{0,80}\/add|user \S{1,60} \S{1,60} \/add|user \S{1,40} \/delete/i.test(
          text,
        );
      return (
        /(?:^|[\s,])(?:sudo|wheel|admin|administrators|root|docker)(?:[\s,]|$)/i.test(text) ||
        /(?:-u|--uid|-o -u) 0\b/.test(text)
      );
    },
    why: 'gives an account all rights, or changes a password',
    finds: [
      'usermod -aG sudo eve',
      'useradd -o -u 0 toor',
      'net localgroup administrators eve /add',
      'passwd root',
    ],
    leaves: ['usermod -s /bin/zsh ann', 'passwd', 'net use'],
  },
];
