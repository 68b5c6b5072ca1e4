import type { CommandRow } from '../command-row.ts';
import { scopeOf, type PathScope } from '../path-scope.ts';
import type { ProgramWords } from '../program-words.ts';

const FOLDERS = { home: '/home/someone', cwd: '/home/someone/project' };
const WIDE: readonly PathScope[] = ['system', 'home', 'keys', 'personal'];

/** Some word names a folder that a whole machine or person depends on. */
const reachesWide = ({ operands }: ProgramWords): boolean =>
  operands.some((word) => /[/~\\$]/.test(word) && WIDE.includes(scopeOf(word, FOLDERS)));

const RECURSIVE = '-R -r --recursive /t';

const DELETES =
  /\b(?:rm_rf|rm_r|rmtree|rmSync|rmdirSync|remove_tree|removeSync|unlinkSync|unlink|remove_dir_all|os\.remove|file delete -force|delete every item|Directory\]::Delete)\b|\["unlink"/;
const FAR =
  /\b(?:Dir\.home|homedir\(|expanduser|Path\.home|USERPROFILE|rglob|os\.walk|listdir|readdirSync|glob\s{0,2}\()|\bHOME\b|["'`]\/["'`]|\.\.\/\.\.|\bof (?:desktop|home)\b|-force \//;

/** Files changed, emptied or opened to all. Plain deletion is worked out in `find-deletions.ts`. */
export const FILE_ROWS: readonly CommandRow[] = [
  {
    capability: 'opens-files',
    object: 'system-rights',
    tier: 'grave',
    programs: 'chmod chown chgrp chattr setfacl icacls takeown chflags',
    flags: [RECURSIVE],
    test: reachesWide,
    why: 'changes the rights of a whole system or home folder',
    finds: ['chmod -R 777 /', 'chown -R nobody ~', 'chmod -R 000 /etc'],
    leaves: ['chmod -R u+w dist', 'chown -R node:node /app'],
  },
  {
    capability: 'opens-files',
    object: 'all-rights',
    tier: 'serious',
    programs: 'chmod',
    flags: [RECURSIVE],
    says: /(?:^|\s)(?:0?777|0?666|0?000|a\+rwx|a=rwx|ugo\+rwx|a\+w|o\+w)(?:\s|$)/,
    why: 'lets everybody change everything below, or nobody read it',
    finds: ['chmod -R 777 .', 'chmod -R a+rwx uploads'],
    leaves: ['chmod -R 755 public', 'chmod 777 run.sh'],
  },
  {
    capability: 'opens-files',
    object: 'system-rights',
    tier: 'grave',
    programs: 'chmod',
    test: ({ operands }) =>
      /^(?:0?[0-7]?(?:777|666|000)|[aou]*\+w|a\+rwx)$/.test(operands[0] ?? '') &&
      operands.slice(1).some((word) => word.startsWith('/') && scopeOf(word, FOLDERS) === 'system'),
    why: 'opens a system file to everybody, or closes it to all',
    finds: ['chmod 777 /etc/passwd', 'chmod 666 /etc/shadow', 'chmod 000 /usr/bin'],
    leaves: ['chmod 644 /etc/hosts', 'chmod 777 build'],
  },
  {
    capability: 'opens-files',
    object: 'windows-rights',
    tier: 'serious',
    programs: 'icacls takeown cacls',
    says: /\/(?:t|r)\b|(?:everyone|users):\(?(?:oi|f|ci)/i,
    why: 'takes over or opens folders to everybody',
    finds: ['icacls C:/data /grant Everyone:F /T', 'takeown /f C:/Windows /r'],
    leaves: ['icacls C:/data'],
  },
  {
    capability: 'deletes',
    object: 'mirrored',
    tier: 'serious',
    programs: 'rsync',
    test: ({ use }) => use.args.some((word) => /^--(?:del|delete(?:-\w+)*|remove-source-files)$/.test(word)),
    unless: '-n',
    why: 'deletes at one end what the other does not have',
    finds: ['rsync -a --delete src/ dst/', 'rsync -av --remove-source-files out/ host:/in'],
    leaves: ['rsync -av src/ dst/', 'rsync -an --delete src/ dst/'],
  },
  {
    capability: 'deletes',
    object: 'mirrored',
    tier: 'serious',
    programs: 'robocopy',
    flags: ['/mir /purge /mov /move'],
    unless: '/l /L',
    why: 'deletes at one end what the other does not have',
    finds: ['robocopy C:/empty D:/data /MIR', 'robocopy a b /purge'],
    leaves: ['robocopy a b /e'],
  },
  {
    capability: 'deletes',
    object: 'archived',
    tier: 'serious',
    programs: 'tar gtar bsdtar zip 7z rar',
    test: ({ name, flags }) =>
      flags.has('--remove-files') ||
      (name === 'zip' && (flags.has('-m') || flags.has('--move'))) ||
      flags.has('-sdel'),
    why: 'deletes the files that it has packed',
    finds: ['tar czf a.tgz --remove-files data', 'zip -rm a.zip data'],
    leaves: ['tar czf a.tgz data', 'zip -r a.zip data'],
  },
  {
    capability: 'deletes',
    object: 'contents',
    tier: 'serious',
    programs: 'truncate',
    says: /(?:^|\s)(?:-s\s{0,2}|--size[=\s])0(?:\s|$|[a-z])/i,
    test: ({ operands }) => operands.some((word) => !/\.(?:log|tmp|out)$|^0$|^\/tmp\//.test(word)),
    why: 'empties files',
    finds: ['truncate -s 0 customers.db', 'truncate --size=0 ledger.csv'],
    leaves: ['truncate -s 0 app.log', 'truncate -s 10M disk.img'],
  },
  {
    capability: 'deletes',
    object: 'by-name',
    tier: 'serious',
    programs: 'fdupes rmlint czkawka_cli',
    flags: ['-d --delete -N'],
    why: 'deletes files by what it takes for doubles',
    finds: ['fdupes -rdN ~/photos'],
    leaves: ['fdupes -r ~/photos'],
  },
  {
    capability: 'deletes',
    object: 'contents',
    tier: 'grave',
    programs: 'sdelete sdelete64 cipher srm',
    test: ({ name, use }) => name !== 'cipher' || use.args.some((word) => /^\/w/i.test(word)),
    why: 'overwrites what was deleted, so that it can not be restored',
    finds: ['cipher /w:C', 'sdelete -s C:/data', 'srm -r ~/mail'],
    leaves: ['cipher /c file.txt'],
  },
  {
    capability: 'deletes',
    object: 'by-code',
    tier: 'serious',
    programs: 'python python3 node deno bun ruby perl php lua tclsh osascript powershell pwsh groovy jshell',
    test: ({ said }) => DELETES.test(said) && FAR.test(said),
    why: 'deletes by code what it finds in a home, a root or a folder above',
    finds: [
      "ruby -rfileutils -e 'FileUtils.rm_rf Dir.home'",
      "node -e 'fs.rmSync(os.homedir(), {recursive: true})'",
      'php -r \'array_map("unlink", glob("/var/www/*"));\'',
    ],
    leaves: [
      'node -e \'fs.rmSync("dist", {recursive: true})\'',
      'python3 -c \'print(open("rmtree.txt").read())\'',
    ],
  },
  {
    capability: 'deletes',
    object: 'moved-away',
    tier: 'grave',
    programs: 'mv move-item move',
    test: ({ operands }) =>
      operands
        .slice(0, -1)
        .some(
          (word) => word === '/' || /^(?:~|\/home\/[^/]+|\/Users\/[^/]+|\/[a-z]{2,8})(?:\/\*?)?$/.test(word),
        ) && !/^\/(?:tmp|mnt|media|app|src|work\w*|data|out|build|dist)\b/.test(operands[0] ?? ''),
    why: 'moves a whole system or home folder away',
    finds: ['mv / /tmp/old', 'mv /etc/* /tmp/', 'mv /home/ann /mnt/usb'],
    leaves: ['mv a.txt b.txt', 'mv /tmp/x /home/ann/x', 'mv /etc/hosts.bak /etc/hosts'],
  },
  {
    capability: 'opens-files',
    object: 'closed-to-all',
    tier: 'serious',
    programs: 'chmod',
    test: (words) => /^(?:0?000|a-rwx|a-r|ugo-rwx|-r)$/.test(words.operands[0] ?? '') && reachesWide(words),
    why: 'lets nobody read it any more, its owner included',
    finds: ['chmod 000 ~/.ssh', 'chmod a-rwx ~/Documents'],
    leaves: ['chmod 700 ~/.ssh', 'chmod 000 fixtures/unreadable.txt'],
  },
  {
    capability: 'deletes',
    object: 'contents',
    tier: 'serious',
    programs: 'sed gsed perl ex ed vi vim',
    test: ({ name, use, flags }) =>
      /^(?:sed|gsed)$/.test(name)
        ? (flags.has('-i') || flags.has('--in-place')) &&
          use.args.some((word) => /^(?:1,\$\s?|%\s?)?d$/.test(word))
        : name === 'perl'
          ? use.args.some((word) => /^-\w*i/.test(word)) && use.args.includes('')
          : use.args.some((word) => /^\+?:?%d$/.test(word)),
    why: 'deletes every line of a file',
    finds: ["sed -i '1,$d' notes.txt", 'sed -i d ~/.bashrc', "ex -s -c '%d' -c wq notes.txt"],
    leaves: ["sed -i 's/a/b/' notes.txt", "sed -i '3d' notes.txt"],
  },
];
