import { type Field, isKnown, literal } from '../field.ts';
import { mark } from '../frame.ts';
import { copyScope, setVariable } from '../scope.ts';
import { homeOf, resolveLexically } from '../place/lexical-path.ts';
import { FROM_PROGRAM, type Stream, textStream } from '../stream.ts';
import { inFolder, usePath } from '../uses.ts';
import { defineExportedFunction, noteCommandVariable } from '../bash/command-variables.ts';
import { readCode } from '../code/read-code.ts';
import { runShellText, runStdinAsShell, runWords } from './nested.ts';
import { type Call, hasFlag, type Program, programsByName, valueOfFlag, wordSet } from './program.ts';

interface WrapperSpec {
  readonly valued?: string;
  /** Operands before the program: `timeout 5 cmd`, `chroot DIR cmd`. */
  readonly skips?: number;
  readonly elevates?: boolean;
  /** `VAR=x` words before the program set its environment. */
  readonly takesVariables?: boolean;
  readonly longSingle?: boolean;
  /** Flags whose value is the folder that the program is started in. */
  readonly folder?: string;
}

function wrapper(spec: WrapperSpec): Program {
  const valued = wordSet(`${spec.valued ?? ''} ${spec.folder ?? ''}`);
  const folderFlags = spec.folder?.split(' ') ?? [];
  return {
    rules: { valued, stopAtOperand: true, ...(spec.longSingle === true && { longSingle: true }) },
    read: (call) => {
      const { name, words } = call;
      const folder = folderFlags.length > 0 ? valueOfFlag(words, ...folderFlags) : undefined;
      const frame = folder ? inFolder(call.frame, folder) : call.frame;
      let operands: readonly Field[] = words.operands.slice(spec.skips ?? 0);
      const scope = spec.takesVariables ? copyScope(frame.scope) : frame.scope;
      if (spec.takesVariables) operands = takeVariables({ ...call, frame: { ...frame, scope } }, operands);
      return runWords(frame, operands, name, { scope, ...(spec.elevates === true && { elevated: true }) });
    },
  };
}

function takeVariables(call: Call, operands: readonly Field[]): readonly Field[] {
  let from = 0;
  for (const { text } of operands) {
    if (defineExportedFunction(call.frame, text)) {
      from++;
      continue;
    }
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(text);
    if (!match) break;
    setVariable(call.frame.scope, match[1] ?? '', match[2] ?? '');
    noteCommandVariable(call.frame, match[1] ?? '', match[2] ?? '');
    from++;
  }
  return operands.slice(from);
}

/** `sudo`: with `-u` the home is that user's only under `-i` or `-H`; `-s` and `-i` start a shell on the words. */
function readSudo(call: Call): Stream {
  const { frame, words, name } = call;
  const folder = valueOfFlag(words, '-D', '--chdir');
  const scope = copyScope((folder ? inFolder(frame, folder) : frame).scope);
  const inner = { ...frame, scope, elevated: true };
  if (hasFlag(words, '-e', '--edit')) {
    for (const file of words.operands) {
      usePath(frame, file, 'read');
      usePath(frame, file, 'write');
    }
    return FROM_PROGRAM;
  }
  const operands = takeVariables({ ...call, frame: inner }, words.operands);
  const changes = { scope, elevated: true };
  if (hasFlag(words, '-s', '-i', '--shell', '--login')) {
    if (operands.length === 0) return runStdinAsShell(inner, name);
    return runShellText(frame, joinWords(operands), `${name} -s`, changes);
  }
  return runWords(frame, operands, name, changes);
}

export const joinWords = (words: readonly Field[]): Field =>
  literal(words.map((field) => field.text).join(' '));

/** `su user -c CODE`, `runuser -u user -- cmd`. */
function readSu(call: Call): Stream {
  const { frame, words, name } = call;
  const code = valueOfFlag(words, '-c', '--command', '--session-command');
  const user = words.operands.find((field) => field.text !== '-')?.text ?? 'root';
  const scope = {
    ...copyScope(frame.scope),
    home: isKnown(user) ? homeOf(user, frame.scope.home) : frame.scope.home,
  };
  if (hasFlag(words, '-', '-l', '--login') || words.operands[0]?.text === '-') scope.folder = scope.home;
  const changes = { scope, elevated: true };
  if (code) return runShellText(frame, code, `${name} -c`, changes);
  if (hasFlag(words, '-u')) return runWords(frame, words.operands, name, changes);
  return runStdinAsShell({ ...frame, ...changes }, name);
}

/** `env -i A=1 cmd`, `env -S 'cmd args'`, `env -C dir cmd`. */
function readEnv(call: Call): Stream {
  const { frame, words } = call;
  const scope = copyScope(frame.scope);
  const folder = valueOfFlag(words, '-C', '--chdir');
  if (folder) scope.folder = resolveLexically(folder.text, { home: scope.home, cwd: scope.folder }).path;
  const split = valueOfFlag(words, '-S', '--split-string');
  const inner = { ...frame, scope };
  if (split) {
    const rest = words.operands.length > 0 ? ` ${joinWords(words.operands).text}` : '';
    // `\_` is a blank and `\c` ends the text; the rest divides as a shell's words do.
    const text = split.text.replace(/\\c[\s\S]*$/, '').replaceAll('\\_', ' ');
    return runShellText(frame, literal(`${text}${rest}`), 'env -S', { scope });
  }
  const operands = takeVariables({ ...call, frame: inner }, words.operands);
  // Without a program it prints the whole environment.
  return operands.length > 0 ? runWords(frame, operands, 'env', { scope }) : FROM_PROGRAM;
}

/** `command -v x` and `type x` only look; `command x` and `builtin x` run it without functions and aliases. */
function readCommandBuiltin(call: Call): Stream {
  const { frame, words, name } = call;
  if (hasFlag(words, '-v', '-V')) return textStream(`${words.operands[0]?.text ?? ''}\n`);
  const scope = { ...frame.scope, functions: undefined, aliases: undefined };
  const stream = runWords(frame, words.operands, name, { scope });
  frame.scope.folder = scope.folder;
  frame.scope.otherFolders = scope.otherFolders;
  return stream;
}

/** `watch 'cmd | cmd'`, `parallel`-like programs that hand their words to a shell. */
const shellWrapper = (valued: string, alsoExec = ''): Program => ({
  rules: { valued: wordSet(valued), stopAtOperand: true },
  read: ({ frame, words, name }) => {
    if (words.operands.length === 0) return FROM_PROGRAM;
    if (alsoExec !== '' && hasFlag(words, ...alsoExec.split(' ')))
      return runWords(frame, words.operands, name);
    return runShellText(frame, joinWords(words.operands), name);
  },
});

/** `script -c CODE file`, `flock file -c CODE`, `flock file cmd`. */
function readCodeFlag({ frame, words, name }: Call): Stream {
  const [first, ...rest] = words.operands;
  const code = valueOfFlag(words, '-c', '--command');
  if (first) usePath(frame, first, 'write');
  if (code) return runShellText(frame, code, `${name} -c`);
  const dashC = rest[0]?.text === '-c' || rest[0]?.text === '--command' ? rest[1] : undefined;
  if (dashC) return runShellText(frame, dashC, `${name} -c`);
  return rest.length > 0 ? runWords(frame, rest, name) : FROM_PROGRAM;
}

/** `chroot DIR cmd`: the paths below lie under the new root. */
function readChroot({ frame, words, name }: Call): Stream {
  const [root, ...operands] = words.operands;
  if (!root || !isKnown(root.text)) return runWords(frame, operands, name, { certain: false });
  const { path } = resolveLexically(root.text, { home: frame.scope.home, cwd: frame.scope.folder });
  const outer = frame.place;
  const prefix = path === '/' ? '' : path;
  const scope = { ...copyScope(frame.scope), folder: '/', otherFolders: [] };
  const place = (inside: string): string | undefined => (outer ? outer(prefix + inside) : prefix + inside);
  if (operands.length === 0) return runStdinAsShell({ ...frame, scope, place, elevated: true }, name);
  return runWords(frame, operands, name, { scope, place, elevated: true });
}

/** `busybox rm x` is rm. */
const applet: Program = {
  rules: { valued: wordSet(''), stopAtOperand: true },
  read: ({ frame, words, name }) => runWords(frame, words.operands, name),
};

function readType({ frame, words }: Call): Stream {
  if (words.operands.some((field) => !isKnown(field.text))) mark(frame, 'dynamic-program');
  return FROM_PROGRAM;
}

/** `gdb -ex 'shell cmd'`: its own commands can start a shell or python. */
function readDebugger({ frame, words, name }: Call): Stream {
  for (const { flag, value } of words.values) {
    if (flag === '-x' || flag === '-s' || flag === '--command') usePath(frame, value, 'execute');
    const shell = /^\s*(?:shell|!|platform shell|pipe)\s*(.+)$/s.exec(value.text)?.[1];
    if (shell !== undefined) runShellText(frame, literal(shell), `${name} ${flag}`);
    const code = /^\s*(?:python|py|script)\s+(.+)$/s.exec(value.text)?.[1];
    if (code !== undefined) readCode(frame, code, 'python', `${name} ${flag}`);
  }
  return hasFlag(words, '--args', '-args') ? runWords(frame, words.operands, name) : FROM_PROGRAM;
}

/** `ip netns exec NAME cmd`. */
function readIp({ frame, args, words }: Call): Stream {
  const at = args.findIndex((field) => field.text === 'exec');
  for (const { flag, value } of words.values) if (flag.startsWith('-b')) usePath(frame, value, 'read');
  return at > 0 ? runWords(frame, args.slice(at + 2), 'ip netns exec') : FROM_PROGRAM;
}

/** `capsh -- -c CODE` hands the rest to a shell. */
function readCapsh({ frame, args }: Call): Stream {
  const at = args.findIndex((field) => field.text === '--' || field.text === '==');
  return at < 0 ? FROM_PROGRAM : runWords(frame, [literal('bash'), ...args.slice(at + 1)], 'capsh');
}

export const WRAPPERS = programsByName<Program>({
  'sudo sudoedit': {
    rules: {
      valued: wordSet(
        '-u -g -C -D -h -p -R -r -T -t -U --user --group --close-from --chdir --host --prompt --chroot --role --command-timeout --type --other-user',
      ),
      stopAtOperand: true,
    },
    read: readSudo,
  },
  doas: wrapper({ valued: '-u -C', elevates: true }),
  'pkexec run0': wrapper({ valued: '--user', elevates: true }),
  'gosu su-exec': wrapper({ skips: 1, elevates: true }),
  'su runuser': {
    rules: { valued: wordSet('-c --command --session-command -s --shell -g --group -G -w -u --user') },
    read: readSu,
  },
  env: {
    rules: { valued: wordSet('-u --unset -C --chdir -S --split-string -a --argv0'), stopAtOperand: true },
    read: readEnv,
  },
  'nohup setsid unbuffer chronic catchsegv dbus-run-session eatmydata fakeroot proxychains proxychains4 torsocks torify tsocks noglob nocorrect winpty uninterrupted':
    wrapper({}),
  nice: wrapper({ valued: '-n --adjustment' }),
  ionice: wrapper({ valued: '-c -n -p -P -u --class --classdata' }),
  chrt: wrapper({ valued: '-T -P -D', skips: 1 }),
  taskset: wrapper({ skips: 1 }),
  'timeout gtimeout': wrapper({ valued: '-k -s --kill-after --signal', skips: 1 }),
  'time gtime': wrapper({ valued: '-o -f --output --format' }),
  stdbuf: wrapper({ valued: '-i -o -e --input --output --error' }),
  unshare: wrapper({
    valued: '-S -G -R --setuid --setgid --root --map-user --map-group --propagation',
    folder: '-w --wd',
  }),
  nsenter: wrapper({
    valued: '-t -S -G --target --setuid --setgid',
    folder: '-w --wdns --wd',
    elevates: true,
  }),
  'setpriv prlimit numactl cpulimit cgexec systemd-inhibit firejail bwrap-run caffeinate arch setarch linux32 linux64':
    wrapper({ valued: '-g -t -w -m -N -C -l -e -p --what --who --why --mode' }),
  'systemd-run': wrapper({
    valued:
      '-p -u -M -H -E --property --unit --slice --uid --gid --setenv --on-calendar --on-active --description',
    folder: '--working-directory',
  }),
  'strace ltrace': wrapper({ valued: '-e -o -p -s -a -E -u -P -O -S -I -b -X --trace --output' }),
  'gdb lldb': {
    rules: { valued: wordSet('-x -p -ex -iex -o -s --eval-command --command'), longSingle: true },
    read: readDebugger,
  },
  valgrind: wrapper({ longSingle: true }),
  ip: { rules: { valued: wordSet('-n -netns -batch -b -f'), longSingle: true }, read: readIp },
  exec: wrapper({ valued: '-a' }),
  'command builtin': { rules: { valued: wordSet(''), stopAtOperand: true }, read: readCommandBuiltin },
  type: { rules: { valued: wordSet('') }, read: readType },
  capsh: { rules: { valued: wordSet('') }, read: readCapsh },
  'busybox toybox': applet,
  'watch entr viddy hyperfine': shellWrapper(
    '-n --interval -d -w -r -m -M --warmup --runs --min-runs -p --prepare',
    '-x --exec',
  ),
  'script flock scriptreplay': {
    rules: { valued: wordSet('-c --command -w -E -t -O -I -B -o --timeout'), stopAtOperand: true },
    read: readCodeFlag,
  },
  chroot: { rules: { valued: wordSet('--userspec --groups'), stopAtOperand: true }, read: readChroot },
});
