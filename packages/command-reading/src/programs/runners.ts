import { type Field, literal } from '../field.ts';
import type { Frame } from '../frame.ts';
import type { Stream } from '../stream.ts';
import { readWords, type Words } from './flags.ts';
import { runShellText, runWords } from './nested.ts';
import { programOfPackage } from './package-programs.ts';
import { type Call, hasFlag, type Program, type ProgramTable, valueOfFlag, wordSet } from './program.ts';
import { type Runner, RUNNERS } from './runner-table.ts';
import { unknownProgram } from './unknown-program.ts';

/**
 * Programs of which some orders start another program: `poetry run`, `npx`, `op run --`, `heroku run`. It owns how
 * their words divide into their own and those of the program; it must never change how an order is read that starts
 * nothing. To add one, write a line in `runner-table.ts`.
 */
export function withRunners(table: ProgramTable): ProgramTable {
  const all = new Map(table);
  for (const [name, runners] of RUNNERS) {
    const plain = table.get(name) ?? unknownProgram;
    all.set(name, { ...plain, read: (call) => readRunner(call, runners, plain) });
  }
  return all;
}

interface Started {
  readonly words?: readonly Field[];
  readonly text?: Field;
  /** The runner's own words. */
  readonly own: readonly Field[];
}

function readRunner(call: Call, runners: readonly Runner[], plain: Program): Stream | undefined {
  for (const runner of runners) {
    const started = startedBy(call, runner);
    if (!started) continue;
    const { frame, name } = call;
    const { own, text, words = [] } = started;
    plain.read?.({ ...call, args: own, words: readWords(own, plain.rules) });
    const changes: Partial<Frame> = runner.elsewhere ? { place: () => undefined } : {};
    return text ? runShellText(frame, text, name, changes) : runWords(frame, words, name, changes);
  }
  return plain.read?.(call);
}

function startedBy({ args, name }: Call, runner: Runner): Started | undefined {
  const valued = wordSet([runner.valued, runner.text, runner.program].join(' '));
  const from = runner.verbs === undefined ? 0 : afterVerb(args, runner.verbs, valued);
  if (from < 0) return undefined;
  const rest = args.slice(from);
  if (runner.after !== undefined) {
    const ends = wordSet(runner.after);
    const at = rest.findIndex((field) => ends.has(field.text));
    return at < 0 ? undefined : withWords(args, rest.slice(at + 1), runner);
  }
  const isTextOnly = runner.starts === 'text-only';
  let words = readWords(rest, { valued, stopAtOperand: !isTextOnly });
  const text = textOf(words, runner);
  if (text || isTextOnly) return text && withText(args, text);
  const program = runner.program === undefined ? undefined : valueOfFlag(words, runner.program);
  if (runner.program !== undefined)
    return program && withWords(args, [program, ...words.operands.slice(1)], runner);
  for (let left = runner.skips ?? 0; left > 0; left--) {
    const skipped = words.operands[0]?.text ?? '';
    if (left === 1 && runner.onlyAfter !== undefined && runner.onlyAfter !== skipped) return undefined;
    // Behind what is skipped, flags of its own may stand, or `--`.
    words = readWords(words.operands.slice(1), { valued, stopAtOperand: true });
    const late = textOf(words, runner);
    if (late) return withText(args, late);
  }
  const inner = words.operands;
  // `npx npx x` is `npx x`, however often.
  const again = runner.verbs === undefined ? inner.findIndex((field) => field.text !== name) : 0;
  return withWords(args, inner.slice(Math.max(0, again)), runner, words);
}

const textOf = (words: Words, { text }: Runner): Field | undefined =>
  text === undefined ? undefined : valueOfFlag(words, ...text.split(' '));

/** Where the words behind the order begin; its own flags may stand before and between. */
function afterVerb(args: readonly Field[], verbs: string, valued: ReadonlySet<string>): number {
  const operands: number[] = [];
  for (let at = 0; at < args.length && operands.length < 3; at++) {
    const text = args[at]?.text ?? '';
    if (text === '--') break;
    if (!text.startsWith('-')) operands.push(at);
    else if (valued.has(text)) at++;
  }
  for (const verb of verbs.split(' ')) {
    const parts = verb.split('/');
    const last = operands[parts.length - 1];
    if (last === undefined) continue;
    if (parts.every((part, index) => args[operands[index] ?? -1]?.text === part)) return last + 1;
  }
  return -1;
}

/** Code in a flag; the other words are the runner's. */
const withText = (args: readonly Field[], text: Field): Started => ({
  text: { ...text, text: SENT_COMMANDS.exec(text.text)?.[1] ?? text.text },
  own: args.filter(
    (field) => field !== text && !(field.text.startsWith('-') && field.text.endsWith(text.text)),
  ),
});

/** `commands="…"`, `{"commands":["…"]}`: how orders are sent to machines of a cloud. */
const SENT_COMMANDS = /^\{?"?commands"?[=:]\[?["']?([\s\S]*?)(?:["']?\]\}?)?$/;

function withWords(
  args: readonly Field[],
  inner: readonly Field[],
  runner: Runner,
  words?: Words,
): Started | undefined {
  const [first, ...rest] = inner;
  if (!first) return undefined;
  const own = args.slice(0, Math.max(0, args.length - inner.length));
  if (runner.starts === 'shell') return { text: literal(inner.map((field) => field.text).join(' ')), own };
  return { words: withProgram(first, rest, words, runner), own };
}

/** The program's name as its files call it, and the interpreter where the word is a script or a module. */
function withProgram(
  first: Field,
  rest: readonly Field[],
  own: Words | undefined,
  { starts }: Runner,
): readonly Field[] {
  if (starts === 'python') {
    if (own && hasFlag(own, '-m', '--module')) return [literal('python'), literal('-m'), first, ...rest];
    if (/\.pyw?$/.test(first.text)) return [literal('python'), first, ...rest];
    // `hatch run ENVIRONMENT:program`
    return [{ ...first, text: first.text.replace(/^[\w.+-]+:(?=\w)/, '') }, ...rest];
  }
  if (starts === 'package') return [{ ...first, text: programOfPackage(first.text) }, ...rest];
  if (starts === 'flake') {
    const name = /[#./:]([\w+-]+)$/.exec(first.text)?.[1] ?? first.text;
    return [{ ...first, text: name }, ...(rest[0]?.text === '--' ? rest.slice(1) : rest)];
  }
  return [first, ...rest];
}
