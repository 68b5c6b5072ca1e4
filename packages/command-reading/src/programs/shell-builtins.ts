import { type Field, isKnown, literal, UNKNOWN, withoutUnset } from '../field.ts';
import { asParameters, deeper, mark, markIfDecoded, notePattern, through } from '../frame.ts';
import { MAX_TEXT, MAX_WORDS } from '../limits.ts';
import { resolveLexically } from '../place/lexical-path.ts';
import { enterFolder, setArray, setVariable } from '../scope.ts';
import { FROM_PROGRAM, type Stream, textStream } from '../stream.ts';
import { usePath } from '../uses.ts';
import { evaluateText } from '../bash/arithmetic.ts';
import { noteCommandVariable } from '../bash/command-variables.ts';
import { runSubscripts } from '../bash/subscript-code.ts';
import { NO_VALUES } from './flags.ts';
import { runShellText } from './nested.ts';
import { noteShellOptions, runScriptFile } from './shells.ts';
import { type Call, hasFlag, type Program, programsByName, valueOfFlag, wordSet } from './program.ts';

const NOTHING: Stream = textStream('');

function changeFolder({ frame, name, words }: Call): Stream {
  const { scope } = frame;
  const [target] = words.operands;
  const before = scope.folder;
  if (name === 'popd') {
    enterFolder(scope, scope.folderStack.at(-1) ?? scope.oldFolder);
    scope.folderStack = scope.folderStack.slice(0, -1);
    return NOTHING;
  }
  if (name === 'pushd') scope.folderStack = [...scope.folderStack.slice(-16), before];
  const wanted = target === undefined ? scope.home : target.text === '-' ? scope.oldFolder : target.text;
  const plain = withoutUnset(wanted);
  const folder = resolveLexically(plain === '' ? scope.folder : plain, { home: scope.home, cwd: before });
  enterFolder(scope, folder.path);
  // Every name below is then found by pattern, too.
  if (target?.glob) notePattern(frame.reading, folder.path);
  const searched = scope.variables.get('CDPATH');
  if (searched !== undefined && /^[^/~.]|^\.[^./]/.test(plain)) {
    // The folders of CDPATH come first.
    for (const base of searched.split(':').slice(0, 4)) {
      if (base !== '')
        enterFolder(scope, resolveLexically(`${base}/${plain}`, { home: scope.home, cwd: before }).path);
    }
  }
  return NOTHING;
}

/** `export x=1`, `declare -x y=2`, `local z`. */
function declare({ frame, words, name }: Call): Stream {
  const letters = name === 'export' ? undefined : lettersOf(words);
  for (const { text } of words.operands) {
    const equals = text.indexOf('=');
    if (letters) {
      const named = equals < 0 ? text : text.slice(0, equals);
      (frame.scope.letters ??= new Map()).set(named, letters);
    }
    // `BASH_ENV=file; export BASH_ENV`: from here on other programs see it.
    if (equals < 0 && name === 'export') noteExported(frame, text);
    if (equals <= 0) continue;
    const variable = text.slice(0, equals).replace(/\+$/, '');
    const value = text.slice(equals + 1);
    if (name !== 'export' && hasFlag(words, '-n') && isKnown(value)) {
      (frame.scope.references ??= new Map()).set(variable, value);
      continue;
    }
    setVariable(frame.scope, variable, value);
    if (name !== 'local') noteCommandVariable(frame, variable, value);
  }
  return NOTHING;
}

const lettersOf = (words: Call['words']): 'small' | 'large' | undefined =>
  hasFlag(words, '-l') ? 'small' : hasFlag(words, '-u') ? 'large' : undefined;

function noteExported(frame: Call['frame'], name: string): void {
  const value = frame.scope.variables.get(name);
  if (value !== undefined) noteCommandVariable(frame, name, value);
}

function evaluate({ frame, args }: Call): Stream {
  const code = args.map((field) => field.text).join(' ');
  if (code === '') return NOTHING;
  if (!isKnown(code)) mark(frame, 'dynamic-code');
  markIfDecoded(frame, code);
  const inner = deeper(frame, { via: through(frame, 'eval') });
  return inner ? frame.reading.engine.runText(inner, code) : FROM_PROGRAM;
}

function source(call: Call): Stream {
  const [file] = call.words.operands;
  if (!file) return NOTHING;
  if (/^\/dev\/(?:stdin|fd\/0)$/.test(file.text) && call.frame.stdin.text !== undefined) {
    return evaluate({ ...call, args: [literal(call.frame.stdin.text)] });
  }
  return runScriptFile(call, file, true);
}

function trap({ frame, args }: Call): Stream {
  const code = args.find((field) => !field.text.startsWith('-'));
  if (!code || code.text === '' || args.length < 2) return NOTHING;
  if (!isKnown(code.text)) mark(frame, 'dynamic-code');
  const inner = deeper(frame, { via: through(frame, 'trap') });
  if (inner) frame.reading.engine.runText(inner, code.text);
  return NOTHING;
}

function defineAlias({ frame, args }: Call): Stream {
  for (const { text } of args) {
    const equals = text.indexOf('=');
    if (equals > 0) (frame.scope.aliases ??= new Map()).set(text.slice(0, equals), text.slice(equals + 1));
  }
  return NOTHING;
}

/** `read x y` takes the next line of what is known of the input. */
function read({ frame, words }: Call): Stream {
  const line = nextLine(frame);
  const names = words.operands.map((field) => field.text);
  const arrayName = words.values.find(({ flag }) => flag === '-a')?.value.text;
  const pieces = line?.split(separatorOf(frame.scope.variables.get('IFS'))).filter((piece) => piece !== '');
  if (arrayName !== undefined) setArray(frame.scope, arrayName, pieces?.slice(0, MAX_WORDS) ?? [UNKNOWN]);
  const targets = names.length > 0 ? names : ['REPLY'];
  for (const [index, name] of targets.entries()) {
    const isLast = index === targets.length - 1;
    const value = isLast && index === 0 ? line : isLast ? pieces?.slice(index).join(' ') : pieces?.[index];
    setVariable(frame.scope, name, pieces ? (value ?? '') : UNKNOWN);
    if (frame.stdin.glob && value !== undefined) notePattern(frame.reading, value);
  }
  return NOTHING;
}

/** Commands that share an input take its lines in turn; behind the last one nothing is known. */
function nextLine({ reading, stdin }: Call['frame']): string | undefined {
  if (stdin.text === undefined) return undefined;
  const taken = (reading.taken ??= new WeakMap<Stream, number>()).get(stdin) ?? 0;
  reading.taken.set(stdin, taken + 1);
  return stdin.text.split('\n', taken + 1)[taken] ?? (taken > 0 ? undefined : '');
}

function separatorOf(separators: string | undefined): RegExp {
  const usable = separators === undefined || separators === '' ? ' \t' : separators.slice(0, 8);
  return new RegExp(`[${usable.replaceAll(/[\\\]^-]/g, '\\$&')}]+`);
}

function readArray({ frame, words }: Call): Stream {
  const callback = valueOfFlag(words, '-C');
  if (callback) runShellText(frame, callback, 'mapfile -C');
  const name = words.operands[0]?.text ?? 'MAPFILE';
  const lines = frame.stdin.text?.split('\n').slice(0, MAX_WORDS);
  if (frame.stdin.glob) for (const line of lines ?? []) notePattern(frame.reading, line);
  setArray(frame.scope, name, lines ?? [UNKNOWN]);
  return NOTHING;
}

function set({ frame, args }: Call): Stream {
  const dashes = args.findIndex((field) => field.text === '--');
  const first = args.findIndex((field) => !/^[-+]/.test(field.text));
  const from = dashes >= 0 ? dashes + 1 : first;
  if (from >= 0) frame.scope.positional = asParameters(frame.reading, args.slice(from, from + MAX_WORDS));
  return NOTHING;
}

function unset({ frame, words }: Call): Stream {
  for (const { text } of words.operands) {
    setVariable(frame.scope, text, '');
    frame.scope.functions?.delete(text);
  }
  return NOTHING;
}

function unalias({ frame, words }: Call): Stream {
  for (const { text } of words.operands) frame.scope.aliases?.delete(text);
  return NOTHING;
}

const numberOr = (text: string | undefined, otherwise: number): number =>
  text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : otherwise;

/** `let i=1 j=i+1`. */
function assignNumbers({ frame, args }: Call): Stream {
  for (const { text } of args) {
    const [, name, code = ''] = /^([A-Za-z_]\w*)=([^=].*)$/s.exec(text) ?? [];
    if (name === undefined) continue;
    const value = isKnown(code) ? evaluateText(code, (other) => frame.scope.variables.get(other)) : undefined;
    setVariable(frame.scope, name, value === undefined ? UNKNOWN : String(value));
  }
  return NOTHING;
}

const plain = (read: Program['read'], valued = NO_VALUES): Program => ({
  rules: { valued },
  ...(read && { read }),
});

/** `compgen -f ~/.n` and `compgen -G '~/.n*'` print the names of files; `-W` and `-C` run what stands in them. */
function readCompgen({ frame, words }: Call): Stream {
  const pattern = valueOfFlag(words, '-G');
  const list = valueOfFlag(words, '-W');
  const command = valueOfFlag(words, '-C');
  if (command) runShellText(frame, command, 'compgen -C');
  if (list) frame.reading.engine.runText(frame, `: <<WORDS\n${list.text}\nWORDS`);
  const action = valueOfFlag(words, '-A')?.text ?? '';
  const files = hasFlag(words, '-f', '-d', '-o') || /^(?:file|directory)$/.test(action);
  if (!pattern && !files) return FROM_PROGRAM;
  const start = words.operands[0]?.text ?? '';
  const names = [...(pattern ? [pattern.text] : []), ...(files ? [`${start}*`] : [])];
  if (files && (start === '' || start.endsWith('/'))) names.push(`${start}.*`);
  return textStream(`${names.join('\n')}\n`, { from: 'text', glob: true });
}

/** Builtins to which a word may be the name of an element. */
const naming = (read: NonNullable<Program['read']>, valued = NO_VALUES): Program =>
  plain((call) => {
    for (const { text } of call.args) runSubscripts(call.frame, text);
    return read(call);
  }, valued);

const silent = plain(() => NOTHING);

function printFolder({ frame }: Call): Stream {
  return textStream(`${frame.scope.folder}\n`);
}

/** `exec -a name cmd` is a wrapper; `exec 3<file` only redirects. */
function lookUp({ frame, words }: Call): Stream {
  if (words.operands.length === 0) return NOTHING;
  const text = words.operands.map((field) => `${field.text}\n`).join('');
  return text.length > MAX_TEXT ? FROM_PROGRAM : textStream(text, frame.stdin);
}

export const SHELL_BUILTINS = programsByName<Program>({
  'cd pushd popd chdir': plain(changeFolder),
  pwd: plain(printFolder),
  'export declare typeset local readonly': naming(declare),
  eval: plain(evaluate),
  'source .': { rules: { valued: NO_VALUES, stopAtOperand: true }, read: source },
  trap: plain(trap),
  alias: plain(defineAlias),
  unalias: plain(unalias),
  read: naming(read, wordSet('-a -d -i -n -N -p -t -u')),
  'mapfile readarray': naming(readArray, wordSet('-d -n -O -s -u -C -c')),
  set: plain(set),
  unset: naming(unset),
  let: naming(assignNumbers),
  shift: plain(({ frame, words }) => {
    frame.scope.positional = frame.scope.positional.slice(numberOr(words.operands[0]?.text, 1));
    return NOTHING;
  }),
  'true false : exit return break continue wait jobs fg bg disown umask ulimit hash getopts times logout complete compopt caller suspend kill sleep unsetopt autoload emulate':
    silent,
  'shopt setopt': plain(({ frame, words }) => {
    noteShellOptions(frame, words.operands);
    return NOTHING;
  }),
  enable: plain(({ frame, words }) => {
    const file = valueOfFlag(words, '-f');
    if (file) usePath(frame, file, 'execute');
    return NOTHING;
  }, wordSet('-f')),
  bind: plain(({ frame, words }) => {
    const bound = valueOfFlag(words, '-x')?.text.replace(/^[^:]*:/, '');
    if (bound !== undefined) runShellText(frame, literal(bound), 'bind -x');
    return NOTHING;
  }, wordSet('-m -f -q -u -r -x')),
  compgen: plain(readCompgen, wordSet('-A -C -F -G -P -S -W -X')),
  history: plain(({ frame, words }) => {
    // `history -r FILE; history` prints any file.
    for (const file of words.operands)
      if (hasFlag(words, '-r', '-n', '-w', '-a'))
        usePath(frame, file, hasFlag(words, '-w', '-a') ? 'write' : 'read');
    return undefined;
  }),
  'which whereis': plain(lookUp),
  'test [': naming(({ frame, args }: Call) => {
    // What a test looks at is told by whether it is there: that is listing, not reading.
    for (const [index, field] of args.entries()) useTested(frame, field, args[index - 1]);
    return NOTHING;
  }),
});

function useTested(frame: Call['frame'], field: Field, before: Field | undefined): void {
  if (before && /^-[a-hkprsuwxGLNOS]$/.test(before.text)) usePath(frame, field, 'list');
}
