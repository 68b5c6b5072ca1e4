import { isKnown, literal, UNKNOWN } from '../field.ts';
import type { Frame } from '../frame.ts';
import { FROM_PROGRAM, type Stream } from '../stream.ts';
import { substitute } from '../text/transform.ts';
import { usePath } from '../uses.ts';
import { changed, inputOf } from './filters.ts';
import { runShellText, runStdinAsShell } from './nested.ts';
import { type Call, hasFlag, type Program, programsByName, valueOfFlag, wordSet } from './program.ts';

/** `sed`: its script can read (`r`), write (`w`) and execute (`e`); `-i` changes the files. */
function readSed({ frame, words }: Call): Stream {
  const scripts = words.values
    .filter(({ flag }) => flag === '-e' || flag === '--expression')
    .map(({ value }) => value);
  const scriptFile = valueOfFlag(words, '-f', '--file');
  if (scriptFile) {
    const { text } = inputOf(frame, [scriptFile]);
    if (text !== undefined) scripts.push(literal(text));
  }
  const operands = scripts.length > 0 || scriptFile ? words.operands : words.operands.slice(1);
  if (scripts.length === 0 && words.operands[0] && !scriptFile) scripts.push(words.operands[0]);
  const inPlace = words.flags.some((flag) => flag === '-i' || flag === '--in-place' || flag === '-I');
  const input = inputOf(frame, operands);
  if (inPlace) for (const file of operands) usePath(frame, file, 'write');
  for (const script of scripts) readSedScript(frame, script.text, input);
  const script = scripts.map((field) => field.text).join('\n');
  return hasFlag(words, '-n', '--quiet', '--silent')
    ? FROM_PROGRAM
    : changed(input, (text) => substitute(text, script));
}

function readSedScript(frame: Frame, script: string, input: Stream): void {
  for (const match of script.matchAll(/(?:^|[;{}\n\d$/]|\/[gpI]*)\s*([rRwW])\s+([^\n;}]+)/g)) {
    const [, command = '', file = ''] = match;
    usePath(frame, literal(file.trim()), command.toLowerCase() === 'r' ? 'read' : 'write');
  }
  const executed = /^\s*(?:\d+|\$)?\s*e\s+(.+)$/m.exec(script)?.[1];
  if (executed !== undefined) runShellText(frame, literal(executed), 'sed e');
  // Alone, `e` executes the line that was read.
  if (/(?:^|[;{}\n])\s*(?:\d+|\$)?\s*e\s*(?:[;}\n]|$)/.test(script))
    runStdinAsShell({ ...frame, stdin: input }, 'sed e');
  const substitution = /^\s*(s(.)(.*?)\2(.*?)\2)([gpI\d]*)e/m.exec(script);
  if (substitution) executeSubstitution(frame, substitution, input);
}

/** `s/x/command/e` executes the line that the substitution leaves. */
function executeSubstitution(
  frame: Frame,
  [, whole = '', , , by = '', flags = '']: RegExpExecArray,
  input: Stream,
): void {
  const { text } = input;
  const left = text === undefined || !isKnown(text) ? undefined : substitute(text, `${whole}${flags}`);
  // What the pattern matched is part of the command, and can't be told here.
  const code =
    left ??
    by.replaceAll(/\\(\d)|\\(.)|&/g, (_, digit?: string, sign?: string) =>
      digit === undefined && sign !== undefined ? sign : UNKNOWN,
    );
  runShellText(frame, literal(code), 'sed e');
}

export const SED: [string, Program][] = programsByName<Program>({
  'sed gsed ssed': {
    rules: { valued: wordSet('-e -f -l --expression --file --line-length'), long: ['--in-place'] },
    read: readSed,
  },
});
