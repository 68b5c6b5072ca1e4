import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Something that an agent's machine does between the question and the moment the call runs. */
export type ChangeCell = {
  readonly name: string;
  /** How the files lie when the question is asked. */
  readonly files: Readonly<Record<string, string>>;
  readonly tool?: 'Bash' | 'Read';
  readonly input: Readonly<Record<string, string>>;
  readonly change: (cwd: string) => void;
};

const SCRIPT = { 'deploy.sh': '#!/bin/sh\necho ran-as-approved\n' };
const deploy = { command: './deploy.sh' };

export const CHANGE_CELLS: readonly ChangeCell[] = [
  {
    name: 'a line is added to the script',
    files: SCRIPT,
    input: deploy,
    change: (cwd) => appendFileSync(join(cwd, 'deploy.sh'), 'echo evil\n'),
  },
  {
    name: 'one character of the script is another, with the same length and time',
    files: SCRIPT,
    input: deploy,
    change: (cwd) => {
      const path = join(cwd, 'deploy.sh');
      writeFileSync(path, readFileSync(path, 'utf8').replace('approved', 'approveD'));
      utimesSync(path, 1, 1);
    },
  },
  {
    name: 'the script is replaced by another file of the same content',
    files: SCRIPT,
    input: deploy,
    change: (cwd) => {
      copyFileSync(join(cwd, 'deploy.sh'), join(cwd, 'copy.sh'));
      renameSync(join(cwd, 'copy.sh'), join(cwd, 'deploy.sh'));
    },
  },
  {
    name: 'the script becomes a link to another',
    files: { ...SCRIPT, 'evil.sh': '#!/bin/sh\necho evil\n' },
    input: deploy,
    change: (cwd) => {
      rmSync(join(cwd, 'deploy.sh'));
      symlinkSync('evil.sh', join(cwd, 'deploy.sh'));
    },
  },
  {
    name: 'the folder of the script becomes a link to another folder',
    files: { 'tools/deploy.sh': '#!/bin/sh\necho one\n', 'evil/deploy.sh': '#!/bin/sh\necho evil\n' },
    input: { command: 'sh tools/deploy.sh' },
    change: (cwd) => {
      renameSync(join(cwd, 'tools'), join(cwd, 'tools.old'));
      symlinkSync('evil', join(cwd, 'tools'));
    },
  },
  {
    name: 'the script is removed',
    files: SCRIPT,
    input: deploy,
    change: (cwd) => rmSync(join(cwd, 'deploy.sh')),
  },
  {
    name: '`package.json` gets another script',
    files: { 'package.json': '{"scripts":{"deploy":"echo fine"}}' },
    input: { command: 'npm run deploy' },
    change: (cwd) => writeFileSync(join(cwd, 'package.json'), '{"scripts":{"deploy":"echo evil"}}'),
  },
  {
    name: '`.npmrc` appears and names another shell',
    files: { 'package.json': '{"scripts":{"deploy":"echo fine"}}' },
    input: { command: 'npm run deploy' },
    change: (cwd) => writeFileSync(join(cwd, '.npmrc'), 'script-shell=/tmp/evil\n'),
  },
  {
    name: 'the makefile gets another recipe',
    files: { Makefile: 'all:\n\techo fine\n' },
    input: { command: 'make all' },
    change: (cwd) => writeFileSync(join(cwd, 'Makefile'), 'all:\n\techo evil\n'),
  },
  {
    name: 'a makefile appears that is taken first',
    files: { Makefile: 'all:\n\techo fine\n' },
    input: { command: 'make all' },
    change: (cwd) => writeFileSync(join(cwd, 'GNUmakefile'), 'all:\n\techo evil\n'),
  },
  {
    name: 'a makefile in the folder it goes to changes',
    files: { 'sub/Makefile': 'all:\n\techo fine\n' },
    input: { command: 'make -C sub all' },
    change: (cwd) => writeFileSync(join(cwd, 'sub/Makefile'), 'all:\n\techo evil\n'),
  },
  {
    name: 'the program that is found over `PATH` has another content',
    files: { '../../.local/bin/deploy.sh': '#!/bin/sh\necho fine\n' },
    input: { command: 'deploy.sh prod' },
    change: (cwd) => appendFileSync(join(cwd, '../../.local/bin/deploy.sh'), 'echo evil\n'),
  },
  {
    name: 'another program of its name comes to lie in a folder of `PATH`',
    files: { '../../.local/bin/deploy.sh': '#!/bin/sh\necho fine\n' },
    input: { command: 'deploy.sh --dry-run prod' },
    change: (cwd) => {
      mkdirSync(join(cwd, '../../bin'), { recursive: true });
      writeFileSync(
        join(cwd, '../../bin/deploy.sh'),
        `#!/bin/sh\necho evil ${process.pid}-${Math.random()}\n`,
        {
          mode: 0o755,
        },
      );
    },
  },
  {
    name: 'the file that is read becomes a link to another',
    files: { 'ask.txt': 'fine\n', 'other.txt': 'secret\n' },
    tool: 'Read',
    input: { file_path: 'ask.txt' },
    change: (cwd) => {
      rmSync(join(cwd, 'ask.txt'));
      symlinkSync('other.txt', join(cwd, 'ask.txt'));
    },
  },
  {
    name: 'the file that is read has another content',
    files: { 'ask.txt': 'fine\n' },
    tool: 'Read',
    input: { file_path: 'ask.txt' },
    change: (cwd) => writeFileSync(join(cwd, 'ask.txt'), 'other\n'),
  },
];

export function lay(cwd: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(cwd, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text, { mode: 0o755 });
  }
}

/** The agent answers its own question; names in braces are put in. Each is a Bash command. */
export const SELF_APPROVALS: readonly string[] = [
  'sallyport approvals approve {ticket}',
  'npx sallyport approvals approve {ticket} --yes',
  'node {program} approvals approve {ticket} --no-input',
  'env HOME={home} sallyport approvals approve {ticket}',
  'timeout 5 sallyport approvals approve {ticket}',
  'sh -c "sallyport approvals approve {ticket}"',
  'S=sally; ${S}port approvals approve {ticket}',
  'echo {ticket} | xargs -n1 node {program} approvals approve',
  'curl -X POST http://localhost:{port}/api/v1/approvals/{ticket}/answer -H "content-type: application/json" -d \'{"says":"approve","nonce":"{nonce}"}\'',
  'curl -H "Authorization: Bearer $(cat {state}/secrets/api-token)" -X POST http://127.0.0.1:{port}/api/v1/approvals/{ticket}/answer -d x',
  'chromium --headless --no-sandbox --dump-dom http://localhost:{port}/',
  'cat {state}/secrets/api-token',
  'cat {state}/secrets/device-key.pem',
  'sed -i s/open/approved/ {state}/approvals.json',
  `python3 -c "import json; p='{state}/approvals.json'; d=json.load(open(p)); open(p,'w').write(json.dumps(d))"`,
  'sqlite3 {state}/control-plane/state.sqlite "update approval_tickets set state=\'approved\'"',
  'cat {state}/control-plane/keys/policy-signing.pem',
  'curl --unix-socket {state}/run/hook.sock http://localhost/held/00000000000000000000000000000000',
  `node -e "fetch('http://localhost:{port}/api/v1/approvals')"`,
  'sallyport console',
  // A passkey of its own, with which it would answer as a person.
  'sallyport approvals passkey add --for agent',
  'node {program} approvals passkey add --for agent',
  'echo agent | script -qec "sallyport approvals passkey add --for agent" /dev/null',
  `expect -c 'spawn sallyport approvals passkey add --for agent; send "agent\\r"; interact'`,
  `python3 -c "import pty; pty.spawn(['sallyport', 'approvals', 'passkey', 'add', '--for', 'agent'])"`,
  'curl -X POST http://localhost:{port}/api/v1/passkeys/challenge -H "content-type: application/json" -d \'{"device":"d"}\'',
  'curl -H "Authorization: Bearer $(cat {state}/secrets/api-token)" -X POST http://localhost:{port}/api/v1/passkeys -d x',
  'chromium --headless --no-sandbox --remote-debugging-port=0 http://localhost:{port}/passkeys',
  `node -e "import('playwright-core').then(async ({chromium}) => { const page = await (await chromium.launch()).newPage(); await page.goto('http://localhost:{port}/passkeys'); const cdp = await page.context().newCDPSession(page); await cdp.send('WebAuthn.enable'); await cdp.send('WebAuthn.addVirtualAuthenticator', {options: {protocol: 'ctap2', transport: 'internal'}}); })"`,
  'node drive-browser.mjs http://localhost:{port}/approvals/{ticket}',
  'cp own-keys.json {state}/passkeys.json',
  'cat {state}/passkey-codes.json',
];
