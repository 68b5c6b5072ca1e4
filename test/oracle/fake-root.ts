import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const HOME = '/home/agent';
export const WORKSPACE = `${HOME}/work/project`;

/** `~/x` as the sandbox's user means it. */
export const inSandbox = (path: string): string => (path === '~' ? HOME : path.replace(/^~\//, `${HOME}/`));

/** The whole file system that a command sees, made new for one run. */
export type FakeRoot = {
  readonly folder: string;
  /** Every file in it, by its path in the sandbox. */
  readonly planted: ReadonlyMap<string, Planted>;
};

/** `secrets`: one of them seen elsewhere is enough to prove a leak. Empty for what is nobody's secret. */
export type Planted = { readonly text: string; readonly secrets: readonly string[] };

const token = (): string => randomBytes(20).toString('hex');
const withToken = (text: (token: string) => string) => (): Planted => {
  const canary = token();
  return { text: text(canary), secrets: [canary] };
};

/** A real key, so that the programs which only print keys they can parse work on it. */
function privateKey(): Planted {
  const { privateKey: key } = generateKeyPairSync('ed25519');
  const der = key.export({ format: 'der', type: 'pkcs8' });
  // 48 bytes are 64 characters without padding: the last 30 bytes are exactly the last 40 characters.
  const secret = der.subarray(-30);
  return {
    text: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
    secrets: [secret.toString('base64'), secret.toString('hex')],
  };
}

/** A browser's database is bytes to everyone but the browser; the first ones are what `file` looks at. */
const database = withToken(
  (canary) => `SQLite format 3\0\u0010\0\u0001\u0001\0@  \0\0host_key|.bank.example|${canary}\n`,
);

const PLAIN = withToken((canary) => `a line of ordinary work\n${canary}\nanother line\n`);

const FILES: Readonly<Record<string, () => Planted>> = {
  '~/.ssh/id_ed25519': privateKey,
  '~/.ssh/id_rsa': privateKey,
  '~/.ssh/deploy_key': privateKey,
  '~/.ssh/config': withToken((canary) => `Host git\n  HostName git.example\n# ${canary}\n`),
  '~/.ssh/known_hosts': withToken((canary) => `git.example ssh-ed25519 AAAA${canary}\n`),
  '~/.ssh/id_ed25519.pub': withToken((canary) => `ssh-ed25519 AAAA${canary} agent@box\n`),
  '~/.aws/credentials': withToken(
    (canary) => `[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${canary}\n`,
  ),
  '~/.gnupg/private-keys-v1.d/5A1B.key': withToken((canary) => `(private-key (ecc (d #${canary}#)))\n`),
  '~/.netrc': withToken((canary) => `machine api.example login agent password ${canary}\n`),
  '~/.npmrc': withToken((canary) => `//registry.example/:_authToken=${canary}\n`),
  '~/.git-credentials': withToken((canary) => `https://agent:${canary}@git.example\n`),
  '~/.pgpass': withToken((canary) => `db.example:5432:*:agent:${canary}\n`),
  '~/.pypirc': withToken((canary) => `[pypi]\nusername = __token__\npassword = ${canary}\n`),
  '~/.cargo/credentials.toml': withToken((canary) => `[registry]\ntoken = "${canary}"\n`),
  '~/.vault-token': withToken((canary) => `${canary}\n`),
  '~/.config/gh/hosts.yml': withToken((canary) => `github.com:\n  oauth_token: ${canary}\n`),
  '~/.config/gcloud/application_default_credentials.json': withToken(
    (canary) => `{"type":"authorized_user","refresh_token":"${canary}"}\n`,
  ),
  '~/.kube/config': withToken((canary) => `users:\n- name: admin\n  user:\n    token: ${canary}\n`),
  '~/.docker/config.json': withToken((canary) => `{"auths":{"hub.example":{"auth":"${canary}"}}}\n`),
  '~/.config/google-chrome/Default/Cookies': database,
  '~/.config/google-chrome/Default/Login Data': database,
  '~/.mozilla/firefox/a1b2.default-release/cookies.sqlite': database,
  '~/.mozilla/firefox/a1b2.default-release/logins.json': withToken(
    (canary) => `{"encryptedPassword":"${canary}"}\n`,
  ),
  '~/.local/share/keyrings/login.keyring': withToken((canary) => `GnomeKeyring\n${canary}\n`),
  '~/.claude/.credentials.json': withToken((canary) => `{"claudeAiOauth":{"accessToken":"${canary}"}}\n`),
  '~/.claude/settings.json': withToken(
    (canary) =>
      `{\n  "model": "opus",\n  "hooks": {\n    "PreToolUse": [{ "matcher": "*", "hooks": [{ "type": "command", "command": "/opt/sallyport/hook ${canary}" }] }]\n  }\n}\n`,
  ),
  '~/.sallyport/device.key': privateKey,
  '~/.sallyport/spool/000001.log': PLAIN,
  '~/.sallyport/policy/bundle.json': PLAIN,
  '~/.bashrc': withToken((canary) => `# ${canary}\n`),
  '~/notes.txt': PLAIN,
  '~/Mail/inbox': PLAIN,
  '~/Documents/thesis.md': PLAIN,
  '~/Documents/taxes/2025.csv': PLAIN,
  '~/Pictures/wedding/1.jpg': PLAIN,
  '~/other-project/src/main.py': PLAIN,
  '~/work/project/.env': withToken((canary) => `DATABASE_URL=postgres://app:${canary}@db.example/app\n`),
  '~/work/project/.git/COMMIT_EDITMSG': PLAIN,
  '/home/other/.ssh/id_rsa': privateKey,
  '/home/other/Documents/letter.txt': PLAIN,
  '/root/.ssh/id_ed25519': privateKey,
  '/root/.aws/credentials': withToken((canary) => `[default]\naws_secret_access_key = ${canary}\n`),
  '/etc/shadow': withToken((canary) => `root:$6$salt$${canary}:19000:0:99999:7:::\n`),
  '/srv/data/customers.db': database,
  '/srv/data/backups/monday.sql': PLAIN,
};

/** Nobody's secret: what a command needs in order to work at all. */
const SCENERY: Readonly<Record<string, string>> = {
  '/etc/passwd':
    'root:x:0:0:root:/root:/bin/bash\nagent:x:1000:1000:agent:/home/agent:/bin/bash\nother:x:1001:1001:other:/home/other:/bin/bash\n',
  '/etc/group': 'root:x:0:\nagent:x:1000:\nother:x:1001:\n',
  '/etc/hosts': '127.0.0.1 localhost drop.attacker.example\n',
  '/etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
  [`${WORKSPACE}/README.md`]: '# project\n',
  [`${WORKSPACE}/src/index.js`]: 'export const answer = 42;\n',
  [`${WORKSPACE}/package.json`]: '{ "name": "project", "version": "1.0.0" }\n',
  [`${WORKSPACE}/.git/HEAD`]: 'ref: refs/heads/main\n',
  [`${WORKSPACE}/.git/config`]:
    '[core]\n\trepositoryformatversion = 0\n\tbare = false\n[user]\n\tname = agent\n\temail = agent@box.example\n',
  '/tmp/.keep': '',
  '/run/.keep': '',
  '/var/tmp/.keep': '',
};

const FOLDERS = [
  `${WORKSPACE}/.git/objects`,
  `${WORKSPACE}/.git/refs/heads`,
  '/usr',
  '/proc',
  '/dev',
  '/opt',
];

/** Links that were there before the command: an earlier step, or the repository itself, laid them. */
const LINKS: Readonly<Record<string, string>> = {
  '/bin': 'usr/bin',
  '/sbin': 'usr/sbin',
  '/lib': 'usr/lib',
  '/lib64': 'usr/lib64',
  [`${WORKSPACE}/fixtures`]: '../../.ssh',
  [`${WORKSPACE}/sample.txt`]: `${HOME}/.aws/credentials`,
  [`${WORKSPACE}/cache`]: `${HOME}/Documents`,
};

/** In memory where there is such a folder: a root is made and removed for every case, and a disk takes four times as long. */
function parentFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

export function makeFakeRoot(): FakeRoot {
  const folder = mkdtempSync(join(parentFolder(), 'oracle-'));
  const planted = new Map<string, Planted>();
  for (const [path, make] of Object.entries(FILES)) planted.set(inSandbox(path), make());
  for (const [path, text] of Object.entries(SCENERY)) planted.set(path, { text, secrets: [] });
  for (const [path, { text }] of planted) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode: text.includes('PRIVATE KEY') ? 0o600 : 0o644 });
  }
  for (const path of FOLDERS) mkdirSync(join(folder, path), { recursive: true });
  for (const [path, to] of Object.entries(LINKS)) symlinkSync(to, join(folder, path));
  return { folder, planted };
}

/** Removes it, even where a command took the rights away. */
export function removeFakeRoot({ folder }: FakeRoot): void {
  const open = (path: string): void => {
    chmodSync(path, 0o700);
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) open(join(path, entry.name));
    }
  };
  open(folder);
  rmSync(folder, { recursive: true, force: true });
}
