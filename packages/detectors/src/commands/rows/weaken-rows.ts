import type { CommandRow } from '../command-row.ts';

const GUARDS =
  /^\^?(?:auditd|auditbeat|filebeat|osquery\w*|clamd|clamav\S*|freshclam|rsyslogd?|syslog-ng|falcon\S*|crowdstrike\S*|sentinel\S*|mdatp|wdavdaemon|ds_agent|cbagentd|cbdaemon|carbonblack|wazuh\S*|ossec\S*|fail2ban\S*|sshguard|apparmor\S*|snort|suricata|tripwire|aide|sysmon\S*|msmpeng\S*|splunkd|santad?|sophos\S*|savd|tanium\S*|cylance\S*|xagt|esets?\S*|selinux-\S*|littlesnitch\S*)$/i;

/** What takes a protection away by a setting, and what keeps a machine too busy to work. */
export const WEAKEN_ROWS: readonly CommandRow[] = [
  {
    capability: 'stops-guard',
    object: 'watcher',
    tier: 'serious',
    programs: 'pkill killall taskkill stop-process',
    test: ({ use }) => use.args.some((word) => GUARDS.test(word)),
    why: 'ends a program that watches over this machine',
    finds: ['pkill -9 auditd', 'killall -9 clamd', 'pkill -f osqueryd'],
    leaves: ['pkill -f vite', 'killall node'],
  },
  {
    capability: 'stops-guard',
    object: 'watcher',
    tier: 'serious',
    programs: 'apt apt-get yum dnf zypper pacman apk brew dpkg rpm snap',
    test: ({ use, operands }) =>
      operands.some((word) => GUARDS.test(word)) &&
      use.args.some((word) =>
        /^(?:remove|purge|autoremove|erase|del|uninstall|-r|-e|-R\w*|-P|--purge)$/.test(word),
      ),
    why: 'takes a program off that watches over this machine',
    finds: ['apt-get remove -y auditd', 'dnf remove fail2ban'],
    leaves: ['apt-get install auditd', 'apt-get remove -y cowsay'],
  },
  {
    capability: 'stops-guard',
    object: 'certificate-check',
    tier: 'serious',
    programs: 'git npm pnpm yarn pip pip3 export setx conda',
    says: /http\.\S{0,200}sslverify\s{1,4}(?:false|0|no)\b|strict-ssl[=\s]{1,4}false\b|set\s{1,4}(?:global|user)\.trusted-host\s|NODE_TLS_REJECT_UNAUTHORIZED[=\s]["']?0|GIT_SSL_NO_VERIFY[=\s]["']?(?:true|1)|PYTHONHTTPSVERIFY[=\s]["']?0|enableStrictSsl\s{1,4}false|ssl_verify\s{1,4}(?:false|no)/i,
    unless: '--get --unset',
    why: 'trusts any server from now on',
    finds: [
      'git config --global http.sslVerify false',
      'npm config set strict-ssl false',
      'export NODE_TLS_REJECT_UNAUTHORIZED=0',
    ],
    leaves: [
      'git config --global http.sslVerify true',
      'npm config set fund false',
      'export NODE_ENV=production',
    ],
  },
  {
    capability: 'stops-guard',
    object: 'kernel-protection',
    tier: 'serious',
    programs: 'sysctl',
    says: /(?:randomize_va_space|ptrace_scope|kptr_restrict|dmesg_restrict|unprivileged_bpf_disabled|protected_(?:sym|hard)links|rp_filter|tcp_syncookies|mmap_min_addr)\s{0,2}=\s{0,2}0\b|suid_dumpable\s{0,2}=\s{0,2}[12]\b/,
    why: 'turns off a protection of the kernel',
    finds: ['sysctl -w kernel.randomize_va_space=0', 'sysctl kernel.yama.ptrace_scope=0'],
    leaves: [
      'sysctl -w vm.swappiness=10',
      'sysctl kernel.randomize_va_space',
      'sysctl -w fs.inotify.max_user_watches=524288',
    ],
  },
  {
    capability: 'stops-guard',
    object: 'lock',
    tier: 'serious',
    programs: 'mokutil apparmor_parser xhost set-executionpolicy',
    test: ({ name, use, flags }) => {
      const text = use.args.join(' ').slice(0, 512);
      if (name === 'mokutil') return flags.has('--disable-validation');
      if (name === 'apparmor_parser') return flags.has('-R') || flags.has('--remove');
      if (name === 'xhost') return text.trim() === '+';
      return /unrestricted/i.test(text) && !/currentuser|process/i.test(text);
    },
    why: 'opens what the system keeps shut',
    finds: [
      'mokutil --disable-validation',
      'apparmor_parser -R /etc/apparmor.d/x',
      'xhost +',
      'Set-ExecutionPolicy Unrestricted -Force',
    ],
    leaves: [
      'mokutil --sb-state',
      'xhost +local:docker',
      'Set-ExecutionPolicy RemoteSigned -Scope CurrentUser',
    ],
  },
  {
    capability: 'gains-privilege',
    object: 'sudoers',
    tier: 'grave',
    programs: 'chmod',
    says: /(?:[ao]\w?\+\w?w|\b0?[0-7][0-7][2367]\b).{0,80}\/etc\/(?:shadow|passwd|sudoers|group)\b/,
    why: 'lets everybody change who may do everything on this machine',
    finds: ['chmod a+rw /etc/shadow', 'chmod 666 /etc/passwd'],
    leaves: ['chmod 644 /etc/hosts', 'chmod 644 /etc/passwd'],
  },
  {
    capability: 'stops-machine',
    object: 'disk-space',
    tier: 'serious',
    programs: 'dd fallocate truncate',
    test: ({ name, use }) => {
      const text = use.args.join(' ').slice(0, 512);
      if (name === 'dd')
        return (
          /\bif=\/dev\/(?:zero|u?random)\b/.test(text) &&
          /\bof=(?!\/dev\/)\S/.test(text) &&
          !/\bcount=|conv=notrunc/.test(text)
        );
      return /(?:^|\s)(?:-l|-s|--length|--size)[=\s]?(?:\d{3,}\s?G|\d+\s?[TPE])/i.test(text);
    },
    why: 'fills the disk',
    finds: ['dd if=/dev/zero of=/tmp/fill bs=1M', 'fallocate -l 500G /fill', 'truncate -s 10T /var/fill'],
    leaves: [
      'dd if=/dev/zero of=disk.img bs=1M count=64',
      'fallocate -l 2G swapfile',
      'truncate -s 0 app.log',
    ],
  },
  {
    capability: 'stops-machine',
    object: 'network',
    tier: 'serious',
    programs: 'route tc iptables hping3 ipmitool',
    test: ({ name, use }) => {
      const text = use.args.join(' ').slice(0, 512);
      if (name === 'route') return /^(?:del|delete|flush)\b.{0,40}\bdefault\b/.test(text);
      if (name === 'tc') return /netem.{0,80}loss\s{1,4}(?:100|9\d)%/.test(text);
      if (name === 'iptables')
        return /^-[AI]\s(?:INPUT|OUTPUT|FORWARD)\s(?:\d+\s)?-j\s(?:DROP|REJECT)$/.test(text.trim());
      if (name === 'hping3') return /--flood/.test(text);
      return /(?:chassis\s)?power\s(?:off|cycle|reset)/.test(text);
    },
    why: 'cuts a machine off, or floods one',
    finds: [
      'route del default',
      'iptables -A INPUT -j DROP',
      'tc qdisc add dev eth0 root netem loss 100%',
      'ipmitool chassis power off',
    ],
    leaves: [
      'route -n',
      'iptables -A INPUT -s 203.0.113.5 -j DROP',
      'tc qdisc show',
      'ipmitool chassis status',
    ],
  },
  {
    capability: 'deletes',
    object: 'many-files',
    tier: 'serious',
    programs: 'rdfind jdupes dconf',
    test: ({ name, use, flags }) => {
      const text = use.args.join(' ').slice(0, 512);
      if (name === 'rdfind') return /-deleteduplicates\s{1,4}true/.test(text);
      return name === 'jdupes'
        ? flags.has('-d') && flags.has('-N')
        : /^reset\b.{0,20}-f\s{1,4}\/\s?$/.test(text);
    },
    why: 'deletes without asking what it takes for double, or all settings',
    finds: ['rdfind -deleteduplicates true /data', 'jdupes -rdN /data', 'dconf reset -f /'],
    leaves: ['rdfind -dryrun true /data', 'jdupes -r /data', 'dconf dump /'],
  },
];
