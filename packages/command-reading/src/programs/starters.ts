import { type Field, isKnown, literal, UNKNOWN } from '../field.ts';
import { writeFile } from '../bash/run-command.ts';
import { type Frame, mark, notePattern } from '../frame.ts';
import { FROM_PROGRAM, type Stream, textStream } from '../stream.ts';
import { decodeEscapes } from '../text/decode.ts';
import { inFolder, pathOf, usePath } from '../uses.ts';
import { knownContentsBelow, runContent } from '../written-files.ts';
import { inputOf } from './filters.ts';
import { joinWords } from './wrappers.ts';
import { runShellText, runWords } from './nested.ts';
import { type Call, hasFlag, type Program, programsByName, valueOfFlag, wordSet } from './program.ts';

/** Programs that start others with words they have gathered: find, fd, xargs, parallel. */

/** `find`: where it looks, what it prints, and what its actions do to what it found. */
function readFind({ frame, args }: Call): Stream {
  const roots: Field[] = [];
  let at = 0;
  while (at < args.length && /^-[HLPO]/.test(args[at]?.text ?? '')) at++;
  for (; at < args.length && !/^[-!(]/.test(args[at]?.text ?? '-'); at++)
    roots.push(args[at] ?? literal('.'));
  const rest = args.slice(at);
  const listAt = rest.findIndex((field) => field.text === '-files0-from');
  const listFile = listAt < 0 ? undefined : rest[listAt + 1];
  if (listFile) roots.push(...incoming(inputOf(frame, [listFile]), /\0+/, true).slice(0, 16));
  if (roots.length === 0) roots.push(literal('.'));
  const found = foundNames(roots, rest);
  for (const root of roots) usePath(frame, root, 'list', true);
  for (let index = 0; index < rest.length;) {
    const field = rest[index];
    if (field === undefined) break;
    // The words of a command that find runs are not actions of find: read again, they would nest without end.
    index = EXECUTES.has(field.text)
      ? runFoundCommand(frame, field.text, rest, index, found, roots)
      : (readFindAction(frame, field, rest, index, found, roots), index + 1);
  }
  // A format without a directive is printed as it stands.
  const format = rest[rest.findIndex((field) => field.text === '-printf') + 1]?.text;
  if (rest.some((field) => field.text === '-printf') && format !== undefined && !format.includes('%'))
    return textStream(decodeEscapes(format));
  return textStream(`${found.map((field) => field.text).join('\n')}\n`, { from: 'text', glob: true });
}

/**
 * What find finds, as patterns below its roots. A shell's `*` passes over names with a leading dot and find's does
 * not, so hidden names stand beside the others.
 */
function foundNames(roots: readonly Field[], rest: readonly Field[]): readonly Field[] {
  const names: string[] = [];
  for (const [index, { text }] of rest.entries()) {
    const value = rest[index + 1]?.text;
    if (value === undefined || rest[index - 1]?.text === '!' || rest[index - 1]?.text === '-not') continue;
    if (text === '-name' || text === '-iname') names.push(value);
    if (text.startsWith('-i') && value !== value.toLowerCase())
      names.push(value.toLowerCase().replace(/^[*./]+(?=[^*./])/, ''));
    if (text === '-path' || text === '-wholename' || text === '-ipath')
      names.push(value.replace(/^[*./]+/, ''));
    if (text === '-regex' || text === '-iregex') names.push('*', '.*');
  }
  const wanted = names.length > 0 ? names : ['*', '.*'];
  const hidden = wanted.filter((name) => /^[*?[]/.test(name)).map((name) => name.replace(/^[*?]*/, '.*'));
  const shallow = rest.some((field, index) => field.text === '-maxdepth' && rest[index + 1]?.text === '1');
  const fields: Field[] = [];
  for (const root of roots.slice(0, 16)) {
    // The root itself is found, too, when nothing asks for another name.
    const own = root.text.slice(root.text.lastIndexOf('/') + 1);
    if (names.length === 0 || names.includes(own)) fields.push(root);
    const base = root.text.replace(/\/+$/, '') || (root.text === '' ? '' : '');
    for (const name of new Set([...wanted, ...hidden].slice(0, 16))) {
      const tails = shallow ? [name] : [`**/${name}`, `**/.*/**/${name}`];
      for (const tail of tails) fields.push({ text: `${base}/${tail}`, source: root.source, glob: true });
    }
  }
  return fields;
}

const EXECUTES = wordSet('-exec -execdir -ok -okdir');

/** Runs the words up to `;` or `{} +`, or all that are left; gives the index behind them. */
function runFoundCommand(
  frame: Frame,
  flag: string,
  rest: readonly Field[],
  index: number,
  found: readonly Field[],
  roots: readonly Field[],
): number {
  const end = rest.findIndex(
    (word, at) => at > index && (word.text === ';' || (word.text === '+' && rest[at - 1]?.text === '{}')),
  );
  const words = rest.slice(index + 1, end < 0 ? rest.length : end);
  const standsThere = flag === '-execdir' || flag === '-okdir';
  const isOneByOne = rest[end]?.text !== '+' && words.some((word) => word.text === '-c');
  for (const place of standsThere ? roots.slice(0, 4) : [undefined]) {
    const inner = place ? inFound(frame, place) : frame;
    // To code (`sh -c 'cat "$1"' _ {} \\;`) each name comes alone.
    for (const names of isOneByOne ? found.slice(0, 8).map((field) => [field]) : [found])
      runOnFound(inner, words, names, `find ${flag}`, '{}');
  }
  return end < 0 ? rest.length : end + 1;
}

/** `-execdir`: the command stands in the folder of what was found, and names that it brings along are names there. */
function inFound(frame: Frame, root: Field): Frame {
  const { scope } = inFolder(frame, root);
  const below = [`${scope.folder}/**`, `${scope.folder}/**/.*/**`];
  for (const pattern of below) notePattern(frame.reading, pattern);
  return { ...frame, certain: false, scope: { ...scope, otherFolders: [...below, frame.scope.folder] } };
}

function readFindAction(
  frame: Frame,
  field: Field,
  rest: readonly Field[],
  index: number,
  found: readonly Field[],
  roots: readonly Field[],
): void {
  const { text } = field;
  if (text === '-delete') {
    for (const name of found) usePath(frame, name, 'delete');
    const limits = rest.some((word) =>
      /^-(?:i?name|i?path|i?regex|size|[amc]time|[amc]min|empty|newer)/.test(word.text),
    );
    // Without any test everything below goes, the folders too.
    if (!limits) for (const root of roots) usePath(frame, root, 'delete', true);
  } else if (/^-(?:fprintf?|fls|fprint0)$/.test(text)) {
    const file = rest[index + 1];
    if (!file) return;
    usePath(frame, file, 'write');
    const path = pathOf(frame, file);
    const names = `${found.map((name) => name.text).join('\n')}\n`;
    if (path !== undefined && text !== '-fls')
      writeFile(frame, path, textStream(names, { from: 'text', glob: true }), false);
  } else if (text === '-newer' || text === '-samefile') {
    const file = rest[index + 1];
    if (file) usePath(frame, file, 'list');
  }
}

/** Starts the words with what was found in the place of `{}` (or at the end when there is no such place). */
function runOnFound(
  frame: Frame,
  words: readonly Field[],
  found: readonly Field[],
  wrapper: string,
  place: string,
): Stream {
  const all: Field[] = [];
  for (const word of words) {
    if (place === '' || !word.text.includes(place)) all.push(word);
    else if (word.text === place) all.push(...found);
    else all.push(...insertFound(word, place, found));
  }
  if (place === '') all.push(...found);
  return runWords(frame, all, wrapper);
}

/** In code (`sh -c 'cat {}'`) every found name stands where the place was; else each gives a word of its own. */
function insertFound(word: Field, place: string, found: readonly Field[]): readonly Field[] {
  const names = found.map((field) => field.text);
  const isCode = /\s/.test(word.text);
  const pieces = isCode ? [names.join(' ')] : names.length > 0 ? names.slice(0, 16) : [UNKNOWN];
  return pieces.map((by) => ({
    text: word.text.replaceAll(place, () => by),
    source: word.source,
    glob: true,
  }));
}

/** The words that arrive on the standard input, where they are known. */
function incoming(stdin: Stream, separator: RegExp, keepsQuotes = false): readonly Field[] {
  if (stdin.text === undefined) return [{ text: UNKNOWN, source: '{}', glob: false }];
  const glob = stdin.glob === true;
  const pieces = keepsQuotes
    ? stdin.text.split(separator).map((piece) => piece.replace(/\n+$/, ''))
    : splitOutsideQuotes(stdin.text, separator);
  return pieces
    .filter((piece) => piece !== '')
    .slice(0, 128)
    .map((text) => ({ text, source: text, glob }));
}

/** Words as xargs divides its input: quotes and backslashes keep what they cover together, and go. */
function splitOutsideQuotes(text: string, separator: RegExp): readonly string[] {
  const words = [''];
  for (const [part, double, single, escaped] of text
    .slice(0, 65_536)
    .matchAll(/"([^"\n]*)"|'([^'\n]*)'|\\([\s\S])|[^"'\\]+|["'\\]/g)) {
    const kept = double ?? single ?? escaped;
    const [first = '', ...others] = kept === undefined ? part.split(separator) : [kept];
    words.push((words.pop() ?? '') + first, ...others);
  }
  return words;
}

/** `xargs`: with `-I` once for each line, else all words at the end. */
function readXargs({ frame, words }: Call): Stream {
  const place =
    valueOfFlag(words, '-I', '--replace', '-J')?.text ??
    (hasFlag(words, '-i', '--replace') ? '{}' : undefined);
  const file = valueOfFlag(words, '-a', '--arg-file');
  const delimiter = valueOfFlag(words, '-d', '--delimiter')?.text;
  const separator =
    delimiter === undefined ? (place === undefined ? /[\s\0]+/ : /[\n\0]+/) : separatorOf(delimiter);
  const isNull = hasFlag(words, '-0', '--null');
  const input = file ? inputOf(frame, [file]) : frame.stdin;
  const found = incoming(
    input,
    isNull && input.glob !== true ? NULL_OR_END : separator,
    isNull || delimiter !== undefined,
  );
  const program = words.operands.length > 0 ? words.operands : [literal('echo')];
  if (frame.stdin.decoded) mark(frame, 'decoded-code');
  const inner = { ...frame, stdin: { from: 'none' as const } };
  if (program.some((word) => !isKnown(word.text))) mark(frame, 'dynamic-program');
  // A place that nobody knows (an outer `-I__` put its input there) would be found in every other unknown word.
  if (place?.includes(UNKNOWN)) {
    const known = found.filter((word) => isKnown(word.text));
    return runOnFound(inner, program, known, 'xargs', '');
  }
  return runOnFound(inner, program, found, 'xargs', place ?? '');
}

// What find and ls print is kept in lines here, so lines count as ends there.
const NULL_OR_END = /\0+/;

function separatorOf(delimiter: string): RegExp {
  if (delimiter === '\\0') return /\0+/;
  const first = delimiter === '\\n' ? '\n' : delimiter.slice(0, 1);
  return new RegExp(`[${first.replaceAll(/[\\\]^-]/g, '\\$&')}\n]+`);
}

/** GNU parallel: `parallel CODE ::: words`, code from the standard input when there is none. */
function readParallel({ frame, words }: Call): Stream {
  const colons = words.operands.findIndex((field) => field.text.startsWith(':::'));
  const code = colons < 0 ? words.operands : words.operands.slice(0, colons);
  const files = words.operands[colons]?.text.startsWith('::::');
  const given = colons < 0 ? incoming(frame.stdin, /\n+/) : words.operands.slice(colons + 1);
  if (files) for (const file of given) usePath(frame, file, 'read');
  const found = given.filter((field) => !field.text.startsWith(':::'));
  if (code.length === 0) {
    for (const field of found) runShellText(frame, field, 'parallel');
    if (frame.stdin.text === undefined && colons < 0) mark(frame, 'piped-code');
    return FROM_PROGRAM;
  }
  const joined = joinWords(code).text;
  const names = found.map((field) => field.text).join(' ');
  const text = /\{[^}]*\}/.test(joined) ? joined.replaceAll(/\{[./]*\}/g, () => names) : `${joined} ${names}`;
  return runShellText(frame, { text, source: text, glob: true }, 'parallel');
}

/** `fd PATTERN DIR -x cmd {}`. */
function readFd({ frame, args, words }: Call): Stream {
  const at = args.findIndex((field) => /^(?:-[xX]|--exec|--exec-batch)$/.test(field.text));
  const own = at < 0 ? words.operands : words.operands.filter((field) => args.indexOf(field) < at);
  const roots = own.slice(1).length > 0 ? own.slice(1) : [literal('.')];
  for (const root of roots) usePath(frame, root, 'list', true);
  const found = foundNames(roots, own[0] ? [literal('-name'), literal(`*${own[0].text}*`)] : []);
  if (at >= 0) {
    const program = args.slice(at + 1).filter((field) => field.text !== ';');
    const hasPlace = program.some((field) => field.text.includes('{}'));
    runOnFound(frame, program, found, 'fd -x', hasPlace ? '{}' : '');
  }
  return textStream(found.map((field) => field.text).join('\n'), { from: 'text', glob: true });
}

/** `locate NAME` prints paths of the whole machine. */
function readLocate({ words }: Call): Stream {
  const names = words.operands.map((field) => field.text);
  const lines = names.flatMap((name) => [`/**/*${name}*`, `/**/.*/**/*${name}*`]);
  return textStream(`${lines.join('\n')}\n`, { from: 'text', glob: true });
}

/** `ls` prints names: relative ones for a folder, as patterns. */
function readLs({ frame, words }: Call): Stream {
  const recursive = hasFlag(words, '-R', '--recursive', '--tree');
  const targets = words.operands.length > 0 ? words.operands : [literal('.')];
  for (const target of targets) usePath(frame, target, 'list', recursive);
  if (!frame.heard) return FROM_PROGRAM;
  const names = targets.flatMap(({ text }) => [text, '*', '.*', `${text}/*`, `${text}/.*`]);
  return textStream(`${names.join('\n')}\n`, { from: 'text', glob: true });
}

/** `tree`, `du`, `stat`: they print the names that they are given, and some of them those below. */
function readLister({ frame, name, words }: Call): Stream {
  const isDeep = name !== 'stat';
  const output = name === 'tree' ? valueOfFlag(words, '-o') : undefined;
  if (output) usePath(frame, output, 'write');
  const list = valueOfFlag(words, '--files0-from');
  if (list) usePath(frame, list, 'read');
  const targets = words.operands.length > 0 ? words.operands : [literal('.')];
  for (const target of targets) usePath(frame, target, 'list', isDeep);
  if (!frame.heard) return FROM_PROGRAM;
  const below = isDeep ? ['', '/**/*', '/**/.*'] : [''];
  const names = targets.flatMap(({ text }) => below.map((tail) => `${text}${tail}`));
  return textStream(`${names.join('\n')}\n`, { from: 'text', glob: true });
}

const LS_VALUES = wordSet('-I -w -T --ignore --hide --time-style --sort --color --level');

/** `run-parts FOLDER` starts every program in it. */
function readRunParts({ frame, words, name }: Call): Stream {
  for (const folder of words.operands) {
    usePath(frame, folder, 'execute', true);
    const path = pathOf(frame, folder);
    const parts = path === undefined ? [] : knownContentsBelow(frame, path);
    if (parts.length === 0) mark(frame, 'script-file');
    for (const [, content] of parts) runContent(frame, content, [], name);
  }
  return FROM_PROGRAM;
}

export const STARTERS = programsByName<Program>({
  'find gfind': { rules: { valued: wordSet(''), longSingle: true }, read: readFind },
  'fd fdfind': {
    rules: {
      valued: wordSet(
        '-e -t -d -E -g -S -c -j --extension --type --max-depth --exclude --owner --size --changed-within --color --threads',
      ),
    },
    read: readFd,
  },
  'xargs gxargs': {
    rules: {
      valued: wordSet(
        '-I -J -n -P -L -l -s -d -E -a -R -S --replace --max-args --max-procs --max-lines --delimiter --arg-file --max-chars',
      ),
      stopAtOperand: true,
    },
    read: readXargs,
  },
  'run-parts': { rules: { valued: wordSet('-a --arg -u --umask --regex') }, read: readRunParts },
  'locate mlocate plocate mdfind': {
    rules: { valued: wordSet('-d --database -l -n --limit') },
    read: readLocate,
  },
  parallel: {
    rules: {
      valued: wordSet(
        '-j -n -N -L -I -C -a --jobs --colsep --joblog --arg-file --delay --timeout --retries --results --tmpdir -S --sshlogin',
      ),
      stopAtOperand: true,
    },
    read: readParallel,
  },
  tree: { rules: { valued: wordSet('-L -P -I -o -H -T --filelimit --timefmt --sort') }, read: readLister },
  du: {
    rules: { valued: wordSet('-d -t -B -X --files0-from --max-depth --exclude --threshold --block-size') },
    read: readLister,
  },
  stat: { rules: { valued: wordSet('-c -f -t --format --printf') }, read: readLister },
  'ls dir vdir exa eza lsd gls': { rules: { valued: LS_VALUES }, read: readLs },
});
