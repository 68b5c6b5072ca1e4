import { isKnown, literal } from '../field.ts';
import type { Frame } from '../frame.ts';
import { noteLink } from '../links.ts';
import { resolveLexically } from '../place/lexical-path.ts';
import { textStream } from '../stream.ts';
import { pathOf } from '../uses.ts';
import { knownContent, knownContentsBelow } from '../written-files.ts';
import { fileTable } from './file-program.ts';
import { type Call, hasFlag, type Program, valueOfFlag } from './program.ts';

const TARGET_FLAGS = '-t --target-directory';

/** Programs that give what one path names a second one, under which later words of the command may mean it. */
const TABLE = fileTable({
  'cp gcp copy': {
    operands: 'read* write',
    targetFlags: TARGET_FLAGS,
    paths: { write: TARGET_FLAGS },
    valued: '-S --suffix',
    recursive: '-r -R -a --recursive --archive',
  },
  'mv gmv move': {
    operands: 'move* write',
    targetFlags: TARGET_FLAGS,
    paths: { write: TARGET_FLAGS },
    valued: '-S --suffix',
    alwaysRecursive: true,
  },
  'ln link': {
    operands: 'read* write',
    targetFlags: TARGET_FLAGS,
    paths: { write: TARGET_FLAGS },
    valued: '-S --suffix',
    alwaysRecursive: true,
  },
  'install ginstall': {
    operands: 'read* write',
    targetFlags: `${TARGET_FLAGS} -d --directory`,
    paths: { write: TARGET_FLAGS },
    valued: '-m -o -g -S --mode --owner --group --suffix',
  },
});

interface Copy {
  readonly source: string;
  readonly target: string;
}

const SYSTEM_PROGRAM = /^\/(?:usr\/)?(?:local\/)?s?bin\/[\w.+-]+$/;

/** With more files than that the ones below a moved folder are not followed. */
const MAX_WRITTEN = 256;

function copiesOf({ frame, name, words }: Call): readonly Copy[] {
  const operands = words.operands.filter((field) => isKnown(field.text) && !field.glob);
  if (operands.length !== words.operands.length) return [];
  const given =
    valueOfFlag(words, ...TARGET_FLAGS.split(' ')) ?? (operands.length > 1 ? operands.pop() : undefined);
  const target = pathOf(frame, given ?? literal('.'));
  if (target === undefined) return [];
  const symbolic = name === 'ln' && hasFlag(words, '-s', '--symbolic');
  return operands.flatMap(({ text }) => {
    const base = text.replace(/\/+$/, '').replace(/^.*\//s, '');
    // The target may be the new name, or the folder that it comes to lie in.
    return [target, `${target}/${base}`].map((path): Copy => {
      const folder = symbolic ? path.slice(0, path.lastIndexOf('/')) || '/' : frame.scope.folder;
      return { source: resolveLexically(text, { home: frame.scope.home, cwd: folder }).path, target: path };
    });
  });
}

function noteCopy(frame: Frame, { source, target }: Copy): void {
  const { reading } = frame;
  const content =
    knownContent(frame, literal(source)) ??
    (SYSTEM_PROGRAM.test(source) ? textStream(`${source} "$@"\n`) : undefined);
  if (content) (reading.files ??= new Map()).set(target, content);
  if (!reading.files || reading.files.size > MAX_WRITTEN) return;
  for (const [path, below] of knownContentsBelow(frame, source).slice(0, 64))
    reading.files.set(target + path.slice(source.length), below);
}

const noting = (program: Program): Program => ({
  ...program,
  read: (call) => {
    const { reading } = call.frame;
    const copies = copiesOf(call);
    const links = call.name === 'ln' || call.name === 'link';
    // Making a link anew changes the link and not what the old one led to.
    if (links) for (const { target } of copies) reading.links?.delete(target);
    const stream = program.read?.(call);
    for (const copy of copies) {
      noteCopy(call.frame, copy);
      if (links) noteLink(reading, copy.target, copy.source);
    }
    return stream;
  },
});

export const COPY_TOOLS: [string, Program][] = TABLE.map(([name, program]) => [name, noting(program)]);
