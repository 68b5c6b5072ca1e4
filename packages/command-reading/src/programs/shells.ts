import { copyScope } from '../scope.ts';
import { type Field, isKnown, literal } from '../field.ts';
import { asParameters, deeper, type Frame, mark, markIfDecoded, notePattern, through } from '../frame.ts';
import { FROM_PROGRAM, type Stream } from '../stream.ts';
import { usePath } from '../uses.ts';
import { knownContent, runContent } from '../written-files.ts';
import { runStartupFile } from '../bash/command-variables.ts';
import { valueOfVariable } from '../bash/variables.ts';
import { runStdinAsShell } from './nested.ts';
import { type Call, hasFlag, type Program, programsByName, valueOfFlag, wordSet } from './program.ts';

const RULES = { valued: wordSet('-c -o -O --rcfile --init-file -C --command'), stopAtOperand: true };

/** With `nocaseglob` a pattern finds names of any letters. */
export function noteShellOptions(frame: Frame, options: readonly Field[]): void {
  for (const { text } of options) if (/^no_?case_?glob$/i.test(text)) frame.reading.ignoresCase = true;
}

const LOGIN_FILES = ['.bash_profile', '.bash_login', '.profile', '.zprofile', '.zshrc', '.bashrc'];

/** A login or interactive shell first runs files of the home folder; they matter where this command wrote them. */
function runHomeFiles(frame: Frame, name: string): void {
  const home = valueOfVariable(frame, 'HOME');
  for (const file of LOGIN_FILES) {
    const field = literal(`${home}/${file}`);
    if (knownContent(frame, field)) runStartupFile(frame, field, name);
  }
}

/** `sh -c CODE`, `bash FILE`, `… | sh`, `bash <<< CODE`. */
function readShell(call: Call): Stream {
  const { frame, name, words } = call;
  const startup = valueOfFlag(words, '--rcfile', '--init-file');
  if (startup) runStartupFile(frame, startup, name);
  const option = valueOfFlag(words, '-O');
  if (option) noteShellOptions(frame, [option]);
  if (frame.reading.files && hasFlag(words, '-l', '--login', '-i')) runHomeFiles(frame, name);
  const code = valueOfFlag(words, '-c', '-C', '--command');
  if (code) {
    if (!isKnown(code.text)) mark(frame, 'dynamic-code');
    markIfDecoded(frame, code.text);
    const scope = copyScope(frame.scope);
    scope.positional = asParameters(frame.reading, words.operands.slice(1));
    const [zero] = words.operands;
    if (zero?.glob) notePattern(frame.reading, zero.text);
    if (zero) scope.variables.set('0', zero.text);
    const inner = deeper(frame, { scope, via: through(frame, `${name} -c`) });
    return inner ? frame.reading.engine.runText(inner, code.text) : FROM_PROGRAM;
  }
  const [file] = words.operands;
  const standard = file === undefined || file.text === '-' || /^\/dev\/(?:stdin|fd\/0)$/.test(file.text);
  if (hasFlag(words, '-s')) {
    const scope = copyScope(frame.scope);
    scope.positional = asParameters(frame.reading, words.operands);
    return runStdinAsShell({ ...frame, scope }, name);
  }
  if (standard) return runStdinAsShell(frame, name);
  return runScriptFile(call, file);
}

/** Runs a file: one that this command has written, a process substitution, or one whose content is not known here. */
export function runScriptFile(call: Call, file: Call['args'][number], keepScope = false): Stream {
  const { frame, name, words } = call;
  if (!frame.reading.substitutions?.has(file.text)) {
    usePath(frame, file, 'execute');
    usePath(frame, file, 'read');
  }
  const content = knownContent(frame, file);
  if (content) return runContent(frame, content, words.operands.slice(1), name, keepScope);
  mark(frame, 'script-file');
  return FROM_PROGRAM;
}

export const SHELLS = programsByName<Program>({
  'sh bash zsh dash ksh mksh ash fish rbash yash tcsh csh posh': { rules: RULES, read: readShell },
});
