import type { Field } from '../field.ts';
import { isKnown } from '../field.ts';
import type { Frame } from '../frame.ts';
import { FROM_FILE, FROM_PROGRAM, type Stream, textStream } from '../stream.ts';
import { decodeBase32, decodeBase64, decodeHex } from '../text/decode.ts';
import { foldLines, pasteTexts, reverseOrder, sortLines, takeEnd } from '../text/line-tools.ts';
import { cutLines, reverseLines, translate } from '../text/transform.ts';
import { pathOf, useHost, usePath } from '../uses.ts';
import { writeFile } from '../bash/run-command.ts';
import { useValuesAsFiles } from './file-program.ts';
import { useListedNames } from './name-lists.ts';
import { runShellText } from './nested.ts';
import { type Call, hasFlag, type Program, programsByName, valueOfFlag, wordSet } from './program.ts';

/** What a filter reads: its file operands, else its standard input. Notes the files as read. */
export function inputOf(frame: Frame, files: readonly Field[]): Stream {
  if (files.length === 0 || (files.length === 1 && files[0]?.text === '-')) return frame.stdin;
  let whole = '';
  let known = true;
  let decoded = false;
  let glob = false;
  for (const file of files) {
    const content = contentOf(frame, file);
    if (content.text === undefined) known = false;
    else whole += content.text;
    if (content.decoded) decoded = true;
    if (content.glob) glob = true;
  }
  return known ? textStream(whole, { from: 'text', decoded, glob }) : FROM_FILE;
}

function contentOf(frame: Frame, file: Field): Stream {
  if (file.text === '-' || file.text === '/dev/stdin') return frame.stdin;
  const substituted = frame.reading.substitutions?.get(file.text);
  if (substituted) return substituted;
  usePath(frame, file, 'read');
  const path = pathOf(frame, file);
  return (path === undefined ? undefined : frame.reading.files?.get(path)) ?? FROM_FILE;
}

/** The output of a filter that changes text: `decoded`, because what runs is not what was written. */
export function changed(input: Stream, change: (text: string) => string | undefined): Stream {
  if (input.text === undefined) return FROM_PROGRAM;
  if (!isKnown(input.text)) return FROM_PROGRAM;
  const text = change(input.text);
  return text === undefined
    ? FROM_PROGRAM
    : textStream(text, { from: 'text', decoded: true, glob: input.glob === true });
}

/** A decoder: undone with one of its flags, otherwise it encodes and its output is of no interest. */
const decoder = (flags: string, valued: string, decode: (text: string) => string): Program => ({
  rules: { valued: wordSet(valued), long: flags.split(' ').filter((flag) => flag.startsWith('--')) },
  read: ({ frame, words }) => {
    const named = valueOfFlag(words, '-i', '--input');
    const input = inputOf(frame, named ? [named] : words.operands);
    return hasFlag(words, ...flags.split(' ')) ? changed(input, decode) : FROM_PROGRAM;
  },
});

const BASES: Readonly<Record<string, (text: string) => string>> = {
  '--base16': decodeHex,
  '--base32': decodeBase32,
  '--base64': decodeBase64,
  '--base64url': (text) => decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/')),
};

function readBasenc({ frame, words }: Call): Stream {
  const input = inputOf(frame, words.operands);
  const decode = BASES[words.flags.find((flag) => Object.hasOwn(BASES, flag)) ?? ''];
  return decode && hasFlag(words, '-d', '-D', '--decode') ? changed(input, decode) : FROM_PROGRAM;
}

function readXxd({ frame, words }: Call): Stream {
  const input = inputOf(frame, words.operands.slice(0, 1));
  if (words.operands[1]) usePath(frame, words.operands[1], 'write');
  if (!hasFlag(words, '-r', '-revert')) return FROM_PROGRAM;
  // A dump has offsets and a text column; with -p there are only digits.
  return changed(input, (text) =>
    decodeHex(text.replaceAll(/^[0-9a-f]+:\s?/gim, '').replaceAll(/ {2,}.*$/gm, '')),
  );
}

function readTr({ frame, words }: Call): Stream {
  const [from, to] = words.operands;
  if (!from) return FROM_PROGRAM;
  const options = {
    deletes: hasFlag(words, '-d', '--delete'),
    complements: hasFlag(words, '-c', '-C', '--complement'),
    squeezes: hasFlag(words, '-s', '--squeeze-repeats'),
  };
  return changed(frame.stdin, (text) => translate(text, from.text, to?.text, options));
}

function readCut({ frame, words }: Call): Stream {
  const characters = valueOfFlag(words, '-c', '-b', '--characters', '--bytes');
  const fields = valueOfFlag(words, '-f', '--fields');
  const delimiter = valueOfFlag(words, '-d', '--delimiter')?.text ?? '\t';
  const input = inputOf(frame, words.operands);
  return changed(input, (text) =>
    characters
      ? cutLines(text, characters.text, undefined)
      : fields && cutLines(text, fields.text, delimiter),
  );
}

/** `tee` passes its input on and leaves it in files. */
function readTee({ frame, words }: Call): Stream {
  for (const file of words.operands) {
    usePath(frame, file, 'write');
    const path = pathOf(frame, file);
    if (path !== undefined) writeFile(frame, path, frame.stdin, hasFlag(words, '-a', '--append'));
  }
  return frame.stdin;
}

/** Programs that let all or some of their input's lines through: taken to let all through. */
const passing = (valued: string, skips = 0): Program => ({
  rules: { valued: wordSet(valued) },
  read: (call) => {
    const { frame, words } = call;
    const input = inputOf(frame, words.operands.slice(skips));
    useValuesAsFiles(call);
    for (const { flag, value } of words.values) {
      if (flag === '-o' || flag === '--output' || flag === '-T') usePath(frame, value, 'write');
      if (flag === '--files0-from') useListedNames(frame, inputOf(frame, [value]));
      if (flag === '--random-source') usePath(frame, value, 'read');
      if (flag === '--compress-program') runShellText(frame, value, '--compress-program');
    }
    return input;
  },
});

/** Like `passing`, but what is known is changed as the program changes it. Names found by pattern stay as they are. */
const changing = (valued: string, change: (text: string, call: Call) => string | undefined): Program => {
  const { rules, read } = passing(valued);
  return {
    rules,
    read: (call) => {
      const input = read?.(call);
      if (input?.text === undefined || input.glob === true || !isKnown(input.text)) return input;
      const text = change(input.text, call);
      return text === undefined ? FROM_PROGRAM : textStream(text, input);
    },
  };
};

const takingEnd =
  (end: 'head' | 'tail') =>
  (text: string, call: Call): string | undefined => {
    const { words, args } = call;
    const characters = valueOfFlag(words, '-c', '--bytes');
    const lines = valueOfFlag(words, '-n', '--lines')?.text;
    // `head -3`, as it was once written.
    const short = args.map((field) => /^-(\d+)$/.exec(field.text)?.[1]).find((count) => count !== undefined);
    return takeEnd(
      text,
      end,
      characters ? 'characters' : 'lines',
      characters?.text ?? lines ?? short ?? '10',
    );
  };

/** `uniq IN OUT`: its second operand is where it writes. */
function readUniq({ frame, words }: Call): Stream {
  const output = words.operands[1];
  if (output) usePath(frame, output, 'write');
  return inputOf(frame, words.operands.slice(0, 1));
}

/** Texts of several files go beside each other, so each is looked up by itself. */
function readPaste({ frame, words }: Call): Stream {
  const delimiters = valueOfFlag(words, '-d', '--delimiters')?.text ?? '\t';
  const files = words.operands.length > 0 ? words.operands : [{ text: '-', source: '-', glob: false }];
  const inputs = files.map((file) => inputOf(frame, [file]));
  const known = inputs.flatMap(({ text }) => (text !== undefined && isKnown(text) ? [text] : []));
  if (known.length < inputs.length || inputs.some((input) => input.glob)) return inputs[0] ?? FROM_PROGRAM;
  return textStream(pasteTexts(known, hasFlag(words, '-s', '--serial'), delimiters), {
    from: 'text',
    decoded: inputs.some((input) => input.decoded),
  });
}

/** Unpackers: what comes out can't be known, and is a program's output, not the file. */
function unpack({ frame, words }: Call): Stream {
  inputOf(frame, words.operands);
  return FROM_PROGRAM;
}

/** `openssl base64 -d`, `openssl enc -d -base64`; keys and certificates by -in, -out and friends. */
function readOpenssl({ frame, words }: Call): Stream {
  let input = frame.stdin;
  for (const { flag, value } of words.values) {
    const name = flag.replace(/^--?/, '');
    if (OPENSSL_READS.has(name)) {
      if (name === 'in') input = inputOf(frame, [value]);
      else if (!/^(?:pass|env|stdin|fd):/.test(value.text)) usePath(frame, value, 'read');
    }
    if (OPENSSL_WRITES.has(name)) usePath(frame, value, 'write');
    if (name === 'pass' || name === 'passin' || name === 'passout') {
      const file = /^file:(.+)$/.exec(value.text)?.[1];
      if (file) usePath(frame, { text: file, source: value.source, glob: false }, 'read');
    }
    if (name === 'connect' || name === 'host') useHost(frame, value.text, { scheme: 'tls' });
  }
  const [command] = words.operands;
  // Its commands take what stands behind their flags for a file, where they take anything (`storeutl`, `dgst`).
  for (const file of words.operands.slice(1)) if (/[^\d]/.test(file.text)) usePath(frame, file, 'read');
  const decodes = hasFlag(words, '-d') && (command?.text === 'base64' || hasFlag(words, '-base64', '-a'));
  return decodes ? changed(input, decodeBase64) : FROM_PROGRAM;
}

const OPENSSL_READS = wordSet(
  'in inkey key cert CAfile CApath config kfile rand untrusted signature verify prverify sign certfile recip signer content passfile',
);
const OPENSSL_WRITES = wordSet('out keyout writerand sigfile CAserial');

export const FILTERS = programsByName<Program>({
  'base64 gbase64 b64': decoder('-d -D --decode', '-w --wrap -b -o --output -i --input', decodeBase64),
  base32: decoder('-d -D --decode', '-w --wrap', decodeBase32),
  basenc: { rules: { valued: wordSet('-w --wrap'), long: ['--decode'] }, read: readBasenc },
  'column iconv': changing(
    '-f -t -o -s -c -l -N -H -R -W -T -O --from-code --to-code --output --separator --output-separator --table-columns',
    // Blanks are what `column` changes.
    (text) => (/\S[ \t]+\S/.test(text) ? undefined : text),
  ),
  xxd: { rules: { valued: wordSet('-c -cols -g -l -len -n -o -s -seek') }, read: readXxd },
  rev: {
    rules: { valued: wordSet('') },
    read: ({ frame, words }) => changed(inputOf(frame, words.operands), reverseLines),
  },
  tr: { rules: { valued: wordSet('') }, read: readTr },
  cut: {
    rules: { valued: wordSet('-c -b -f -d --characters --bytes --fields --delimiter --output-delimiter') },
    read: readCut,
  },
  'tee sponge': { rules: { valued: wordSet('') }, read: readTee },
  tac: changing('-s', (text) => reverseOrder(text)),
  'cat buffer': passing(''),
  nl: passing('-b -d -f -h -i -l -n -s -v -w'),
  uniq: {
    rules: { valued: wordSet('-f -s -w --skip-fields --skip-chars --check-chars') },
    read: readUniq,
  },
  'expand unexpand': passing('-t --tabs'),
  'bat batcat': passing(
    '-l -r -H -m --language --style --theme --paging --line-range --highlight-line --map-syntax',
  ),
  pv: passing('-B -D -F -H -i -L -N -P -s -w'),
  head: changing('-n -c --lines --bytes', takingEnd('head')),
  tail: changing('-n -c --lines --bytes -s --pid', takingEnd('tail')),
  'sort gsort': changing(
    '-k -t -S -o --output -T --key --field-separator --files0-from --random-source --parallel --compress-program',
    (text, { words }) => sortLines(text, words.flags),
  ),
  shuf: passing('-n -o --output -i --random-source'),
  fold: changing('-w --width', (text, { words }) =>
    foldLines(text, valueOfFlag(words, '-w', '--width')?.text ?? '80'),
  ),
  paste: { rules: { valued: wordSet('-d --delimiters') }, read: readPaste },
  'gunzip zcat gzcat bzcat xzcat lzcat zstdcat brotli-cat uncompress': {
    rules: { valued: wordSet('-S --suffix') },
    read: unpack,
  },
  openssl: {
    rules: {
      valued: new Set([...OPENSSL_READS, ...OPENSSL_WRITES, 'pass', 'passin', 'passout', 'connect', 'host', 'k', 'iv', 'S', 'days', 'subj', 'port'].map((name) => `-${name}`)), // prettier-ignore
      longSingle: true,
    },
    hasSubcommands: true,
    read: readOpenssl,
  },
});
