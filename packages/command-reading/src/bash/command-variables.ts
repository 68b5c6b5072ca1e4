import { type Field, isKnown, literal } from '../field.ts';
import { deeper, type Frame, mark, through } from '../frame.ts';
import { NO_STREAM } from '../stream.ts';
import { usePath } from '../uses.ts';
import { knownContent, runContent } from '../written-files.ts';

/** Variables that make other programs run a command or load a file. */
const RUNS_COMMAND = new Set(['PAGER', 'GIT_PAGER', 'MANPAGER', 'EDITOR', 'VISUAL', 'GIT_EDITOR', 'GIT_SSH_COMMAND', 'GIT_SSH', 'GIT_EXTERNAL_DIFF', 'GIT_ASKPASS', 'SSH_ASKPASS', 'GIT_SEQUENCE_EDITOR', 'LESSOPEN', 'LESSCLOSE', 'PROMPT_COMMAND', 'BROWSER', 'RSYNC_RSH', 'CVS_RSH', 'SUDO_ASKPASS', 'PERL5DB', 'TAR_OPTIONS', 'GIT_PROXY_COMMAND', 'FZF_DEFAULT_COMMAND', 'SUDO_EDITOR', 'KUBE_EDITOR', 'PYTHONBREAKPOINT', 'BROWSER']); // prettier-ignore
const LOADS_FILE = new Set(['BASH_ENV', 'ENV', 'LD_PRELOAD', 'LD_AUDIT', 'PYTHONSTARTUP', 'DYLD_INSERT_LIBRARIES', 'GIT_CONFIG', 'GIT_CONFIG_GLOBAL', 'PERL5LIB', 'ZDOTDIR']); // prettier-ignore

/** Folders that git then takes for the one it works in, or for its own. */
const FOLDERS_OF_GIT = new Set(['GIT_WORK_TREE', 'GIT_DIR', 'GIT_COMMON_DIR', 'GIT_OBJECT_DIRECTORY']);

/** Variables that hold flags of a program. */
const FLAGS_OF = new Map([
  ['NODE_OPTIONS', 'node'],
  ['PERL5OPT', 'perl'],
  ['RUBYOPT', 'ruby'],
]);
const LOADS_BY_FLAG = /(?:^|\s)(?:-r|-M|-m|-e|--require|--import|--loader|--experimental-loader)/;

/** Bash expands these, and runs the substitutions in them, each time it shows them. */
const PROMPTS = new Set(['PS0', 'PS1', 'PS2', 'PS4']);

/** Of these the file's content is shell text. */
const STARTS_SHELL = new Set(['BASH_ENV', 'ENV']);

export function noteCommandVariable(frame: Frame, name: string, value: string): void {
  if (value === '') return;
  if (/^GIT_CONFIG_VALUE_\d+$/.test(name)) return noteGitValue(frame, value);
  if (PROMPTS.has(name)) return notePrompt(frame, name, value);
  if (FOLDERS_OF_GIT.has(name)) return usePath(frame, literal(value), 'read', true);
  const program = FLAGS_OF.get(name);
  if (program !== undefined) {
    const inner = LOADS_BY_FLAG.test(value)
      ? deeper(frame, { via: through(frame, `${name}=`), stdin: NO_STREAM, certain: false })
      : undefined;
    const flags = value.split(/\s+/).filter((word) => word !== '');
    if (inner) frame.reading.engine.runProgram(inner, [program, ...flags.slice(0, 16)].map(literal));
    return;
  }
  if (RUNS_COMMAND.has(name)) {
    const inner = deeper(frame, { via: through(frame, `${name}=`), stdin: NO_STREAM, certain: false });
    if (inner && isKnown(value)) frame.reading.engine.runText(inner, value);
    else mark(frame, 'dynamic-code');
  } else if (LOADS_FILE.has(name)) {
    for (const path of value.split(/[: ]/)) {
      if (STARTS_SHELL.has(name)) runStartupFile(frame, literal(path), `${name}=`);
      else usePath(frame, literal(path), 'execute');
    }
  }
}

/** A setting of git that comes by the environment; which one it is stands in another variable. */
function noteGitValue(frame: Frame, value: string): void {
  if (!/^!|\s/.test(value)) return;
  const inner = deeper(frame, { via: through(frame, 'GIT_CONFIG='), stdin: NO_STREAM, certain: false });
  if (inner) frame.reading.engine.runText(inner, value.replace(/^!/, ''));
}

/** A prompt is expanded like a here-document. */
export function notePrompt(frame: Frame, name: string, value: string): void {
  if (!PROMPTS.has(name) || !/\$\(|`|\$\{/.test(value)) return;
  const inner = deeper(frame, { via: through(frame, `${name}=`), stdin: NO_STREAM, certain: false });
  if (inner) frame.reading.engine.runText(inner, `: <<PROMPT\n${value}\nPROMPT`);
}

const EXPORTED_FUNCTION = /^BASH_FUNC_([\w.-]+)%%=(\(\)\s*\{[\s\S]*)$/;

/** `BASH_FUNC_x%%=() {…}`: a function that a shell finds in its environment. */
export function defineExportedFunction(frame: Frame, word: string): boolean {
  const [, name, body] = EXPORTED_FUNCTION.exec(word) ?? [];
  if (name === undefined || body === undefined) return false;
  const inner = deeper(frame, { via: through(frame, 'BASH_FUNC=') });
  if (inner) frame.reading.engine.runText(inner, `${name} ${body}`);
  return true;
}

/** A file that a program reads and runs before anything else. */
export function runStartupFile(frame: Frame, file: Field, wrapper: string): void {
  if (!frame.reading.substitutions?.has(file.text)) usePath(frame, file, 'execute');
  const content = knownContent(frame, file);
  if (content) runContent({ ...frame, certain: false, stdin: NO_STREAM }, content, [], wrapper);
}
