import { literal, partOf } from '../field.ts';
import { FROM_FILE, FROM_PROGRAM, type Stream } from '../stream.ts';
import { writeFile } from '../bash/run-command.ts';
import { inFolder, pathOf, usePath } from '../uses.ts';
import { knownContent } from '../written-files.ts';
import { swapPairs } from '../text/line-tools.ts';
import { changed, inputOf } from './filters.ts';
import { fileTable } from './file-program.ts';
import { readMakeText } from './project-files.ts';
import { runShellText, runStdinAsShell, runWords } from './nested.ts';
import { type Call, hasFlag, type Program, programsByName, valueOfFlag, wordSet } from './program.ts';

/** `dd if=… of=…` and its relatives with `name=value` words. */
function readDd({ frame, args }: Call): Stream {
  for (const field of args) {
    const [, key = '', value = ''] = /^(\w+)=(.*)$/s.exec(field.text) ?? [];
    if (key === 'if') usePath(frame, partOf(field, value), 'read');
    if (key === 'of') usePath(frame, partOf(field, value), 'write');
  }
  const source = args.find((field) => field.text.startsWith('if='));
  const input = source
    ? (knownContent(frame, partOf(source, source.text.slice(3))) ?? FROM_FILE)
    : frame.stdin;
  const conversion = args.find((field) => field.text.startsWith('conv='))?.text.slice(5);
  const output = conversion === undefined ? input : changed(input, (text) => convertByDd(text, conversion));
  for (const field of args) {
    const path = field.text.startsWith('of=') ? pathOf(frame, partOf(field, field.text.slice(3))) : undefined;
    if (path !== undefined && output.text !== undefined) writeFile(frame, path, output, false);
  }
  return output;
}

function convertByDd(text: string, conversion: string): string | undefined {
  let out = text;
  for (const name of conversion.split(',')) {
    if (name === 'swab') out = swapPairs(out);
    else if (name === 'ucase') out = out.toUpperCase();
    else if (name === 'lcase') out = out.toLowerCase();
    else if (!/^(?:notrunc|sync|noerror|fsync|fdatasync|nocreat|excl|sparse)$/.test(name)) return undefined;
  }
  return out;
}

/** `crontab file`, `crontab -`: what is installed runs later. */
function readCrontab({ frame, words }: Call): Stream {
  for (const file of words.operands) usePath(frame, file, 'read');
  const installs =
    words.operands.some((field) => field.text === '-') ||
    (words.operands.length === 0 && words.flags.length === 0);
  if (installs && frame.stdin.text !== undefined) {
    for (const line of frame.stdin.text.split('\n')) {
      const command = /^\s*(?:@\w+|(?:\S+\s+){4}\S+)\s+(.+)$/.exec(line)?.[1];
      if (command && !line.startsWith('#'))
        runShellText({ ...frame, stdin: { from: 'none' } }, literal(command), 'crontab');
    }
  }
  return FROM_PROGRAM;
}

function readAt({ frame, words, name }: Call): Stream {
  const file = valueOfFlag(words, '-f');
  if (file) usePath(frame, file, 'execute');
  if (file || hasFlag(words, '-l', '-r', '-d', '-c')) return FROM_PROGRAM;
  return runStdinAsShell(frame, name);
}

/** `man -P cmd`, `less` with a command after `+!`. */
function readPager({ frame, words, name }: Call): Stream {
  const pager = valueOfFlag(words, '-P', '--pager', '-H', '--html');
  if (pager) runShellText(frame, pager, `${name} -P`);
  for (const operand of words.operands) {
    if (operand.text.startsWith('+!')) runShellText(frame, partOf(operand, operand.text.slice(2)), name);
    else if (name !== 'man' || operand.text.includes('/')) usePath(frame, operand, 'read');
  }
  for (const { flag, value } of words.values)
    if (flag === '-k' || flag === '-C' || flag === '-M') usePath(frame, value, 'read');
  return FROM_PROGRAM;
}

/** A flag's value is a command of the shell. */
const commandFlag = (flags: string, valued = '', rest: 'words' | 'shell' | 'none' = 'none'): Program => ({
  rules: { valued: wordSet(`${flags} ${valued}`), stopAtOperand: rest !== 'none' },
  read: ({ frame, words, name }) => {
    for (const { flag, value } of words.values) {
      if (flags.split(' ').includes(flag)) runShellText(frame, value, `${name} ${flag}`);
    }
    if (rest === 'words' && words.operands.length > 0) return runWords(frame, words.operands, name);
    if (rest === 'shell' && words.operands.length > 0) {
      return runShellText(frame, literal(words.operands.map((field) => field.text).join(' ')), name);
    }
    return FROM_PROGRAM;
  },
});

/** `xterm -e cmd`, `gnome-terminal -- cmd`: what follows is started. */
const terminal: Program = {
  rules: { valued: wordSet('') },
  read: ({ frame, args, name }) => {
    const at = args.findIndex((field) => /^(?:-e|-x|--|--execute|--command)$/.test(field.text));
    const words = at < 0 ? [] : args.slice(at + 1);
    const [only] = words;
    if (words.length === 1 && only && /\s/.test(only.text)) return runShellText(frame, only, name);
    return runWords(frame, words, name);
  },
};

/** `tmux new-session 'cmd'`, `screen -dm cmd`: the words after the verb are started by a shell. */
function readTmux({ frame, words, name }: Call): Stream {
  const [verb, ...rest] = words.operands;
  if (name === 'screen') return runWords(frame, words.operands, name);
  if (
    !verb ||
    !/^(?:new|new-session|new-window|neww|split-window|splitw|run|run-shell|respawn-pane|if-shell|popup|display-popup|send-keys|send|pipe-pane)$/.test(
      verb.text,
    )
  )
    return FROM_PROGRAM;
  const code = rest.filter((field) => !/^(?:Enter|C-m|-\w)$/.test(field.text));
  if (code.length === 0) return FROM_PROGRAM;
  return runShellText(frame, literal(code.map((field) => field.text).join(' ')), `tmux ${verb.text}`);
}

/** `make`: what its own flags and a makefile given in the command make it run. */
function readMake({ frame, words, name }: Call): Stream {
  let inner = frame;
  for (const { flag, value } of words.values) {
    if (flag !== '-C' && flag !== '--directory') continue;
    usePath(inner, value, 'execute');
    inner = inFolder(inner, value);
  }
  for (const { flag, value } of words.values) {
    if (flag === '--eval' || flag === '-E') readMakeText(inner, value.text, name, words.operands);
    if (flag !== '-f' && flag !== '--file' && flag !== '--makefile') continue;
    const { text } = inputOf(inner, [value]);
    if (text !== undefined) readMakeText(inner, text, name, words.operands);
  }
  return FROM_PROGRAM;
}

export const SYSTEM_TOOLS: [string, Program][] = [
  ...fileTable({
    'gpg gpg2 gpgsm': {
      operands: 'read*',
      valued:
        '-r --recipient -u --local-user --keyserver --passphrase --cipher-algo --pinentry-mode --passphrase-fd --default-key',
      paths: {
        write: '-o --output',
        read: '--homedir --passphrase-file --import --keyring --secret-keyring',
      },
    },
    'age rage sops': {
      operands: 'read*',
      valued: '-r --recipient',
      paths: { read: '-i --identity -R --recipients-file', write: '-o --output' },
      editFlags: '--in-place -i',
    },
    'ssh-keygen': {
      operands: 'text',
      valued: '-t -b -C -N -P -m -O -I -n -V -z -D',
      paths: { edit: '-f', read: '-R -s -F' },
    },
    'systemctl launchctl service rc-service': {
      operands: 'text read*',
      subcommands: true,
      valued: '-t -p -M -H --type --property',
    },
    'defaults plutil PlistBuddy plistbuddy': { operands: 'text text', paths: { write: '-o' } },
    'pbcopy xclip xsel wl-copy clip': { operands: 'read*', valued: '-selection -t -target -d -display' },
    aws: {
      operands: 'text text read*',
      subcommands: true,
      valued: '--profile --region --output --query --endpoint-url --bucket --key',
      paths: { read: '--body --cli-input-json --template-file --template-body --zip-file' },
    },
    'gsutil gcloud az bq doctl ibmcloud oci linode-cli hcloud': {
      operands: 'text text*',
      subcommands: true,
      valued: '--project --zone --region --query',
      paths: {
        read: '--key-file --file --source --template-file --from-file --data-file',
        write: '--destination-file',
      },
    },
    'terraform tofu terragrunt pulumi packer': {
      operands: 'text read*',
      subcommands: true,
      longSingle: true,
      paths: { read: '-var-file -state -backend-config --var-file', write: '-out -state-out' },
    },
    'helm helmfile kustomize': {
      operands: 'text text read*',
      subcommands: true,
      paths: { read: '-f --values --set-file --kubeconfig', write: '-o --output-dir -d --destination' },
    },
    'ansible-playbook ansible ansible-vault ansible-galaxy': {
      operands: 'read*',
      valued: '-e -u -l -t --tags --limit',
      paths: { read: '-i --inventory --private-key --vault-password-file --key-file' },
    },
    'qemu-system-x86_64 qemu-img': {
      operands: 'text read*',
      paths: { read: '-hda -cdrom -drive -kernel' },
      longSingle: true,
    },
    'bc dc': { operands: 'read*', valued: '-e -S -I -O', paths: { read: '-f --file' } },
    'killall pkill pgrep renice skill': { operands: 'text*', valued: '-s -n -u -U -g -t -P' },
    'locale tput stty id whoami groups hostname uname uptime who w last free df ps top htop vmstat iostat lscpu lsblk lsusb lspci nproc getconf cal seq expr factor clear reset tty logname users sysctl lsmod dmesg journalctl ifconfig route netstat ss lsof fuser':
      { valued: '-o -u -p -n -d -f -e' },
    'npm pnpm yarn pip pip3 pipx uv poetry cargo go gem bundle composer mvn gradle dotnet brew apt apt-get dpkg yum dnf rpm pacman apk snap flatpak zypper nix conda mamba':
      {
        operands: 'text text*',
        subcommands: true,
        valued: '-g -m -p',
        paths: {
          read: '-r --requirement --requirements-file -c --constraint --userconfig --manifest-path',
          write: '--prefix --target --target-dir -t',
        },
      },
    'cmake ninja just task rake': {
      operands: 'text*',
      valued: '-j -D -G',
      paths: { read: '-f --file --justfile', execute: '-C --directory' },
    },
    'gcc g++ cc c++ clang clang++ ld as rustc javac ghc tcc': {
      operands: 'read*',
      valued: '-D -l -std -W -O -x -target',
      paths: { write: '-o -d', read: '-I -L -include -isystem -T' },
    },
    'useradd usermod userdel groupadd passwd chpasswd visudo vipw adduser deluser': {
      operands: 'text*',
      valued: '-u -g -G -s -d -c -p',
    },
  }),
  ...programsByName<Program>({
    'dd dcfldd dc3dd': { rules: { valued: wordSet('') }, read: readDd },
    'make gmake': {
      rules: { valued: wordSet('-C --directory -f --file --makefile --eval -E -j -l -I -o -W') },
      read: readMake,
    },
    crontab: { rules: { valued: wordSet('-u') }, read: readCrontab },
    'at batch': { rules: { valued: wordSet('-f -q -t') }, read: readAt },
    'man less more': {
      rules: { valued: wordSet('-P --pager -H -C -M -k -p -x -j -o -O -t -T -L -S') },
      read: readPager,
    },
    'xterm gnome-terminal konsole alacritty kitty urxvt rxvt st terminator xfce4-terminal x-terminal-emulator foot wezterm':
      terminal,
    'tmux screen': {
      rules: { valued: wordSet('-L -S -f -c -s -t -n -x -y -dmS -h -p'), stopAtOperand: true },
      read: readTmux,
    },
    expect: commandFlag('-c'),
    'ssh-agent dbus-launch start-stop-daemon daemonize': commandFlag(
      '--exec-command',
      '-t -a -n -p -e --name --project --config',
      'words',
    ),
    'fzf peco sk': commandFlag(
      '--preview --bind',
      '-q --query -d --delimiter -n --nth --height --prompt --header',
    ),
    'watchexec nodemon chokidar concurrently npm-run-all': commandFlag(
      '-x --exec',
      '-w --watch -e --ext -i --ignore',
      'shell',
    ),
  }),
];
