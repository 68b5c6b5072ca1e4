import type { PathAccess } from '@sallyport/action-model';
import { isKnown, literal } from '../field.ts';
import { type Frame, mark, markIfDecoded } from '../frame.ts';
import { type LANGUAGES, printedBy, readCode, readModule } from '../code/read-code.ts';
import { FROM_PROGRAM, type Stream, textStream } from '../stream.ts';
import { pathOf, useHost, usePath, useUrl } from '../uses.ts';
import { knownContent } from '../written-files.ts';
import { foldAwk } from '../code/fold-awk.ts';
import { runShellText } from './nested.ts';
import { type Call, hasFlag, type Program, programsByName, wordSet } from './program.ts';

interface Interpreter {
  readonly language: keyof typeof LANGUAGES;
  /** Flags whose value is code. */
  readonly code: string;
  readonly valued?: string;
  /** Flags whose value is a file that is loaded. */
  readonly loads?: string;
  /** A verb before the file: `deno run x.ts`. */
  readonly verbs?: RegExp;
  readonly longSingle?: boolean;
  /** With these flags the operands are input files (`perl -ne`), not a script. */
  readonly inputFiles?: boolean;
}

function interpreter(spec: Interpreter): Program {
  const codeFlags = spec.code.split(' ');
  const loads = new Set(spec.loads?.split(' '));
  return {
    rules: {
      valued: wordSet(`${spec.code} ${spec.valued ?? ''} ${spec.loads ?? ''}`),
      stopAtOperand: true,
      ...(spec.longSingle === true && { longSingle: true }),
    },
    read: (call) => {
      const { frame, words, name } = call;
      let inline = false;
      for (const { flag, value } of words.values) {
        if (loads.has(flag)) {
          usePath(frame, value, 'execute');
          readModule(frame, spec.language, value.text);
        }
        // `perl -MTidy`: a module named by a flag.
        if (flag === '-M' || flag === '-m') readModule(frame, spec.language, value.text);
        if (!codeFlags.includes(flag)) continue;
        inline = true;
        if (!isKnown(value.text)) mark(frame, 'dynamic-code');
        markIfDecoded(frame, value.text);
        readCode(frame, value.text, spec.language, `${name} ${flag}`);
      }
      if (inline) {
        // Without a script file the operands are what the code is given.
        if (!spec.inputFiles) {
          useExplicitPaths(frame, words.operands);
          const code = words.values
            .filter(({ flag }) => codeFlags.includes(flag))
            .map(({ value }) => value.text);
          for (const access of changesOfArguments(code.join('\n')))
            useExplicitPaths(frame, words.operands, access);
        }
        const edits = hasFlag(words, '-i');
        for (const file of spec.inputFiles ? words.operands : []) {
          usePath(frame, file, 'read');
          if (edits) usePath(frame, file, 'write');
        }
        if (!frame.heard || hasFlag(words, '-n')) return FROM_PROGRAM;
        const code = words.values.find(({ flag }) => codeFlags.includes(flag));
        const isWhole = code?.flag === '-p' || code?.flag === '--print';
        const prints = code && printedBy(frame, code.value.text, spec.language, isWhole);
        return prints === undefined ? FROM_PROGRAM : textStream(`${prints}\n`);
      }
      const [verb, code] = words.operands;
      if (verb?.text === 'eval' && code && spec.verbs) {
        readCode(frame, code.text, spec.language, `${name} eval`);
        return FROM_PROGRAM;
      }
      const isVerb = spec.verbs?.test(verb?.text ?? '') === true;
      const operands = isVerb ? words.operands.slice(1) : words.operands;
      // `bun add x`: programs with verbs take a word for a file only when it looks like one.
      if (spec.verbs && !isVerb && verb && !/[./]/.test(verb.text)) return FROM_PROGRAM;
      return runFileOrInput({ ...call, words: { ...words, operands: [...operands] } }, spec.language);
    },
  };
}

function runFileOrInput(call: Call, language: keyof typeof LANGUAGES): Stream {
  const { frame, words, name } = call;
  const [file] = words.operands;
  if (file === undefined || file.text === '-' || file.text === '/dev/stdin') {
    if (words.flags.some((flag) => /^(?:-m|-V|-v|-h|--version|--help)$/.test(flag))) return runModule(call);
    runInput(frame, language, name);
    useExplicitPaths(frame, words.operands.slice(1));
    return FROM_PROGRAM;
  }
  const substituted = frame.reading.substitutions?.get(file.text);
  const path = pathOf(frame, file);
  const content = substituted ?? (path === undefined ? undefined : frame.reading.files?.get(path));
  if (!substituted && /:\/\//.test(file.text)) {
    useUrl(frame, file.text);
    mark(frame, 'piped-code');
    return FROM_PROGRAM;
  }
  if (!substituted) {
    usePath(frame, file, 'execute');
    usePath(frame, file, 'read');
  }
  if (content?.text !== undefined && isKnown(content.text)) readCode(frame, content.text, language, name);
  else mark(frame, substituted ? 'piped-code' : 'script-file');
  for (const argument of words.operands.slice(1))
    if (/^[~/]|^\.\.?\//.test(argument.text)) usePath(frame, argument, 'read');
  return FROM_PROGRAM;
}

function useExplicitPaths(frame: Frame, operands: Call['args'], access: PathAccess = 'read'): void {
  for (const operand of operands) if (/^[~/]|^\.\.?\//.test(operand.text)) usePath(frame, operand, access);
}

/** What code given inline does to the files that it is called with, by the words in it. */
function changesOfArguments(code: string): readonly PathAccess[] {
  if (!/argv|ARGV|\$[@\d]/.test(code)) return [];
  const writes =
    /["'](?:[awx]b?t?\+?|r\+b?|\+?>>?)["']|write_?(?:file|text|bytes)|append_?file|createWriteStream|copy_?file|File\.write|rename|truncate|symlink/i;
  const deletes = /unlink|rmtree|rmSync|\brm\(|remove\(/;
  return [
    ...(writes.test(code) ? (['write'] as const) : []),
    ...(deletes.test(code) ? (['delete'] as const) : []),
  ];
}

function runInput(frame: Frame, language: keyof typeof LANGUAGES, name: string): void {
  const { stdin } = frame;
  if (stdin.from === 'none') return;
  if (stdin.decoded) mark(frame, 'decoded-code');
  if (stdin.text !== undefined && isKnown(stdin.text)) readCode(frame, stdin.text, language, name);
  else mark(frame, stdin.from === 'file' ? 'script-file' : 'piped-code');
}

/** `python -m http.server`: modules that are programs of their own. */
function runModule({ frame, words }: Call): Stream {
  const module = words.values.find(({ flag }) => flag === '-m')?.value.text;
  if (module !== undefined) readModule(frame, 'python', module);
  if (module === 'http.server' || module === 'SimpleHTTPServer') usePath(frame, literal('.'), 'read', true);
  return FROM_PROGRAM;
}

/** Modules of python's own library that print or take apart the files they are given. */
const FILE_MODULES = wordSet(
  'ast base64 cProfile code compileall dis fileinput filecmp gzip json.tool lib2to3 linecache modulefinder pdb pickletools profile py_compile pyclbr pydoc quopri shlex symtable tabnanny tarfile timeit tokenize trace uu zipapp zipfile',
);

/** `python -m module args`: the words after the module are the module's. */
const python = interpreter({ language: 'python', code: '-c', valued: '-m -W -X -Q' });
const pythonProgram: Program = {
  ...python,
  read: (call) => {
    const module = call.words.values.find(({ flag }) => flag === '-m');
    if (!module) return python.read?.(call);
    const takesFiles = FILE_MODULES.has(module.value.text);
    for (const [index, operand] of call.words.operands.entries()) {
      if (takesFiles || /[/~]|^\.\w/.test(operand.text)) usePath(call.frame, operand, 'read');
      if (module.value.text === 'uu' && index === 1) usePath(call.frame, operand, 'write');
    }
    return runModule(call);
  },
};

/** `awk 'BEGIN{system("…")}' file`: the program reads, writes and runs by its own words. */
function readAwk({ frame, words, name }: Call): Stream {
  const files = words.values.filter(
    ({ flag }) => flag === '-f' || flag === '--file' || flag === '-i' || flag === '--include',
  );
  for (const { value } of files) {
    usePath(frame, value, 'execute');
    const written = knownContent(frame, value)?.text ?? (value.text === '-' ? frame.stdin.text : undefined);
    if (written !== undefined) readAwkProgram(frame, written, name);
  }
  const source = words.values.find(({ flag }) => flag === '-e' || flag === '--source')?.value;
  const [first, ...rest] = words.operands;
  const program = source ?? (files.length === 0 ? first : undefined);
  const inputs = source || files.length > 0 ? words.operands : rest;
  for (const input of inputs) if (!/^\w+=/.test(input.text)) usePath(frame, input, 'read');
  for (const { flag, value } of words.values) {
    const given = flag === '-v' || flag === '--assign' ? /^\w+=([~/].+)$/s.exec(value.text)?.[1] : undefined;
    if (given !== undefined) usePath(frame, literal(given), 'read');
  }
  if (program) readAwkProgram(frame, program.text, name);
  const printed =
    program && frame.heard ? printedByAwk(frame, program.text, words, inputs.length) : undefined;
  if (printed !== undefined) return textStream(printed, frame.stdin);
  return program &&
    /^\s*\{?\s*print(?:\s+\$\d+)?\s*;?\s*\}?\s*$/.test(program.text) &&
    frame.stdin.text !== undefined &&
    inputs.length === 0 &&
    /\$0|print\s*;?\s*\}?$/.test(program.text)
    ? frame.stdin
    : FROM_PROGRAM;
}

/** `BEGIN { print "text" }`, and one field of each line of a known input. */
function printedByAwk(
  frame: Frame,
  program: string,
  words: Call['words'],
  inputs: number,
): string | undefined {
  if (program.length > MAX_AWK_PROGRAM) return undefined;
  const said = /^\s*BEGIN\s*\{\s*printf?\s+"((?:[^"\\%]|\\.)*)"\s*;?\s*\}\s*$/.exec(
    foldAwk(program, frame.scope.home),
  )?.[1];
  if (said !== undefined) return `${unescape(said)}\n`;
  const listed =
    /^\s*BEGIN\s*\{[\s;]*print\s+("(?:[^"\\]|\\.)*"(?:\s*,\s*"(?:[^"\\]|\\.)*")+)[\s;]*\}\s*$/.exec(
      foldAwk(program, frame.scope.home),
    )?.[1];
  if (listed !== undefined) {
    const between = /\bOFS\s*=\s*"([^"\\]*)"/.exec(program)?.[1] ?? ' ';
    const texts = [...listed.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => unescape(text));
    return `${texts.join(between)}\n`;
  }
  const field = /^\s*\{\s*print\s+\$(\d{1,3}|NF)\s*;?\s*\}\s*$/.exec(program)?.[1];
  const { text, glob } = frame.stdin;
  const separator = words.values.find(({ flag }) => flag === '-F' || flag === '--field-separator')?.value
    .text;
  if (field === undefined || field === '0' || inputs > 0 || glob === true) return undefined;
  if (text === undefined || !isKnown(text)) return undefined;
  if (separator !== undefined && !/^(?:[^\\|.*+?()[\]{}^$]|\t)$/.test(separator)) return undefined;
  return text
    .split('\n')
    .map((line) => {
      const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
      return (field === 'NF' ? fields.at(-1) : fields[Number(field) - 1]) ?? '';
    })
    .join('\n');
}

const unescape = (text: string): string => text.replaceAll(/\\(.)/g, '$1');

const MAX_AWK_PROGRAM = 4096;

/** A text that can only be a path, wherever it stands. */
const AWK_PATH = /"([~/][\w.][^"\s]*)"/g;

const AWK_TEXT = String.raw`"((?:[^"\\]|\\.)*)"`;

function readAwkProgram(frame: Frame, given: string, name: string): void {
  const folds = given.length <= MAX_AWK_PROGRAM && /system|getline|\||>|ARGV/.test(given);
  const program = folds ? foldAwk(given, frame.scope.home) : given;
  for (const match of program.matchAll(AWK_PATH)) usePath(frame, literal(match[1] ?? ''), 'read');
  // Most awk programs touch nothing but their input: only those that can reach further are marked.
  if (!/system\s*\(|getline|\|&?|>|close\s*\(|ARGV|@load/.test(program)) return;
  // The searches below look ahead from many places: a program too long for them is only marked.
  if (program.length > MAX_AWK_PROGRAM) {
    mark(frame, 'dynamic-code');
    return;
  }
  const marked = /system\s*\(|getline|\|\s*"|"\s*\|/.test(program);
  if (marked) mark(frame, 'inline-code');
  const texts = (pattern: string): readonly string[] =>
    [...program.matchAll(new RegExp(pattern, 'g'))].map((match) => match[1] ?? '');
  for (const code of [
    ...texts(String.raw`system\s*\(\s*${AWK_TEXT}\s*\)`),
    ...texts(String.raw`${AWK_TEXT}\s*\|&?\s*getline`),
    ...texts(String.raw`print[^"|;}]*\|&?\s*${AWK_TEXT}`),
  ]) {
    runShellText(frame, literal(unescape(code)), `${name} program`);
  }
  const dynamic = /system\s*\((?!\s*"(?:[^"\\]|\\.)*"\s*\))/.test(program);
  if (dynamic) mark(frame, 'dynamic-code');
  for (const text of texts(AWK_TEXT)) {
    const network = /^\/inet[46]?\/(tcp|udp)\/\d+\/([^/]+)\/(\d+)/.exec(text);
    if (network) useHost(frame, network[2] ?? '', { scheme: network[1], port: Number(network[3]) });
  }
  for (const file of texts(String.raw`(?:getline[^<;}"]*)<\s*${AWK_TEXT}`))
    usePath(frame, literal(unescape(file)), 'read');
  for (const file of texts(String.raw`print[^;}"]*(?:"(?:[^"\\]|\\.)*"[^;}"]*)?>>?\s*${AWK_TEXT}`))
    usePath(frame, literal(unescape(file)), 'write');
}

/** `osascript -e 'do shell script "…"'`. */
function readAppleScript({ frame, words, name }: Call): Stream {
  const code = words.values.filter(({ flag }) => flag === '-e').map(({ value }) => value.text);
  const [file] = words.operands;
  if (code.length === 0 && file) {
    usePath(frame, file, 'execute');
    mark(frame, 'script-file');
  }
  const text = code.length > 0 ? code.join('\n') : file ? '' : (frame.stdin.text ?? '');
  if (text === '') return FROM_PROGRAM;
  mark(frame, 'inline-code');
  for (const match of text.matchAll(/do shell script\s+"((?:[^"\\]|\\.)*)"/g)) {
    runShellText(frame, literal((match[1] ?? '').replaceAll(/\\(.)/g, '$1')), `${name} -e`);
  }
  for (const match of text.matchAll(/POSIX file\s+"([^"]*)"/g))
    usePath(frame, literal(match[1] ?? ''), 'read');
  return FROM_PROGRAM;
}

/** `emacs --eval CODE file`: an editor that is an interpreter as well. */
function readEmacs({ frame, words, name }: Call): Stream {
  for (const { flag, value } of words.values) {
    if (/eval|execute/.test(flag)) readCode(frame, value.text, 'other', `${name} ${flag}`);
    else usePath(frame, value, 'execute');
  }
  for (const file of words.operands.filter((field) => !field.text.startsWith('+'))) {
    usePath(frame, file, 'read');
    usePath(frame, file, 'write');
  }
  return FROM_PROGRAM;
}

export const INTERPRETERS: [string, Program][] = programsByName<Program>({
  'python python3 python2 pypy pypy3 ipython py': pythonProgram,
  'node nodejs': interpreter({
    language: 'javascript',
    code: '-e --eval -p --print',
    loads: '-r --require --import --loader --env-file',
    valued: '-C --conditions --input-type --run',
  }),
  bun: interpreter({
    language: 'javascript',
    code: '-e --eval -p --print',
    loads: '-r --preload',
    verbs: /^(?:run|x|test)$/,
  }),
  deno: interpreter({ language: 'javascript', code: '-e --eval', verbs: /^(?:run|eval|test|serve)$/ }),
  'tsx ts-node': interpreter({
    language: 'javascript',
    code: '-e --eval -p --print',
    loads: '-r --require --import',
  }),
  perl: interpreter({ language: 'perl', code: '-e -E', valued: '-M -I -F -m', inputFiles: true }),
  'ruby jruby': interpreter({ language: 'ruby', code: '-e', valued: '-I -C', loads: '-r', inputFiles: true }),
  php: interpreter({ language: 'php', code: '-r -B -R -E', loads: '-f -F -c', valued: '-d -z -S -t' }),
  'lua luajit': interpreter({ language: 'lua', code: '-e', valued: '-l' }),
  'Rscript R julia elixir erl ghci scala groovy jshell raku': interpreter({
    language: 'other',
    code: '-e --eval -E -eval',
    valued: '-L',
  }),
  'tclsh wish guile sbcl racket scheme': interpreter({ language: 'other', code: '-c -e --eval' }),
  'awk gawk mawk nawk': {
    rules: {
      valued: wordSet('-F -v -f --file -e --source -i --include --field-separator --assign -E -l'),
      stopAtOperand: true,
    },
    read: readAwk,
  },
  'emacs emacsclient': {
    rules: { valued: wordSet('--eval -eval --execute -execute -l --load --script'), longSingle: true },
    read: readEmacs,
  },
  osascript: { rules: { valued: wordSet('-e -l -s') }, read: readAppleScript },
});
