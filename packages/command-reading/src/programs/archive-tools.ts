import { isKnown } from '../field.ts';
import type { Frame } from '../frame.ts';
import { FROM_PROGRAM, type Stream } from '../stream.ts';
import { inFolder, usePath } from '../uses.ts';
import { fileTable, useAs } from './file-program.ts';
import { inputOf } from './filters.ts';
import type { Words } from './flags.ts';
import { useListedNames } from './name-lists.ts';
import { runShellText } from './nested.ts';
import { type Call, hasFlag, type Program, programsByName, valueOfFlag, wordSet } from './program.ts';

/** `tar`: old-style first word (`tar czf x.tgz dir`), and its many ways to start programs. */
function readTar({ frame, words, args }: Call): Stream {
  const [first] = args;
  const oldStyle = first !== undefined && /^[a-zA-Z]+$/.test(first.text) && /[cxtru]/.test(first.text);
  const operands = oldStyle ? words.operands.slice(1) : words.operands.slice();
  const letters = oldStyle ? first.text : '';
  const archive =
    valueOfFlag(words, '-f', '--file') ?? (letters.includes('f') ? operands.shift() : undefined);
  const has = (letter: string, ...long: readonly string[]): boolean =>
    letters.includes(letter) || hasFlag(words, `-${letter}`, ...long);
  const folders = foldersOf(frame, words);
  const creates = has('c', '--create') || has('r', '--append') || has('u', '--update');
  const extracts = has('x', '--extract', '--get');
  if (archive) useAs(frame, archive, creates ? 'write' : 'read', false);
  const inside = folders.at(-1) ?? frame;
  for (const each of folders) {
    if (extracts) usePath(each, { text: '.', source: '.', glob: false }, 'write', true);
    if (!creates) continue;
    for (const file of operands) usePath(each, file, 'read', true);
    if (hasFlag(words, '--remove-files')) for (const file of operands) usePath(each, file, 'delete', true);
  }
  for (const { flag, value } of words.values) {
    if (extracts && IS_FOLDER.test(flag) && !isKnown(value.text)) usePath(frame, value, 'write', true);
    if (flag === '-T' || flag === '--files-from' || flag === '-X' || flag === '--exclude-from')
      usePath(frame, value, 'read');
    if (creates && (flag === '-T' || flag === '--files-from'))
      useListedNames(inside, inputOf(frame, [value]));
    const exec = flag === '--checkpoint-action' ? /^exec=(.*)$/s.exec(value.text)?.[1] : undefined;
    if (exec !== undefined) runShellText(frame, { ...value, text: exec }, `tar ${flag}`);
    if (STARTS_PROGRAM.has(flag)) runShellText(frame, value, `tar ${flag}`);
  }
  return FROM_PROGRAM;
}

const IS_FOLDER = /^(?:-C|--directory)$/;

/** Each `-C` goes on from the one before, and counts for the names behind it; which those are is not told apart here. */
function foldersOf(frame: Frame, words: Words): readonly Frame[] {
  const folders: Frame[] = [];
  for (const { flag, value } of words.values) {
    if (IS_FOLDER.test(flag) && isKnown(value.text)) folders.push(inFolder(folders.at(-1) ?? frame, value));
  }
  return folders.length > 0 ? folders : [frame];
}

const STARTS_PROGRAM = wordSet(
  '-I --use-compress-program --to-command -F --info-script --new-volume-script --rsh-command',
);

/** `cpio -o` packs the files whose names arrive on its input. */
function readCpio({ frame, words }: Call): Stream {
  const creates = hasFlag(words, '-o', '--create', '-w');
  let inside = frame;
  for (const { flag, value } of words.values) {
    if (flag === '-I' || flag === '-F' || flag === '--file' || flag === '-E') usePath(frame, value, 'read');
    if (flag === '-O' || (flag === '-D' && !(creates && isKnown(value.text)))) usePath(frame, value, 'write');
    else if (flag === '-D') inside = inFolder(frame, value);
  }
  if (creates || hasFlag(words, '-p', '--pass-through')) useListedNames(inside, frame.stdin);
  return FROM_PROGRAM;
}

/** `zip out -@` packs the files whose names arrive on its input. */
const listed = (program: Program): Program => ({
  ...program,
  read: (call) => {
    if (hasFlag(call.words, '-@')) useListedNames(call.frame, call.frame.stdin);
    return program.read?.(call);
  },
});

export const ARCHIVE_TOOLS: [string, Program][] = [
  ...fileTable({
    zip: {
      operands: 'write read*',
      valued: '-i -x -n -P --password -s -t -tt -TT --unzip-command',
      paths: { list: '-b', write: '-O --out' },
      recursive: '-r --recurse-paths -R',
      deleteFlags: '-m --move',
    },
  }).map(([name, program]): [string, Program] => [name, listed(program)]),
  ...fileTable({
    'unzip unzipsfx bsdunzip': { operands: 'read text*', valued: '-P -x', paths: { write: '-d' } },
    '7z 7za 7zr 7zz p7zip rar': { operands: 'text write read*', alwaysRecursive: true, valued: '-t' },
    'unrar unar lsar': { operands: 'text read write', paths: { write: '-o -output-directory' } },
    'gzip bzip2 xz lzma lz4 lzop zstd brotli pigz pbzip2 compress': {
      operands: 'edit*',
      valued: '-S --suffix -T --threads -b --level -q',
      paths: { write: '-o --output', read: '-D --dict' },
      recursive: '-r --recursive',
    },
    'bunzip2 unxz unlzma unlz4 unzstd lzip lunzip gzexe bzexe': {
      operands: 'edit*',
      valued: '-S --suffix -T --threads -b -n',
      paths: { write: '-o --output' },
      recursive: '-r --recursive',
    },
    ar: { operands: 'text write read*' },
    'ranlib strip savelog': {
      operands: 'edit*',
      valued: '-c -m -u -g -r -C -j -K -N -R',
      paths: { write: '-o' },
    },
    // One file made of another, whose name stands last.
    'objcopy pod2man pod2text pod2html pod2markdown cpp': {
      operands: 'read write',
      valued: '-I -D -U -O -j -R -s -c -n -r',
      paths: { write: '-o --outfile' },
    },
    'gencat logsave': { operands: 'write read*' },
    'mksquashfs genisoimage mkisofs xorriso': {
      operands: 'read* write',
      alwaysRecursive: true,
      paths: { write: '-o -output' },
      longSingle: true,
    },
    unsquashfs: { operands: 'read text*', paths: { write: '-d -dest' } },
    'dpkg-deb rpm2cpio alien cabextract': { operands: 'read write' },
  }),
  ...programsByName<Program>({
    'cpio pax': {
      rules: { valued: wordSet('-I -F --file -O -D --directory -H --format -R -E') },
      read: readCpio,
    },
    'tar gtar bsdtar': {
      rules: {
        valued: wordSet(
          '-f --file -C --directory -T --files-from -X --exclude-from --exclude -I --use-compress-program --to-command -F --info-script --new-volume-script --rsh-command --checkpoint-action --checkpoint --transform --xform --strip-components -b --blocking-factor --owner --group --mode --mtime -g --listed-incremental -H --format -s',
        ),
        long: [
          '--remove-files',
          '--extract',
          '--create',
          '--append',
          '--checkpoint-action',
          '--use-compress-program',
          '--to-command',
        ],
      },
      read: readTar,
    },
  }),
];
