import { type Field, isKnown, literal, UNKNOWN } from '../field.ts';
import { deeper, type Frame, mark, through } from '../frame.ts';
import { copyScope } from '../scope.ts';
import { usePath, useUrl } from '../uses.ts';
import { looksLikePath } from '../programs/unknown-program.ts';
import { namesOfModules, writtenModules } from './modules.ts';
import { type Language, type Names, readValue, type Token, tokenize } from './string-literals.ts';

/**
 * Code of another language given inline. It is not interpreted: calls whose names are known to run commands or to
 * use files are read as far as their arguments are literal, every other text that looks like a path is a read, and
 * texts that look like URLs are machines.
 */
export const LANGUAGES = {
  python: { hashComments: true, rawSingle: false, backticksRun: false },
  javascript: { hashComments: false, rawSingle: false, backticksRun: false },
  perl: {
    hashComments: true,
    rawSingle: true,
    backticksRun: true,
    hasBareQuotes: true,
    interpolation: /[$@]\{?\w+\}?(?:\{[^{}]*\}|\[[^[\]]*\])*/g,
  },
  ruby: { hashComments: true, rawSingle: true, backticksRun: true, interpolation: /#\{[^}]*\}/g },
  php: { hashComments: true, rawSingle: true, backticksRun: true, interpolation: /\$\{?\w+\}?/g },
  lua: { hashComments: false, rawSingle: false, backticksRun: false },
  other: { hashComments: false, rawSingle: false, backticksRun: false },
} satisfies Record<string, Language>;

const RUNS =
  /(?:^|[.:>])(?:system|popen|popen[234]|getoutput|getstatusoutput|check_output|check_call|call|run|Popen|exec|execSync|execFile|execFileSync|spawn|spawnSync|spawnl|spawnlp|spawnv|execl|execlp|execv|execvp|execve|shell_exec|passthru|proc_open|pcntl_exec|capture2|capture2e|capture3|popen2|Command|run_command|do_shell_script|execute|fork|create_subprocess_shell|create_subprocess_exec|\$|`)$|^`$/;
const EVALUATES =
  /^(?:eval|exec|compile|Function|instance_eval|class_eval|assert|loadstring|load|__import__)$/;
const DELETES =
  /(?:^|[.:>])(?:unlink|unlinkSync|remove|removedirs|rmtree|rmdir|rmdirSync|rm|rmSync|rm_rf|rm_r|rm_f|remove_dir|remove_entry|remove_entry_secure|remove_tree|delete|removeSync|emptyDirSync|destroy)$/;
const RECURSIVE =
  /(?:rmtree|rm_rf|rm_r|rmSync|\brm|remove_tree|remove_entry|removeSync|emptyDirSync|copytree|cp_r|cpSync)$/;
const WRITES =
  /(?:^|[.:>])(?:write_text|write_bytes|writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|mkdir|makedirs|mkdirSync|touch|truncate|truncateSync|chmod|chmodSync|chown|file_put_contents|symlink|mkdir_p|mkpath)$/;
const MOVES =
  /(?:^|[.:>])(?:rename|renameSync|replace|move|mv|copy|copy2|copyfile|copytree|copyFile|copyFileSync|cp|cp_r|cpSync|link)$/;
const LISTS =
  /(?:^|[.:>])(?:listdir|scandir|walk|glob|iglob|rglob|readdir|readdirSync|iterdir|entries|children|opendir|isfile|isdir|exists|stat|existsSync|statSync|getsize)$/;
/** Packing and walking calls: what they are given is read with everything below it. */
const PACKS =
  /(?:^|[.:>])(?:make_archive|addall|addLocalFolder|addLocalFile|addFolder|add_directory|create_from_directory|append_path|copy_tree|dircopy|rcopy)$|^(?:tar|t|tf|zip|z|archive|tarfile|zipfile)\.(?:add|write|directory|file|glob)$/;
/** Calls that give a file's content; on a path object they have no argument. */
const READS =
  /(?:^|[.:>])(?:readFile|readFileSync|createReadStream|read_text|read_bytes|file_get_contents|readfile|slurp|binread|readlines|read_file|getline|getlines|copyfileobj)$/;
const OPENS = /(?:^|[.:>])(?:open|sysopen|fopen|openSync|new|file)$/;

export function readCode(
  frame: Frame,
  code: string,
  language: keyof typeof LANGUAGES,
  wrapper: string,
): void {
  mark(frame, 'inline-code');
  const inner = deeper(frame, { via: through(frame, wrapper), scope: copyScope(frame.scope) });
  if (!inner) return;
  const { home } = frame.scope;
  const tokens = tokenize(code, LANGUAGES[language], home);
  const names: Names = new Map();
  const used = new Set<number>();
  const walk: Walk = { folders: [], opens: false, deletes: false, writes: false };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== 'name') continue;
    readAssignment(tokens, at, names, home);
    readUse(inner, tokens, at, names, used, language, walk);
  }
  readLooseValues(inner, tokens, names, used);
  useWalked(inner, walk);
  if (frame.reading.files) {
    for (const name of namesOfModules(code, language)) readModule(inner, language, name);
  }
  // Languages without quotes around every text: bare words that can only be paths.
  if (language === 'other') {
    for (const [, word = ''] of code.matchAll(/(?:^|[\s([{"'=,<])([~/][\w.~-][\w./~-]*)/g))
      readLooseText(inner, word);
  }
}

/** What code prints, where it prints one text that can be told; `whole` is code that is itself what is printed. */
export function printedBy(
  frame: Frame,
  code: string,
  language: keyof typeof LANGUAGES,
  whole: boolean,
): string | undefined {
  const { home } = frame.scope;
  const tokens = tokenize(code, LANGUAGES[language], home);
  const names: Names = new Map();
  let printed: string | undefined;
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'name') continue;
    readAssignment(tokens, at, names, home);
    if (!PRINTS.test(token.value)) continue;
    if (printed !== undefined) return undefined;
    const called = tokens[at + 1]?.value === '(';
    printed = readValue(tokens, called ? at + 2 : at + 1, names, home).text;
  }
  if (whole && printed === undefined) printed = readValue(tokens, 0, names, home).text;
  return printed !== undefined && isKnown(printed) ? printed : undefined;
}

const PRINTS = /^(?:print|say|puts|console\.log|process\.stdout\.write|sys\.stdout\.write|echo|printf|p)$/;

/** A module that this command has written is code of the command. */
export function readModule(frame: Frame, language: keyof typeof LANGUAGES, name: string): void {
  for (const code of writtenModules(frame.reading, language, name))
    readCode(frame, code, language, name.slice(0, 60));
}

/** Folders that the code goes through, and what it does to files whose names can't be told here. */
interface Walk {
  readonly folders: Field[];
  opens: boolean;
  deletes: boolean;
  writes: boolean;
}

/** Code that lists a folder and then opens or removes what has no known name does so to what it found there. */
function useWalked(frame: Frame, { folders, opens, deletes, writes }: Walk): void {
  for (const folder of folders.slice(0, 16)) {
    if (opens) usePath(frame, folder, 'read', true);
    if (deletes) usePath(frame, folder, 'delete', true);
    if (writes) usePath(frame, folder, 'write', true);
  }
}

function noteWalk(walk: Walk, name: string, values: readonly Argument[]): void {
  const [first] = values;
  const text = first?.text ?? UNKNOWN;
  if (LISTS.test(name) && WALKS.test(name) && first && isPathText(text)) {
    // A pattern's folder is what stands before it.
    const folder = name.endsWith('glob') ? text.replace(/[^/]*[*?[][\s\S]*$/, '') : text;
    walk.folders.push(asField(folder === '' ? '.' : folder));
  }
  if (isKnown(text)) return;
  const mode = values[1]?.text ?? '';
  if (DELETES.test(name)) walk.deletes = true;
  else if (WRITES.test(name) || (OPENS.test(name) && /^[wax]/.test(mode))) walk.writes = true;
  else if (OPENS.test(name) || READS.test(name)) walk.opens = true;
}

const WALKS =
  /(?:listdir|scandir|walk|glob|iglob|rglob|readdir|readdirSync|iterdir|entries|children|opendir)$/;

/** Texts, and values put together from them, that no known call has used. */
function readLooseValues(
  frame: Frame,
  tokens: readonly Token[],
  names: Names,
  used: ReadonlySet<number>,
): void {
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token || used.has(at) || token.kind === 'sign') continue;
    const startsValue = token.kind === 'text' || STARTS_VALUE.test(token.value) || names.has(token.value);
    if (!startsValue || tokens[at + 1]?.value === '=') continue;
    const value = readValue(tokens, at, names, frame.scope.home);
    if (value.text !== UNKNOWN) readLooseText(frame, value.text);
    if (token.kind === 'text' && value.text !== token.value) readLooseText(frame, token.value);
    if (token.kind === 'text') at = Math.max(at, value.end - 1);
  }
}

const STARTS_VALUE =
  /(?:expanduser|homedir|home|getenv|join|resolve|Path|b64decode|atob|unhexlify|fromhex|chr|fromCharCode|sprintf)$|^(?:reverse|scalar|lc|uc)$|^(?:process\.env\.HOME|os\.environ|process\.env|ENV|\$ENV)$/;

function readAssignment(tokens: readonly Token[], at: number, names: Names, home: string): void {
  const sign = tokens[at + 1];
  const name = tokens[at]?.value;
  if (name === undefined || sign?.kind !== 'sign' || sign.value !== '=' || tokens[at + 2]?.value === '=')
    return;
  if (names.size < 256) names.set(name, readValue(tokens, at + 2, names, home).text);
}

/** A call (or, in perl and ruby, a name followed by its arguments without brackets). */
function readUse(
  frame: Frame,
  tokens: readonly Token[],
  at: number,
  names: Names,
  used: Set<number>,
  language: keyof typeof LANGUAGES,
  walk: Walk,
): void {
  const name = tokens[at]?.value ?? '';
  const next = tokens[at + 1];
  const bare =
    next?.kind === 'text' || (next?.kind === 'name' && (language === 'perl' || language === 'ruby'));
  const called = next?.kind === 'sign' && next.value === '(';
  if (!called && !bare) return;
  const isKnownCall =
    RUNS.test(name) ||
    EVALUATES.test(name) ||
    DELETES.test(name) ||
    WRITES.test(name) ||
    MOVES.test(name) ||
    LISTS.test(name) ||
    PACKS.test(name) ||
    READS.test(name) ||
    OPENS.test(name);
  if (!isKnownCall && !/^(?:Path|pathlib\.Path|File\.\w+|IO\.\w+)$/.test(name)) return;
  const values = readArguments(tokens, called ? at + 2 : at + 1, called, names, frame.scope.home, used);
  noteWalk(walk, name, values);
  useCall(frame, name, values, tokens, at);
}

interface Argument {
  readonly text: string;
  readonly list?: readonly string[];
}

function readArguments(
  tokens: readonly Token[],
  start: number,
  called: boolean,
  names: Names,
  home: string,
  used: Set<number>,
): readonly Argument[] {
  const values: Argument[] = [];
  let at = start;
  for (let count = 0; count < 32 && at < tokens.length; count++) {
    const token = tokens[at];
    if (token?.kind === 'sign' && (token.value === ')' || token.value === ';')) break;
    const value = readValue(tokens, at, names, home);
    values.push({ text: value.text, ...(value.list && { list: value.list }) });
    for (let index = at; index < value.end; index++) used.add(index);
    at = Math.max(at + 1, value.end);
    while (at < tokens.length && !isEndOfArgument(tokens[at], called)) at++;
    if (tokens[at]?.value !== ',') break;
    at++;
  }
  return values;
}

const isEndOfArgument = (token: Token | undefined, called: boolean): boolean =>
  token?.kind === 'sign' && (token.value === ',' || token.value === ')' || (!called && token.value === ';'));

const asField = (text: string): Field => ({
  text,
  source: isKnown(text) ? text : '…',
  glob: /[*?]/.test(text),
});

function useCall(
  frame: Frame,
  name: string,
  values: readonly Argument[],
  tokens: readonly Token[],
  at: number,
): void {
  const [first, second, third] = values;
  if (!first) return;
  const field = asField(first.text);
  if (EVALUATES.test(name) && !RUNS.test(name)) return useEvaluated(frame, first.text);
  if (RUNS.test(name)) return useCommand(frame, name, values);
  if (READS.test(name)) {
    if (isPathText(first.text) && !useUrl(frame, first.text)) usePath(frame, field, 'read');
  } else if (PACKS.test(name)) {
    for (const { text } of values)
      if (/[/~]/.test(text) && isPathText(text)) usePath(frame, asField(text), 'read', true);
  } else if (DELETES.test(name)) {
    for (const value of values)
      if (isPathText(value.text)) usePath(frame, asField(value.text), 'delete', RECURSIVE.test(name));
  } else if (WRITES.test(name)) {
    usePath(frame, field, 'write');
  } else if (MOVES.test(name)) {
    if (name.endsWith('replace') && !name.includes('os.')) return;
    usePath(frame, field, 'read', RECURSIVE.test(name));
    if (/(?:rename|renameSync|move|mv|replace)$/.test(name)) usePath(frame, field, 'delete', true);
    if (second) usePath(frame, asField(second.text), 'write');
  } else if (LISTS.test(name)) {
    if (!isPathText(first.text)) return;
    usePath(frame, field, 'list', /walk|rglob/.test(name));
    // What a pattern finds is found to be used.
    if (name.endsWith('glob')) usePath(frame, field, 'read');
  } else useOpened(frame, name, [first, second, third], tokens, at);
}

/** `exec` of code that is a text is code again; read it as the same kind of thing. */
function useEvaluated(frame: Frame, code: string): void {
  if (!isKnown(code)) return mark(frame, 'dynamic-code');
  if (code.length > 1) readCode(frame, code, 'python', 'eval');
}

function useCommand(frame: Frame, name: string, values: readonly Argument[]): void {
  const [first, second] = values;
  if (!first) return;
  const inner = deeper(frame, { via: through(frame, name), stdin: { from: 'none' } });
  if (!inner) return;
  // A list of words is started as it is, one text is a shell's.
  const words =
    first.list ??
    (second?.list
      ? [first.text, ...second.list]
      : /^exec[lv]p?e?$|(?:system|exec)$/.test(name) &&
          values.length > 1 &&
          values.every((value) => isKnown(value.text))
        ? values.map((value) => value.text)
        : undefined);
  if (words?.some((word) => word !== UNKNOWN)) {
    const fields = words.filter(
      (word, index) => !(index === 1 && /^exec[lv]/.test(name) && word === words[0]),
    );
    frame.reading.engine.runProgram(inner, fields.map(literal));
    return;
  }
  if (name === 'exec' && looksLikeCode(first.text)) return useEvaluated(frame, first.text);
  if (!isKnown(first.text)) mark(frame, 'dynamic-code');
  if (first.text !== UNKNOWN && first.text !== '') frame.reading.engine.runText(inner, first.text);
}

const looksLikeCode = (text: string): boolean => /\bimport\b|\bprint\(|__|\bopen\(/.test(text);

/** `open(path, mode)`, `Path(path).unlink()`, `File.new`; perl's `open(F, "<", path)` and `open(F, "cmd |")`. */
function useOpened(
  frame: Frame,
  name: string,
  [first, second, third]: readonly (Argument | undefined)[],
  tokens: readonly Token[],
  at: number,
): void {
  const perlMode =
    second && /^\s*[+<>|-]/.test(second.text) && /(?:^|\b)open$/.test(name) ? second.text.trim() : undefined;
  if (perlMode !== undefined) {
    const path = third?.text ?? perlMode.replace(/^[+<>\s]+/, '');
    if (perlMode.startsWith('|') || perlMode.startsWith('-|'))
      frame.reading.engine.runText(frame, third?.text ?? perlMode.slice(1));
    else if (perlMode.endsWith('|')) frame.reading.engine.runText(frame, perlMode.slice(0, -1));
    else usePath(frame, asField(path), perlMode.includes('>') ? 'write' : 'read');
    return;
  }
  if (!first) return;
  if (second && /\|\s*$/.test(second.text) && first.text === UNKNOWN) {
    frame.reading.engine.runText(frame, second.text.replace(/\|\s*$/, ''));
    return;
  }
  if (first.text.startsWith('|')) {
    frame.reading.engine.runText(frame, first.text.slice(1));
    return;
  }
  const path = first.text === UNKNOWN && second && isPathText(second.text) ? second.text : first.text;
  const mode = second?.text ?? '';
  const writes = /^[rwax+bt]{1,3}$/.test(mode) && /[wax+]/.test(mode);
  if (!isPathText(path) && !/(?:^|\.)open$/.test(name)) return;
  if (useUrl(frame, path)) return;
  usePath(frame, asField(path), writes ? 'write' : 'read');
  // `Path("x").unlink()`: the method that follows says what happens.
  const after = tokens
    .slice(at, at + 24)
    .find(
      (token) =>
        token.kind === 'name' && /^(?:unlink|rmdir|write_text|write_bytes|rename)$/.test(token.value),
    );
  if (after) usePath(frame, asField(path), /write/.test(after.value) ? 'write' : 'delete');
}

const isPathText = (text: string): boolean =>
  text !== '' && text !== UNKNOWN && !/[\n{}]/.test(text) && text.length < 4096;

function readLooseText(frame: Frame, text: string): void {
  if (text.includes('://')) {
    for (const [url] of text.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+/gi))
      if (useUrl(frame, url, 'both')) return;
  }
  if (/\s/.test(text)) {
    // A command line in a text: what looks like a path in it counts.
    for (const word of text.split(/[\s;|&<>"'`()]+/).slice(0, 64)) {
      if (/^(?:~|\/\w|\.\.?\/)/.test(word)) usePath(frame, asField(word), 'read');
    }
    return;
  }
  if (isPathText(text) && looksLikePath(text) && /^[~/.]|\/\./.test(text) && text.length > 1)
    usePath(frame, asField(text), 'read');
}
