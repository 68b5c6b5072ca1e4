import { type Field, isKnown, literal, UNKNOWN } from '../field.ts';
import type { Frame } from '../frame.ts';
import { FROM_PROGRAM, type Stream, textStream } from '../stream.ts';
import { inFolder, usePath } from '../uses.ts';
import { inputOf } from './filters.ts';
import { type Call, hasFlag, type Program, programsByName, valueOfFlag, wordSet } from './program.ts';

/** What a patch changes, and what a comparison of two files prints for one. */

const MAX_FILES = 64;

interface Applied {
  /** How many leading names are taken off each path; unknown: both forms are possible. */
  readonly strip: number | undefined;
  readonly folder?: Field | undefined;
  readonly reverse: boolean;
}

/** `git apply`, `git am`, `patch`: the files that the patch's own headers name. */
export function applyPatch(frame: Frame, patch: Stream, { strip, folder, reverse }: Applied): void {
  const inside = folder ? inFolder(frame, folder) : frame;
  if (patch.text === undefined) {
    // Another program's patch can name any file below; a patch file is looked at before it is applied.
    if (patch.from === 'program') usePath(inside, literal('.'), 'write', true);
    return;
  }
  for (const { before, after } of headersOf(patch.text)) {
    const [from, to] = reverse ? [after, before] : [before, after];
    const removed = to === '/dev/null';
    const name = removed ? from : to;
    for (const path of stripped(name, strip)) {
      usePath(inside, literal(path), 'write');
      if (removed) usePath(inside, literal(path), 'delete');
    }
  }
  if (!isKnown(patch.text) && headersOf(patch.text).length === 0)
    usePath(inside, literal('.'), 'write', true);
}

interface Header {
  readonly before: string;
  readonly after: string;
}

function headersOf(text: string): readonly Header[] {
  const headers: Header[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1] ?? '';
    const isHeader = (line.startsWith('--- ') && next.startsWith('+++ ')) || (line.startsWith('*** ') && next.startsWith('--- ')); // prettier-ignore
    if (isHeader && headers.length < MAX_FILES) headers.push({ before: nameIn(line), after: nameIn(next) });
  }
  // Without a hunk: emptied, removed and renamed files.
  for (const [, names = '', how = ''] of text.matchAll(/^diff --git ([^\n]+)\n(deleted|similarity)/gm)) {
    const [before = '', after = ''] = names.split(' ');
    if (headers.length >= MAX_FILES) break;
    headers.push({ before, after: how === 'deleted' ? '/dev/null' : after });
    if (how === 'similarity') headers.push({ before, after: '/dev/null' });
  }
  return headers;
}

/** The name ends at a tab, after which the time stands. */
const nameIn = (line: string): string => line.slice(4).split('\t', 1)[0] ?? '';

function stripped(path: string, strip: number | undefined): readonly string[] {
  const without = (count: number): string => path.split('/').slice(count).join('/');
  const names = strip === undefined ? [path, without(1)] : [without(strip)];
  return names.filter((name) => name !== '');
}

/** `patch -p1 < FILE`, `patch ORIGINAL FILE`. */
function readPatch({ frame, words }: Call): Stream {
  const [original, file] = words.operands;
  const folder = valueOfFlag(words, '-d', '--directory');
  const inside = folder ? inFolder(frame, folder) : frame;
  if (original) {
    usePath(inside, original, 'read');
    usePath(inside, original, 'write');
  }
  for (const { flag, value } of words.values)
    if (/^(?:-o|--output|-r|--reject-file)$/.test(flag)) usePath(inside, value, 'write');
  const given = valueOfFlag(words, '-i', '--input') ?? file;
  const strip = valueOfFlag(words, '-p', '--strip')?.text ?? '';
  applyPatch(inside, inputOf(frame, given ? [given] : []), {
    strip: /^\d$/.test(strip) ? Number(strip) : undefined,
    reverse: hasFlag(words, '-R', '--reverse'),
  });
  return FROM_PROGRAM;
}

/** `diff -u A B` prints a patch that makes B of A. */
export const comparing = (program: Program): Program => ({
  ...program,
  read: (call) => {
    const stream = program.read?.(call);
    const [before, after] = call.words.operands;
    const isPatch = hasFlag(call.words, '-u', '-U', '--unified', '-c', '-C', '--context');
    return call.frame.heard && isPatch && before && after
      ? comparison(before.text, after.text, ['', ''])
      : stream;
  },
});

export const PATCH: [string, Program][] = programsByName<Program>({
  'patch gpatch': {
    rules: {
      valued: wordSet(
        '-p --strip -d --directory -i --input -o --output -r --reject-file -B -D -F --fuzz -V -Y -z --suffix --prefix',
      ),
    },
    read: readPatch,
  },
});

const side = (path: string, prefix: string): string => (path === '/dev/null' ? path : prefix + path);

/** The headers of `diff -u A B`; the hunks are the files' own content. */
export function comparison(before: string, after: string, prefixes: readonly [string, string]): Stream {
  const names = `--- ${side(before, prefixes[0])}\n+++ ${side(after, prefixes[1])}\n`;
  return textStream(`${names}${UNKNOWN}\n`);
}
