/** A command that stands in other text, with where it stands. */
export type FoundCommand = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly from: 'fence' | 'prompt' | 'inline-code' | 'pipe-to-shell';
};

const MAX_COMMANDS = 200;
const SHELL_FENCE =
  /^(?:sh|bash|zsh|shell|console|shell-session|shellsession|terminal|powershell|ps1|pwsh|cmd|bat|batch|fish)?$/i;
const OTHER_CODE = /^(?:json|ya?ml|xml|html|css|markdown|md|text|txt|diff|toml|ini|csv)$/i;
const FENCE = /^[ \t]{0,8}(`{3,10}|~{3,10})[ \t]{0,8}([\w+-]{0,20})/;
const PROMPT =
  /^[ \t>]{0,8}(?:[\w.@~:/-]{0,60}[$#%]|PS [^>\n]{0,80}>|[A-Z]:\\[^>\n]{0,80}>)[ \t]{1,4}(\S.*)$/;
const FETCH_AND_RUN =
  /\b(?:curl|wget|iwr|irm)\b[^\n|`]{1,400}\|[ \t]{0,4}(?:sudo[ \t]{1,4})?(?:ba|z|da|k)?(?:sh|iex|python3?|node)\b[^\n`]{0,100}/;

/** Commands that a page, a manifest or a tool's answer shows or tells somebody to run; each line of a block on its own. */
export function findCommandsIn(text: string): readonly FoundCommand[] {
  const found: FoundCommand[] = [];
  let fence: { readonly mark: string; readonly isShell: boolean; readonly start: number } | undefined;
  let start = 0;
  for (const line of text.split('\n')) {
    if (found.length >= MAX_COMMANDS) break;
    const [, mark, language] = FENCE.exec(line) ?? [];
    if (fence && mark?.startsWith(fence.mark)) {
      if (fence.isShell) addBlock(found, text, fence.start, start);
      fence = undefined;
    } else if (!fence && mark !== undefined) {
      const isShell = SHELL_FENCE.test(language ?? '') && !OTHER_CODE.test(language ?? '');
      fence = { mark, isShell, start: start + line.length + 1 };
    } else if (!fence) addLine(found, line, start);
    start += line.length + 1;
  }
  // A fence that is never closed reaches to the end, as it is shown.
  if (fence?.isShell && fence.start < text.length) addBlock(found, text, fence.start, text.length);
  return found;
}

/** A block is one script, since its lines know each other's variables; prompts are no part of it. */
function addBlock(found: FoundCommand[], text: string, start: number, end: number): void {
  const block = text.slice(start, end);
  if (!block.split('\n', 512).some((line) => PROMPT.test(line))) {
    if (block.trim() !== '') add(found, text, start, end, 'fence');
    return;
  }
  let at = start;
  for (const line of block.split('\n')) {
    addPrompt(found, line, at);
    at += line.length + 1;
  }
}

function addLine(found: FoundCommand[], line: string, start: number): void {
  if (addPrompt(found, line, start)) return;
  const code = inlineCode(line);
  for (const [from, to] of code) add(found, line, from, to, 'inline-code', start);
  const pipe = FETCH_AND_RUN.exec(line.slice(0, 4096));
  if (!pipe || code.some(([from, to]) => from <= pipe.index && pipe.index < to)) return;
  add(found, line, pipe.index, pipe.index + pipe[0].length, 'pipe-to-shell', start);
}

function addPrompt(found: FoundCommand[], line: string, start: number): boolean {
  const command = PROMPT.exec(line.slice(0, 4096))?.[1];
  if (command === undefined) return false;
  const from = line.indexOf(command);
  add(found, line, from, from + command.length, 'prompt', start);
  return true;
}

/** Between backticks, where there is more than one word: a name alone is no command. */
function inlineCode(line: string): readonly (readonly [number, number])[] {
  const pieces: [number, number][] = [];
  for (let at = line.indexOf('`'); at >= 0 && pieces.length < 32;) {
    const end = line.indexOf('`', at + 1);
    if (end < 0) break;
    if (/^\S+\s+\S/.test(line.slice(at + 1, Math.min(end, at + 200)))) pieces.push([at + 1, end]);
    at = line.indexOf('`', end + 1);
  }
  return pieces;
}

function add(
  found: FoundCommand[],
  whole: string,
  from: number,
  to: number,
  kind: FoundCommand['from'],
  offset = 0,
): void {
  const given = whole.slice(from, to);
  const start = from + (given.length - given.trimStart().length);
  const text = given.trim();
  if (text === '' || found.length >= MAX_COMMANDS) return;
  found.push({ text, start: offset + start, end: offset + start + text.length, from: kind });
}
