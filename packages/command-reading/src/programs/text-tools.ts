import { fileTable } from './file-program.ts';
import { comparing } from './patches.ts';

const TABLE = fileTable({
  'fmt pr look tsort ul': {
    operands: 'read*',
    valued: '-w --width -l --language --style --theme -p -d --delimiter -s --separator -t --table-columns -N',
  },
  'most pg zless zmore bzless xzless': {
    operands: 'read*',
    paths: { write: '-o -O', read: '-k --lesskey-file' },
    valued: '-p -P -t -x -y -z -b -h',
  },
  'od hexdump hd hexyl': {
    operands: 'read*',
    valued: '-A -j -N -S -t -w -e -n -s -l --skip-bytes --read-bytes --format --length',
    paths: { read: '-f' },
  },
  strings: { operands: 'read*', valued: '-n --bytes -t --radix -e --encoding -T -s' },
  'rg ripgrep ag ack sift pt': {
    operands: 'text read*',
    replacesFirst: '-e --regexp -f --file --files',
    valued:
      '-e --regexp -A -B -C -m -g -t -T -j -r -M -d --glob --iglob --type --type-not --after-context --before-context --context --max-count --max-depth --replace --sort --color --threads --encoding --pre-glob --ignore',
    paths: { read: '-f --file --ignore-file', execute: '--pre' },
    alwaysRecursive: true,
    defaultsToFolder: 'always',
  },
  'join comm': {
    operands: 'read*',
    valued:
      '-b -c -d -f -t -o -j -1 -2 -a -v -e -n -s -w --bytes --characters --delimiter --fields --output-delimiter --skip-fields --check-chars',
  },
  wc: { operands: 'read*', paths: { read: '--files0-from' } },
  'diff colordiff sdiff diff3 wdiff cmp meld kdiff3 delta difft icdiff': {
    operands: 'read*',
    valued:
      '-U -C -W -I -x -F -n -i --unified --context --width --ignore-matching-lines --exclude --label --bytes --ignore-initial -L',
    paths: {
      read: '--from-file --to-file -X --exclude-from',
      write: '-o --output',
      execute: '--diff-program',
    },
    recursive: '-r --recursive',
  },
  'md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shasum b2sum b3sum cksum sum md5 xxhsum xxh64sum crc32 rhash':
    {
      operands: 'read*',
      valued: '-a --algorithm -l --length',
    },
  'split csplit': {
    operands: 'read write',
    valued: '-a -b -C -l -n -t -f --suffix-length --bytes --lines --number --prefix --additional-suffix',
    paths: { execute: '--filter' },
  },
  'numfmt ptx': {
    operands: 'read*',
    valued: '-n -i -o --head-count --input-range',
    paths: { read: '--random-source' },
  },
  'jq gojq jaq': {
    operands: 'text read*',
    replacesFirst: '-f --from-file',
    valued: '--indent',
    pairs: '--arg --argjson --slurpfile --rawfile --argfile',
    paths: { read: '-f --from-file -L --slurpfile --rawfile --argfile' },
  },
  'yq dasel fx gron jless': {
    operands: 'text read*',
    valued: '-o --output-format -p --input-format -I',
    paths: { read: '--from-file -f' },
    editFlags: '-i --inplace --in-place',
  },
  'xmllint xmlstarlet xml tidy': {
    operands: 'read*',
    valued: '--xpath --encode --pattern --maxmem',
    paths: { write: '--output -o', read: '--schema --dtdvalid --relaxng --path' },
  },
  file: {
    operands: 'list*',
    valued: '-c -t --format --printf -F -P -e',
    paths: { read: '-m --magic-file -f --files-from' },
  },
  'recode dos2unix unix2dos uuencode': {
    operands: 'read*',
    valued: '-f -t --from-code --to-code',
    paths: { write: '-o --output' },
  },
  'aspell hunspell ispell spell': { operands: 'read*', valued: '-l -d --lang', paths: { read: '-c check' } },
  'nano pico micro joe jed ne mg kak hx helix code codium subl atom gedit kate mousepad notepad': {
    operands: 'edit*',
    valued: '-c --command -g --goto',
    paths: { execute: '-l --load --script' },
  },
  'pandoc asciidoctor groff troff nroff soelim lp lpr enscript a2ps': {
    operands: 'read*',
    valued: '-f -t --from --to -d -P -T',
    paths: {
      write: '-o --output',
      read: '--template --metadata-file',
      execute: '--filter -F --lua-filter -L',
    },
  },
  'bsdiff bspatch': { operands: 'read write read' },
  'dialog whiptail zenity': { valued: '--title', paths: { read: '--textbox --tailbox --filename' } },
  hwclock: { valued: '-d --date -s --set', paths: { read: '-f --file', list: '-r --reference' } },
  'qrencode figlet toilet cowsay lolcat': {
    operands: 'text',
    paths: { read: '-r --read-from -f', write: '-o' },
  },
});

/** Programs that read files as text or bytes and print something of them. */
export const TEXT_TOOLS = TABLE.map(([name, program]): (typeof TABLE)[number] => [
  name,
  name === 'diff' ? comparing(program) : program,
]);
