import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where a command inside the sandbox looks for programs; Node is mounted at the first. */
export const SANDBOX_PATH = '/opt/node/bin:/usr/local/bin:/usr/bin:/usr/local/sbin:/usr/sbin';

/** The programs that cases need beyond bash and Debian's essential packages, and the package of each. */
export const DEBIAN_PACKAGE_OF: Readonly<Record<string, string>> = {
  bwrap: 'bubblewrap',
  busybox: 'busybox',
  column: 'bsdextrautils',
  cpio: 'cpio',
  curl: 'curl',
  ed: 'ed',
  ex: 'vim-tiny',
  git: 'git',
  hexdump: 'bsdextrautils',
  jq: 'jq',
  look: 'bsdextrautils',
  make: 'make',
  more: 'util-linux',
  nc: 'netcat-openbsd',
  openssl: 'openssl',
  python3: 'python3',
  rev: 'bsdextrautils',
  rsync: 'rsync',
  script: 'bsdutils',
  unshare: 'util-linux',
  vi: 'vim-tiny',
  wget: 'wget',
  xxd: 'xxd',
  zip: 'zip',
};

/** In the order given; Node is always there, because the tests run on it. */
export const missingPrograms = (programs: readonly string[]): readonly string[] =>
  programs.filter(
    (program) =>
      program !== 'node' && !SANDBOX_PATH.split(':').some((folder) => existsSync(join(folder, program))),
  );

/** What to do about it, as one sentence. */
export const installHint = (programs: readonly string[]): string =>
  `missing here: ${programs.join(', ')}; on Debian run \`apt-get install ${programs
    .map((program) => DEBIAN_PACKAGE_OF[program] ?? program)
    .join(' ')}\``;
