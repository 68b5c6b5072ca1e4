import { isKnown, literal, UNKNOWN } from '../field.ts';
import type { Frame } from '../frame.ts';
import { FROM_PROGRAM, type Stream } from '../stream.ts';
import { splitScript, splitUnescaped, substitute } from '../text/transform.ts';
import { pathOf, usePath } from '../uses.ts';
import { writeFile } from '../bash/run-command.ts';
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
  const isSilent = hasFlag(words, '-n', '--quiet', '--silent');
  const extended = hasFlag(words, '-E', '-r', '--regexp-extended');
  for (const file of inPlace ? operands : []) {
    const path = pathOf(frame, file);
    const before = path === undefined ? undefined : frame.reading.files?.get(path);
    if (path === undefined) continue;
    // What a file holds from here on is known only where it was before.
    if (!before) {
      if (PROJECT_FILE.test(path)) writeFile(frame, path, FROM_PROGRAM, false);
      continue;
    }
    const after = isSilent ? FROM_PROGRAM : changed(before, (text) => substitute(text, script, extended));
    writeFile(frame, path, after, false);
  }
  return isSilent ? printedLine(input, script) : changed(input, (text) => substitute(text, script, extended));
}

/** Files that other programs take commands from. */
const PROJECT_FILE = /\/(?:package\.json|[Mm]akefile|justfile|\.git\/config|\.gitconfig|\.envrc)$/;

/** `sed -n 2p`: one line of what is known. */
function printedLine(input: Stream, script: string): Stream {
  const address = /^(\d{1,4}|\$|)p$/.exec(script.trim())?.[1];
  if (address === undefined || input.glob === true) return FROM_PROGRAM;
  return changed(input, (text) => {
    const lines = text.replace(/\n$/, '').split('\n');
    const line = address === '$' ? lines.at(-1) : lines[Number(address) - 1];
    return address === '' ? text : `${line ?? ''}\n`;
  });
}

function readSedScript(frame: Frame, script: string, input: Stream): void {
  for (const match of script.matchAll(/(?:^|[;{}\n\d$/]|\/[gpI]*)[ \t]*([rRwW])[ \t]+([^\n;}]+)/g)) {
    const [, command = '', file = ''] = match;
    usePath(frame, literal(file.trim()), command.toLowerCase() === 'r' ? 'read' : 'write');
  }
  const executed = /^[ \t]*(?:\d+|\$)?[ \t]*e[ \t]+([^\n]+)$/m.exec(script)?.[1];
  if (executed !== undefined) runShellText(frame, literal(executed), 'sed e');
  // Alone, `e` executes the line that was read.
  if (/(?:^|[;{}\n])[ \t]*(?:\d+|\$)?[ \t]*e[ \t]*(?:[;}\n]|$)/.test(script))
    runStdinAsShell({ ...frame, stdin: input }, 'sed e');
  for (const line of script.includes('e') ? splitScript(script).slice(0, 64) : [])
    executeSubstitution(frame, line, input);
}

/** `s/x/command/e` executes the line that the substitution leaves. */
function executeSubstitution(frame: Frame, line: string, input: Stream): void {
  const command = line.trimStart();
  const delimiter = command[1];
  if (!command.startsWith('s') || delimiter === undefined || !/[^\w\s\\]/.test(delimiter)) return;
  const [, by = '', flags = ''] = splitUnescaped(command.slice(2), delimiter);
  if (!/^[gpIiMm\d]*e/.test(flags)) return;
  const { text } = input;
  const plain = command.slice(0, command.length - flags.length) + flags.replace('e', '');
  const left = text === undefined || !isKnown(text) ? undefined : substitute(text, plain);
  // What the pattern matched is part of the command, and can't be told here.
  runShellText(frame, literal(left ?? by.replaceAll(/\\\d|&/g, UNKNOWN).replaceAll(/\\(.)/g, '$1')), 'sed e');
}

export const SED: [string, Program][] = programsByName<Program>({
  'sed gsed ssed': {
    rules: { valued: wordSet('-e -f -l --expression --file --line-length'), long: ['--in-place'] },
    read: readSed,
  },
});
