import { isKnown } from '../field.ts';
import { FROM_PROGRAM, type Stream, textStream } from '../stream.ts';
import { knownContent } from '../written-files.ts';
import { fileProgram } from './file-program.ts';
import { type Call, hasFlag, type Program, programsByName, valueOfFlag } from './program.ts';

/** What it reads is told by data alone; only what it prints needs code. */
const READS = fileProgram({
  operands: 'text read*',
  replacesFirst: '-e --regexp -f --file',
  valued:
    '-e --regexp -A -B -C -m -d -D --after-context --before-context --context --max-count --include --exclude --exclude-dir --label --color --binary-files --devices --directories',
  paths: { read: '-f --file --exclude-from' },
  recursive: '-r -R --recursive --dereference-recursive',
  defaultsToFolder: 'recursive',
});

function readGrep(call: Call): Stream {
  READS.read?.(call);
  const { frame, words } = call;
  if (!frame.heard) return FROM_PROGRAM;
  const given = valueOfFlag(words, '-e', '--regexp');
  const [pattern = given, ...files] = given ? [given, ...words.operands] : words.operands;
  // Several files are printed with their names, folders without an end.
  if (!pattern || files.length > 1 || hasFlag(words, '-r', '-R', '-f', '-c', '-l', '-L', '-q', '-n', '-H'))
    return FROM_PROGRAM;
  const [file] = files;
  const input = file && file.text !== '-' ? (knownContent(frame, file) ?? FROM_PROGRAM) : frame.stdin;
  const { text } = input;
  if (text === undefined || !isKnown(pattern.text)) return FROM_PROGRAM;
  // Names found by pattern stand for others that may match.
  if (input.glob) return hasFlag(words, '-o') ? FROM_PROGRAM : input;
  const plain = /^\^?[\w/ -]+\$?$/.test(pattern.text);
  if (!plain || !isKnown(text)) return FROM_PROGRAM;
  const wanted = new RegExp(pattern.text, hasFlag(words, '-i') ? 'i' : '');
  const lines = text.split('\n').filter((line) => line !== '');
  const kept = lines.filter((line) => wanted.test(line) !== hasFlag(words, '-v', '--invert-match'));
  const shown = hasFlag(words, '-o') ? kept.map((line) => wanted.exec(line)?.[0] ?? '') : kept;
  return textStream(shown.map((line) => `${line}\n`).join(''), input);
}

export const GREP: [string, Program][] = programsByName<Program>({
  'grep egrep fgrep zgrep zegrep zfgrep bzgrep xzgrep ugrep pcregrep pcre2grep': { ...READS, read: readGrep },
});
