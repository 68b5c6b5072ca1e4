import { runSubscripts } from '../bash/subscript-code.ts';
import { valueOfVariable } from '../bash/variables.ts';
import { UNKNOWN, withoutUnset } from '../field.ts';
import { FROM_PROGRAM, type Stream, textStream } from '../stream.ts';
import { setVariable } from '../scope.ts';
import { formatText } from '../text/format.ts';
import { decodeEscapes } from '../text/decode.ts';
import { resolveLexically } from '../place/lexical-path.ts';
import { usePath } from '../uses.ts';
import { NO_VALUES } from './flags.ts';
import type { Call, Program } from './program.ts';
import { programsByName, wordSet } from './program.ts';

/** Programs that print their words: their output is known, and may be another program's code. */
function echo({ frame, args }: Call): Stream {
  if (!frame.heard) return FROM_PROGRAM;
  let from = 0;
  let escapes = false;
  let newline = true;
  for (; from < args.length; from++) {
    const text = args[from]?.text ?? '';
    if (!/^-[neE]+$/.test(text)) break;
    if (text.includes('e')) escapes = true;
    if (text.includes('n')) newline = false;
  }
  const words = args.slice(from);
  const text = words.map((field) => field.text).join(' ');
  const glob = words.some((field) => field.glob);
  return textStream((escapes ? decodeEscapes(text) : text) + (newline ? '\n' : ''), {
    from: 'text',
    glob,
    decoded: escapes && text.includes('\\'),
  });
}

function printf({ frame, args }: Call): Stream {
  const [first, second, ...others] = args;
  const toVariable = first?.text === '-v';
  if (!frame.heard && !toVariable) return FROM_PROGRAM;
  const rest = toVariable ? others : args.slice(first?.text === '--' ? 1 : 0);
  const [format, ...values] = rest.map((field) => field.text);
  const text = format === undefined ? '' : (formatText(format, values) ?? UNKNOWN);
  if (toVariable) runSubscripts(frame, second?.text ?? '');
  if (toVariable) setVariable(frame.scope, second?.text ?? '', text);
  const decoded = rest.some((field) => field.text.includes('\\x') || /\\[0-7]{2}/.test(field.text));
  return textStream(toVariable ? '' : text, {
    from: 'text',
    decoded,
    glob: args.some((field) => field.glob),
  });
}

/** `dirname x`, `basename x`, `realpath x`: names made of names. */
function printPath({ frame, name, words }: Call): Stream {
  const lines = words.operands.map(({ text }) => {
    if (name === 'dirname') return text.includes('/') ? text.replace(/(.)\/+[^/]*\/*$/, '$1') || '/' : '.';
    if (name === 'basename') return text.replace(/\/+$/, '').replace(/^.*\//s, '');
    return resolveLexically(text, { home: frame.scope.home, cwd: frame.scope.folder }).path;
  });
  if (name !== 'dirname' && name !== 'basename')
    for (const operand of words.operands) usePath(frame, operand, 'list');
  return textStream(`${lines.join('\n')}\n`, {
    from: 'text',
    glob: words.operands.some((field) => field.glob),
  });
}

/** `date +TEXT`, `yes TEXT`, `printenv NAME`: programs by which a text can be said in other words. */
function sayWords({ frame, name, words }: Call): Stream {
  for (const { flag, value } of words.values)
    if (flag === '-f' || flag === '--file' || /^[~/.]/.test(value.text)) usePath(frame, value, 'read');
  const texts = words.operands.map((field) => field.text);
  const [first = 'y'] = texts;
  if (name === 'yes') return textStream(`${texts.length > 0 ? texts.join(' ') : first}\n`.repeat(3));
  if (name === 'printenv')
    return texts.length === 1 ? textStream(`${withoutUnset(valueOfVariable(frame, first))}\n`) : FROM_PROGRAM;
  // Without a directive the format is what is printed.
  if (name === 'date' && first.startsWith('+') && !first.includes('%'))
    return textStream(`${first.slice(1)}\n`);
  return FROM_PROGRAM;
}

const printer = (read: Program['read']): Program => ({ rules: { valued: NO_VALUES }, ...(read && { read }) });

export const PRINTERS = programsByName<Program>({
  'echo print': printer(echo),
  printf: printer(printf),
  'yes printenv': printer(sayWords),
  date: {
    rules: { valued: wordSet('-d --date -s --set -f --file -r --reference') },
    read: sayWords,
  },
  'dirname basename realpath readlink grealpath greadlink': printer(printPath),
});
