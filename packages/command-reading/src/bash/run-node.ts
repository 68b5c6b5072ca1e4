import type {
  AndOr,
  ArithmeticFor,
  Case,
  Coproc,
  CommandNode,
  For,
  If,
  Pipeline,
  Select,
  Statement,
  While,
} from 'unbash';
import { UNKNOWN } from '../field.ts';
import { type Frame, mark, notePattern } from '../frame.ts';
import { MAX_STEPS, MAX_WORDS } from '../limits.ts';
import { copyScope, mergeScope, type Scope, setArray, setVariable } from '../scope.ts';
import { type Stream, textStream } from '../stream.ts';
import { PASSES_ON } from '../programs/passes-on.ts';
import { connect, keepDescriptor } from './redirections.ts';
import { EMPTY_OUTPUT, runCommand, runConnected } from './run-command.ts';
import { evaluateIn, expandText, expandWord, runNested } from './expand-word.ts';
import { testResult } from './known-test.ts';
import { runSubscripts } from './subscript-code.ts';
import type { Field } from '../field.ts';

/** Reads statements in order; the stream is what they print together. */
export function runStatements(frame: Frame, statements: readonly Statement[]): Stream {
  const [only] = statements;
  if (statements.length === 1 && only) return runNode(frame, only.command);
  let output: Stream = EMPTY_OUTPUT;
  for (const statement of statements) {
    if (frame.reading.steps > MAX_STEPS) break;
    const stream = runNode(frame, statement.command);
    if (frame.heard) output = joinStreams(output, stream);
  }
  return output;
}

function joinStreams(first: Stream, second: Stream): Stream {
  if (first.text === '') return second;
  if (second.text === '') return first;
  if (first.text === undefined && second.text === undefined) return first;
  const decoded = first.decoded === true || second.decoded === true;
  const glob = first.glob === true || second.glob === true;
  return textStream(`${first.text ?? UNKNOWN}${second.text ?? `${UNKNOWN}\n`}`, {
    from: 'text',
    decoded,
    glob,
  });
}

function runNode(frame: Frame, node: Statement['command']): Stream {
  // Loops in loops end here as well: once the budget is spent nothing below is read.
  if (++frame.reading.steps > MAX_STEPS) {
    mark(frame, 'too-deep');
    return EMPTY_OUTPUT;
  }
  switch (node.type) {
    case 'Command':
      return runCommand(frame, node);
    case 'Pipeline':
      return runPipeline(frame, node);
    case 'AndOr':
      return runAndOr(frame, node);
    case 'Redirected':
      return runConnected(frame, connect(frame, node.redirects), (inner) => runNode(inner, node.command));
    case 'Subshell':
      return runStatements({ ...frame, scope: copyScope(frame.scope) }, node.body.commands);
    case 'BraceGroup':
      return runStatements(frame, node.body.commands);
    case 'If':
      return runIf(frame, node);
    case 'For':
    case 'Select':
      return runFor(frame, node);
    case 'While':
      return runWhile(frame, node);
    case 'ArithmeticFor':
      return runArithmeticFor(frame, node);
    case 'Case':
      return runCase(frame, node);
    case 'Function':
      (frame.scope.functions ??= new Map()).set(node.name.value, node.body);
      if (CALLED_BY_SHELL.has(node.name.value)) runBranch(frame, (inner) => runBody(inner, node.body));
      return EMPTY_OUTPUT;
    case 'Coproc':
      return runCoprocess(frame, node);
    case 'ArithmeticCommand':
      runNested(frame, node);
      evaluateIn(frame, node.expression);
      return EMPTY_OUTPUT;
    case 'TestCommand':
      if (node.expression.type === 'TestUnary') runSubscripts(frame, node.expression.operand.value);
      runNested(frame, node);
      return EMPTY_OUTPUT;
    default:
      runNested(frame, node);
      return EMPTY_OUTPUT;
  }
}

/** Functions that a shell calls by itself. */
const CALLED_BY_SHELL = new Set(['command_not_found_handle', 'command_not_found_handler', 'precmd', 'preexec', 'chpwd', 'periodic', 'zshexit', 'zshaddhistory', 'TRAPEXIT', 'TRAPDEBUG', 'TRAPERR', 'TRAPINT', 'TRAPUSR1']); // prettier-ignore

/** What a coprocess prints is read from the descriptor that stands first in the array of its name. */
function runCoprocess(frame: Frame, node: Coproc): Stream {
  const stream = runBody({ ...frame, scope: copyScope(frame.scope), heard: true }, node.body);
  const descriptor = 63;
  keepDescriptor(frame, descriptor, stream);
  setArray(frame.scope, node.name?.value ?? 'COPROC', [String(descriptor), String(descriptor - 3)]);
  return EMPTY_OUTPUT;
}

export function runBody(frame: Frame, body: Parameters<typeof runNode>[1] | If['then']): Stream {
  return body.type === 'CompoundList' ? runStatements(frame, body.commands) : runNode(frame, body);
}

function runPipeline(frame: Frame, pipeline: Pipeline): Stream {
  const { commands } = pipeline;
  const last = commands.length - 1;
  let { stdin } = frame;
  let writers: readonly number[] = [];
  for (const [index, command] of commands.entries()) {
    const direct: number[] = [];
    const scope = changesShell(frame.scope, command) ? copyScope(frame.scope) : frame.scope;
    const stage = { ...frame, scope, stdin, direct, heard: frame.heard || index < last };
    stdin = runNode(stage, command);
    connectPrograms(frame, writers, direct);
    // Bash runs the last stage apart, zsh in the shell itself: both are possible.
    if (index === last && scope !== frame.scope) mergeScope(frame.scope, scope);
    frame.direct.push(...direct);
    writers = direct;
  }
  return stdin;
}

/** The reader of a stage is the first program that does its own work: `sh` in `sudo sh`. */
function connectPrograms(frame: Frame, writers: readonly number[], readers: readonly number[]): void {
  const { programs } = frame.reading;
  const reader = readers.find((index) => !PASSES_ON.has(programs[index]?.name ?? '')) ?? readers[0];
  if (reader === undefined) return;
  for (const index of writers) {
    const writer = programs[index];
    if (writer && writer.pipesTo === undefined) writer.pipesTo = reader;
  }
}

const SHELL_CHANGERS = new Set(['cd', 'pushd', 'popd', 'read', 'export', 'declare', 'typeset', 'local', 'readonly', 'eval', 'source', '.', 'set', 'shift', 'unset', 'printf', 'mapfile', 'readarray', 'getopts', 'alias', 'builtin', 'command', 'let']); // prettier-ignore

function changesShell(scope: Scope, command: CommandNode): boolean {
  if (command.type !== 'Command') return true;
  const name = command.name?.value;
  return name === undefined || SHELL_CHANGERS.has(name) || scope.functions?.has(name) === true;
}

function runAndOr(frame: Frame, list: AndOr): Stream {
  const { scope } = frame;
  let output: Stream = EMPTY_OUTPUT;
  let inner = frame;
  let skipped: readonly string[] = [];
  for (const [index, command] of list.commands.entries()) {
    const operator = list.operators[index - 1];
    if (operator === '||') inner = { ...frame, certain: false };
    // After `cd x &&` the shell is in x for certain; after the list it may be where it was.
    if (operator === '&&' && isFolderChange(list.commands[index - 1])) {
      skipped = [...skipped, ...scope.otherFolders];
      scope.otherFolders = [];
    }
    const stream =
      operator !== undefined && setsVariables(command)
        ? runBranch(inner, (branch) => runNode({ ...branch, certain: inner.certain }, command))
        : runNode(inner, command);
    if (frame.heard) output = joinStreams(output, stream);
  }
  if (skipped.length > 0) {
    const others = new Set([...scope.otherFolders, ...skipped]);
    scope.otherFolders = [...others].filter((folder) => folder !== scope.folder).slice(0, 3);
  }
  return output;
}

/** A variable that is set after `&&` or `||` may keep the value it had. */
function setsVariables(node: AndOr['commands'][number]): boolean {
  if (node.type !== 'Command') return false;
  const name = node.name?.value;
  return name === undefined || name === 'export' || name === 'declare' || name === 'read' || name === 'unset';
}

function isFolderChange(node: AndOr['commands'][number] | undefined): boolean {
  return node?.type === 'Command' && (node.name?.value === 'cd' || node.name?.value === 'pushd');
}

/** Code that may not run: what it changes is possible, not certain. */
function runBranch(frame: Frame, run: (inner: Frame) => Stream): Stream {
  const scope = copyScope(frame.scope);
  const stream = run({ ...frame, scope, certain: false });
  mergeScope(frame.scope, scope);
  return stream;
}

function runIf(frame: Frame, node: If): Stream {
  runStatements(frame, node.clause.commands);
  const bodies = [node.then, ...node.elif.flatMap((elif) => [elif.clause, elif.then]), node.else];
  let output: Stream = EMPTY_OUTPUT;
  for (const body of bodies) {
    if (!body) continue;
    const stream = runBranch(frame, (inner) => runStatements(inner, body.commands));
    if (frame.heard) output = joinStreams(output, stream);
  }
  return output;
}

function runFor(frame: Frame, node: For | Select): Stream {
  const fields: Field[] = [];
  for (const word of node.wordlist ?? []) {
    if (fields.length < MAX_WORDS) expandWord(frame, word, fields);
  }
  const values = node.wordlist ? fields.map((field) => field.text) : frame.scope.positional;
  const globbed = new Set(fields.filter((field) => field.glob).map((field) => field.text));
  const certain = frame.certain && node.type === 'For' && values.length > 0;
  let output: Stream = EMPTY_OUTPUT;
  for (const value of values.length > 0 ? values.slice(0, 64) : [UNKNOWN]) {
    if (frame.reading.steps > MAX_STEPS) break;
    setVariable(frame.scope, node.name.value, value);
    if (globbed.has(value)) notePattern(frame.reading, value);
    const stream = runStatements({ ...frame, certain }, node.body.commands);
    if (frame.heard) output = joinStreams(output, stream);
  }
  return output;
}

const MAX_ROUNDS = 128;

/** `for ((i = 0; i < 9; i++))` runs as often as its numbers say, where they are known; else once. */
function runArithmeticFor(frame: Frame, node: ArithmeticFor): Stream {
  for (const part of [node.initialize, node.test, node.update]) if (part) runNested(frame, part);
  evaluateIn(frame, node.initialize);
  let output: Stream = EMPTY_OUTPUT;
  for (let round = 0; round < MAX_ROUNDS && frame.reading.steps <= MAX_STEPS; round++) {
    const goesOn = evaluateIn(frame, node.test);
    if (goesOn === undefined) {
      if (round === 0) return runBranch(frame, (inner) => runStatements(inner, node.body.commands));
      break;
    }
    if (goesOn === 0) break;
    const stream = runStatements(frame, node.body.commands);
    if (frame.heard) output = joinStreams(output, stream);
    evaluateIn(frame, node.update);
  }
  return output;
}

/** `while [ $i -lt 9 ]`: as often as its test says; it is never told to run without an end. */
function runCountedLoop(frame: Frame, node: While, first: boolean): Stream {
  const wanted = node.kind === 'while';
  let output: Stream = EMPTY_OUTPUT;
  runStatements(frame, node.clause.commands);
  let result: boolean | undefined = first;
  for (let round = 0; round < MAX_ROUNDS && frame.reading.steps <= MAX_STEPS; round++) {
    if (result !== undefined && result !== wanted) break;
    const stream = runStatements(frame, node.body.commands);
    if (frame.heard) output = joinStreams(output, stream);
    if (result === undefined) break;
    result = testResult(frame, node.clause.commands);
  }
  return output;
}

/** Where the input is known text, `while read` runs once for each of its lines. */
function runWhile(frame: Frame, node: While): Stream {
  const lines =
    frame.stdin.text
      ?.split('\n')
      .filter((line) => line !== '')
      .slice(0, 64) ?? [];
  if (lines.length === 0) {
    const goesOn = testResult(frame, node.clause.commands);
    if (goesOn !== undefined) return runCountedLoop(frame, node, goesOn);
  }
  const inputs = lines.length > 0 ? lines.map((line) => textStream(line, frame.stdin)) : [frame.stdin];
  let output: Stream = EMPTY_OUTPUT;
  for (const stdin of inputs) {
    if (frame.reading.steps > MAX_STEPS) break;
    const round = (inner: Frame): Stream => {
      runStatements(inner, node.clause.commands);
      return runStatements(inner, node.body.commands);
    };
    // Rounds that are known to come follow on each other: what one puts into a variable the next one adds to.
    const stream =
      lines.length > 0 ? round({ ...frame, stdin, certain: false }) : runBranch({ ...frame, stdin }, round);
    if (frame.heard) output = joinStreams(output, stream);
  }
  return output;
}

function runCase(frame: Frame, node: Case): Stream {
  expandText(frame, node.word);
  let output: Stream = EMPTY_OUTPUT;
  for (const item of node.items) {
    const stream = runBranch(frame, (inner) => runStatements(inner, item.body.commands));
    if (frame.heard) output = joinStreams(output, stream);
  }
  return output;
}
