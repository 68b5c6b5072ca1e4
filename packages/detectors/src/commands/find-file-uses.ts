/** What a command does to places whose name alone says what is meant: keys, what starts by itself, devices. */
import type { PathUse } from '@sallyport/action-model';
import type { Capability, Tier } from './capability.ts';

export type FileUse = {
  readonly capability: Capability;
  readonly object: string;
  readonly tier: Tier;
  readonly why: string;
  readonly given: string;
  readonly path: string;
};

type Place = Omit<FileUse, 'given' | 'path'> & { readonly access: PathUse['access']; readonly path: RegExp };

const PLACES: readonly Place[] = [
  {
    capability: 'stops-machine',
    object: 'kernel-request',
    tier: 'grave',
    access: 'write',
    path: /^\/proc\/sysrq-trigger$/,
    why: 'tells the kernel to crash or restart at once',
  },
  {
    capability: 'stops-machine',
    object: 'system-settings',
    tier: 'serious',
    access: 'write',
    path: /^\/etc\/(?:fstab|crypttab|inittab|nsswitch\.conf|ssh\/sshd_config)$|^\/boot\/(?:grub|efi|vmlinuz|initrd)/,
    why: 'changes what the machine needs to start or to let people in',
  },
  {
    capability: 'stops-guard',
    object: 'traces',
    tier: 'serious',
    access: 'write',
    path: /^\/var\/log\/(?:auth\.log|secure|syslog|messages|wtmp|btmp|lastlog|audit\/)|\/\.(?:bash|zsh|python|mysql|psql)_history$/,
    why: 'writes over the traces of what was done',
  },
  {
    capability: 'reads-credentials',
    object: 'keys',
    tier: 'serious',
    access: 'read',
    path: /\/id_(?:rsa|dsa|ecdsa|ed25519|\*|\w*\*)$|^\/proc\/(?:self|\d+|\*)\/environ$|\/(?:\.ssh\/(?:id_\w+|[\w.-]+\.pem|\*)|\.ssh|\.gnupg|\.aws(?:\/credentials)?|\.netrc|\.git-credentials|\.pgpass|\.vault-token|\.config\/gcloud\/[\w.-]*credentials[\w.-]*|\.azure\/accessTokens\.json|\.config\/gh\/hosts\.yml|Login Data|logins\.json|login\.keychain(?:-db)?|\.claude\/\.credentials\.json|wallet\.dat)$(?<!\.pub)/,
    why: 'reads keys or stored passwords',
  },
  {
    capability: 'reads-credentials',
    object: 'system-passwords',
    tier: 'serious',
    access: 'read',
    path: /^\/etc\/(?:shadow-?|gshadow|sudoers|master\.passwd)$|\/(?:NTDS\.dit|config\/SAM)$/i,
    why: 'reads the system’s password hashes',
  },
  {
    capability: 'deletes',
    object: 'keys',
    tier: 'serious',
    access: 'write',
    path: /\/(?:\.ssh\/id_\w+|\.aws\/credentials|\.netrc|\.git-credentials|\.pgpass|\.kube\/config)$/,
    why: 'writes over keys or stored passwords',
  },
  {
    capability: 'persists',
    object: 'login-keys',
    tier: 'grave',
    access: 'write',
    path: /\/\.ssh\/authorized_keys2?$/,
    why: 'lets somebody log in with a key of theirs',
  },
  {
    capability: 'persists',
    object: 'scheduled',
    tier: 'serious',
    access: 'write',
    path: /^\/etc\/cron[\w.]*(?:\/|$)|^\/var\/spool\/cron\/|\/(?:LaunchAgents|LaunchDaemons)\/[^/]+$|\/systemd\/(?:system|user)(?:\/[^/]+\.(?:service|timer|path|socket))?$|^\/etc\/(?:init\.d\/|rc\.local|profile\.d\/|ld\.so\.preload|pam\.d\/)|\/Start Menu\/Programs\/Startup\/|\/autostart\/[^/]+\.desktop$/i,
    why: 'puts something where it starts by itself',
  },
  {
    capability: 'persists',
    object: 'shell-start',
    // Everybody adds to their path there; what makes it worse is in what is added.
    tier: 'contained',
    access: 'write',
    path: /\/\.(?:bashrc|bash_profile|bash_login|profile|zshrc|zshenv|zprofile|zlogin|config\/fish\/config\.fish)$|^\/etc\/(?:profile|bash\.bashrc|zshrc|environment)$|(?:Microsoft\.PowerShell_)?profile\.ps1$/i,
    why: 'changes what every new shell runs',
  },
  {
    capability: 'persists',
    object: 'scheduled',
    tier: 'serious',
    access: 'write',
    path: /^\/etc\/(?:udev\/rules\.d|update-motd\.d|NetworkManager\/dispatcher\.d|modules-load\.d|apt\/apt\.conf\.d|initramfs-tools\/(?:hooks|scripts))\/[^/]|\/\.ssh\/rc$|\/(?:site|dist)-packages\/(?:(?:user|site)customize\.py|[^/]+\.pth)$/,
    why: 'puts something where it starts by itself',
  },
  {
    capability: 'persists',
    object: 'tool-start',
    // People keep their settings there; what makes it worse is in what is added.
    tier: 'contained',
    access: 'write',
    path: /\/\.(?:g?vimrc|config\/nvim\/init\.(?:vim|lua)|tmux\.conf|screenrc|emacs|gdbinit|inputrc|ssh\/config|gitconfig)$/,
    why: 'changes what a tool runs at its start',
  },
  {
    capability: 'gains-privilege',
    object: 'kernel-helper',
    tier: 'grave',
    access: 'write',
    path: /^\/proc\/sys\/kernel\/(?:core_pattern|modprobe)$|\/release_agent$/,
    why: 'names a program that the kernel will run with all rights',
  },
  {
    capability: 'stops-guard',
    object: 'kernel-protection',
    tier: 'serious',
    access: 'write',
    path: /^\/proc\/sys\/kernel\/(?:randomize_va_space|yama\/ptrace_scope|kptr_restrict|dmesg_restrict|unprivileged_bpf_disabled)$|^\/etc\/selinux\/config$/,
    why: 'turns off a protection of the system',
  },
  {
    capability: 'persists',
    object: 'git-hook',
    tier: 'serious',
    access: 'write',
    path: /\/\.git\/hooks\/(?![^/]*\.sample$)[^/]+$/,
    why: 'makes git run something by itself',
  },
  {
    capability: 'gains-privilege',
    object: 'sudoers',
    tier: 'grave',
    access: 'write',
    path: /^\/etc\/(?:sudoers(?:\.d\/.*)?|passwd|shadow|doas\.conf)$/,
    why: 'changes who may do everything on this machine',
  },
  {
    capability: 'overwrites-device',
    object: 'disk',
    tier: 'grave',
    access: 'write',
    path: /^\/dev\/(?:sd[a-z]|hd[a-z]|vd[a-z]|xvd[a-z]|nvme\d|mmcblk\d|r?disk\d|md\d|dm-\d|mem$|kmem$|port$)/,
    why: 'writes over a disk',
  },
];

/** Redirections and copies alike; programs that only look at a disk don't write to it. */
export function fileUsesOf(paths: readonly PathUse[]): readonly FileUse[] {
  const found: FileUse[] = [];
  for (const { path, access, given } of paths.slice(0, 128)) {
    const short = path.slice(0, 512);
    for (const { path: pattern, access: wanted, ...place } of PLACES) {
      if (access !== wanted || !pattern.test(short)) continue;
      if (!found.some(({ object }) => object === place.object)) found.push({ ...place, given, path });
    }
  }
  return found;
}
