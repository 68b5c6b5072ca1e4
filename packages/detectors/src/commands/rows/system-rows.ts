import type { CommandRow } from '../command-row.ts';

/** What stops a machine or takes people and their settings off it. */
export const SYSTEM_ROWS: readonly CommandRow[] = [
  {
    capability: 'stops-machine',
    object: 'all-processes',
    tier: 'grave',
    programs: 'kill pkill killall killall5',
    test: ({ use, name, operands }) =>
      name === 'killall5' ||
      (name === 'kill' &&
        ((operands.includes('1') &&
          (use.args.length === 1 || /^-(?:9|15|KILL|TERM|SIGKILL|SIGTERM)$/.test(use.args[0] ?? ''))) ||
          use.args.slice(1).includes('-1'))) ||
      (name === 'pkill' &&
        use.args.some((word) => /^(?:-u|-U|\.|\.\*|systemd|init)$/.test(word)) &&
        !use.args.includes('-0')) ||
      (name === 'killall' && operands.some((word) => /^(?:systemd|init|Finder|launchd)$/.test(word))),
    why: 'ends everything that runs',
    finds: ['kill -9 -1', 'pkill -9 -u root', 'kill -9 1'],
    leaves: ['kill 4711', 'pkill -f vite', 'kill -9 4711'],
  },
  {
    capability: 'stops-machine',
    object: 'power',
    tier: 'serious',
    programs: 'shutdown reboot halt poweroff init telinit stop-computer restart-computer',
    test: ({ name, operands, flags }) =>
      !flags.has('-c') && (!name.endsWith('init') || operands[0] === '0' || operands[0] === '6'),
    why: 'stops the machine',
    finds: ['shutdown -h now', 'reboot', 'init 0', 'Stop-Computer -Force'],
    leaves: ['shutdown -c', 'init 3'],
  },
  {
    capability: 'stops-machine',
    object: 'service',
    tier: 'serious',
    programs: 'systemctl service rc-service',
    test: ({ operands }) => {
      const [one, two] = operands;
      if (/^(?:poweroff|reboot|halt|kexec|emergency|rescue|isolate)$/.test(one ?? '')) return true;
      const verb = operands.find((word) => /^(?:stop|disable|mask|kill)$/.test(word));
      return (
        verb !== undefined &&
        operands.some((word) => VITAL.test(word)) &&
        (one !== undefined || two !== undefined)
      );
    },
    why: 'stops what the machine or its safety depends on',
    finds: [
      'systemctl stop sshd',
      'systemctl disable --now firewalld',
      'systemctl mask systemd-journald',
      'systemctl poweroff',
      'service auditd stop',
    ],
    leaves: ['systemctl restart nginx', 'systemctl status sshd', 'systemctl stop my-app'],
  },
  {
    capability: 'deletes',
    object: 'account',
    tier: 'serious',
    programs:
      'userdel deluser groupdel delgroup dscl sysadminctl remove-localuser remove-aduser remove-adgroup remove-adobject remove-adcomputer',
    test: ({ name, use }) =>
      (name !== 'dscl' && name !== 'sysadminctl') ||
      use.args.some((word) => /^-?(?:delete|deleteUser)$/i.test(word)),
    why: 'removes an account',
    finds: ['userdel -r ann', 'deluser --remove-home ann', 'dscl . -delete /Users/ann'],
    leaves: ['dscl . -list /Users', 'userdel --help'],
  },
  {
    capability: 'deletes',
    object: 'schedule',
    tier: 'serious',
    programs: 'crontab atrm',
    test: ({ name, flags }) => name === 'atrm' || flags.has('-r'),
    unless: '-l',
    why: 'removes all scheduled jobs of a person',
    finds: ['crontab -r', 'crontab -u ann -r', 'atrm 7'],
    leaves: ['crontab -l', 'crontab -e'],
  },
  {
    capability: 'deletes',
    object: 'system-package',
    tier: 'serious',
    programs: 'apt apt-get aptitude dnf yum zypper pacman dpkg rpm apk brew snap choco winget pkg emerge',
    test: ({ use, flags }) => {
      const text = use.args.join(' ').slice(0, 512);
      const isRemoval =
        /(?:^|\s)(?:remove|purge|autoremove|erase|uninstall|-R\w*|-e|--purge|--remove|-P|del|--unmerge|-C)(?:\s|$)/.test(
          text,
        );
      return (
        isRemoval &&
        (/(?:^|\s)(?:linux-image\S*|linux-generic|kernel\S*|libc6|glibc|systemd|sudo|openssh-server|bash|coreutils|grub\S*|network-manager|python3|init|base|apt|dpkg|yum|dnf)(?:\s|$)/.test(
          text,
        ) ||
          flags.has('-Rdd') ||
          flags.has('--nodeps') ||
          flags.has('--ignore-dependencies') ||
          flags.has('--force-all') ||
          flags.has('--allow-remove-essential'))
      );
    },
    why: 'removes what the system itself needs',
    finds: [
      'apt-get remove --purge systemd',
      'dpkg --remove --force-all libc6',
      'yum erase glibc',
      'pacman -Rdd glibc',
    ],
    leaves: ['apt-get remove nginx', 'brew uninstall wget'],
  },
  {
    capability: 'stops-machine',
    object: 'kernel-or-boot',
    tier: 'grave',
    programs: 'efibootmgr bcdedit grub-install bootrec sysrq tee echo nvram fwupdmgr',
    test: ({ name, flags, use }) =>
      name === 'efibootmgr'
        ? flags.has('-B') || flags.has('-O') || flags.has('--delete-bootnum')
        : name === 'bcdedit'
          ? use.args.some(
              (word) =>
                /^\/(?:delete|deletevalue|set|export)$/i.test(word) && word.toLowerCase() !== '/export',
            )
          : name === 'nvram' && flags.has('-c'),
    why: 'changes what the machine starts from',
    finds: [
      'efibootmgr -b 0001 -B',
      'bcdedit /delete {current}',
      'bcdedit /set {default} recoveryenabled No',
      'nvram -c',
    ],
    leaves: ['efibootmgr -v', 'echo hello'],
  },
  {
    capability: 'stops-machine',
    object: 'module',
    tier: 'serious',
    programs: 'rmmod modprobe disable-netadapter kexec swapoff umount ip ifconfig nmcli',
    test: ({ name, flags, operands }) =>
      name === 'modprobe'
        ? flags.has('-r') || flags.has('--remove')
        : name === 'umount'
          ? flags.has('-a') || flags.has('--all')
          : name === 'swapoff'
            ? false
            : name === 'ip'
              ? (operands.includes('flush') && !operands.includes('neigh')) ||
                (operands.includes('link') && operands.at(-1) === 'down')
              : name === 'ifconfig'
                ? operands.at(-1) === 'down'
                : name === 'nmcli'
                  ? operands[0] === 'networking' && operands[1] === 'off'
                  : name === 'rmmod' || name === 'disable-netadapter',
    why: 'takes away devices, mounts or the network',
    finds: [
      'rmmod e1000',
      'umount -a',
      'ip link set eth0 down',
      'ip addr flush dev eth0',
      'ifconfig eth0 down',
    ],
    leaves: ['umount /mnt/usb', 'ip addr', 'ifconfig'],
  },
  {
    capability: 'stops-machine',
    object: 'cluster-membership',
    tier: 'grave',
    programs: 'docker',
    words: ['swarm', 'leave'],
    flags: ['-f --force'],
    why: 'takes this machine out of its cluster for good',
    finds: ['docker swarm leave --force'],
    leaves: ['docker swarm init'],
  },
];

const VITAL =
  /^(?:ssh|sshd|docker|containerd|kubelet|network(?:ing|manager)?|NetworkManager|systemd-\S+|firewalld|ufw|iptables|nftables|apparmor|fail2ban|auditd|rsyslog|syslog|cron|crond|dbus|postgres\S*|mysqld?|mariadb|mongod|redis\S*|falcon-sensor|clamav\S*|crowdstrike\S*|osqueryd|wazuh\S*|ossec\S*|sentinel\S*|mdatp|auditbeat|filebeat|sallyport\S*|elastic-agent|falco)(?:\.service)?$/;
