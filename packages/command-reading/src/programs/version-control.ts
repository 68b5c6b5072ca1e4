import { type Field, isKnown, literal, partOf } from '../field.ts';
import type { Frame } from '../frame.ts';
import { resolveLexically } from '../place/lexical-path.ts';
import { FROM_PROGRAM, type Stream } from '../stream.ts';
import { inFolder, useHost, usePath, useUrl } from '../uses.ts';
import { useAs } from './file-program.ts';
import { inputOf } from './filters.ts';
import { NO_VALUES, readWords } from './flags.ts';
import { applyPatch, comparison } from './patches.ts';
import { remoteHost } from './network-tools.ts';
import { runShellText } from './nested.ts';
import {
  type Call,
  hasFlag,
  type Program,
  programsByName,
  type Role,
  valueOfFlag,
  wordSet,
} from './program.ts';

const GIT_VALUES = wordSet(
  '-C -c --git-dir --work-tree --namespace --exec-path --config-env --super-prefix --attr-source',
);

/** Settings of git whose value is a command (`core.pager`) or may be one (`alias.x='!cmd'`). */
const RUNS =
  /^(?:core\.(?:pager|editor|sshcommand|askpass|fsmonitor|gitproxy|hookspath)|sequence\.editor|diff\.external|diff\..*\.(?:command|textconv)|merge\..*\.driver|filter\..*\.(?:clean|smudge|process)|credential\.helper|credential\..*\.helper|gpg\.(?:.*\.)?program|pager\..*|alias\..*|interactive\.difffilter|uploadpack\.packobjectshook|browser\..*\.cmd|difftool\..*\.cmd|mergetool\..*\.cmd|remote\..*\.(?:uploadpack|receivepack|vcs)|ssh\.variant|web\.browser|man\..*\.cmd|trailer\..*\.(?:cmd|command)|sendemail\..*cmd|submodule\..*\.update|core\.alternaterefscommand)$/i;

/** What a configuration file that this command has written makes git run. */
export function readGitConfig(frame: Frame, text: string): void {
  let section = '';
  for (const line of text.split('\n', 512)) {
    const [, name, sub] = /^\s*\[([\w.-]+)(?:\s+"([^"]*)")?\]/.exec(line) ?? [];
    if (name !== undefined) section = sub === undefined ? name : `${name}.${sub}`;
    const [, key, value] = /^\s*([\w-]+)\s*=\s*(.*)$/.exec(line.replace(/^\s*\[[^\]]*\]/, '')) ?? [];
    if (key !== undefined && value !== undefined) {
      const plain = value.replace(/^"(.*)"\s*$/, '$1').replaceAll(/\\(["\\])/g, '$1');
      readGitSetting(frame, `${section}.${key}`, literal(plain));
    }
  }
}

function readGitSetting(frame: Frame, name: string, value: Field): void {
  // Whatever is added from there on lies below it; it is named from git's own folder.
  if (/^core\.worktree$/i.test(name)) return usePath(inFolder(frame, literal('.git')), value, 'read', true);
  if (!RUNS.test(name)) return;
  const { text } = value;
  if (/^core\.hookspath$/i.test(name)) return usePath(frame, value, 'execute', true);
  const isAlias = /^alias\./i.test(name);
  if (isAlias && !text.startsWith('!')) return;
  if (/^(?:true|false|)$/.test(text)) return;
  if (/^credential\./i.test(name) && /^[\w-]+$/.test(text)) return;
  if (/^submodule\./i.test(name) && !text.startsWith('!')) return;
  runShellText(frame, partOf(value, text.replace(/^!/, '')), `git ${name.slice(0, 50)}`);
}

/** Flags with values, and the roles of operands, of the git commands that use files, folders or machines. */
const COMMANDS = new Map<
  string,
  {
    readonly role?: Role;
    readonly valued?: string;
    readonly recursive?: boolean;
    readonly remote?: 'send' | 'receive' | 'both';
  }
>([
  ['add', { role: 'read', recursive: true }],
  ['stage', { role: 'read', recursive: true }],
  ['rm', { role: 'delete' }],
  ['mv', { role: 'move', recursive: true }],
  [
    'clone',
    {
      remote: 'receive',
      valued:
        '-b --branch --depth -o --origin -c --config --reference -u --upload-pack --template --separate-git-dir -j',
    },
  ],
  ['fetch', { remote: 'receive', valued: '--depth --upload-pack -j' }],
  ['pull', { remote: 'receive', valued: '--depth --upload-pack -s -X' }],
  ['push', { remote: 'send', valued: '--receive-pack --exec --repo -o' }],
  ['ls-remote', { remote: 'receive', valued: '--upload-pack --exec --sort' }],
  ['archive', { valued: '-o --output --format --prefix --remote --exec --add-file' }],
  ['stash', { valued: '-m --message --pathspec-from-file' }],
  ['remote', { remote: 'both', valued: '-t -m' }],
  ['submodule', { remote: 'receive', valued: '-b --branch --name --reference --depth' }],
  ['apply', { valued: '-p -C --directory --exclude --include' }],
  ['am', { valued: '-p -C --directory' }],
  ['init', { role: 'write', valued: '--template --separate-git-dir -b --initial-branch' }],
  ['bundle', { valued: '' }],
  ['hash-object', { role: 'read', valued: '-t --path' }],
  ['diff', { valued: '-O --output -U -S -G' }],
  ['bisect', { valued: '' }],
  ['rebase', { valued: '-x --exec --onto -s -X' }],
  [
    'filter-branch',
    {
      valued:
        '--env-filter --tree-filter --index-filter --parent-filter --msg-filter --commit-filter --tag-name-filter --setup -d',
    },
  ],
  ['grep', { valued: '-e -f -O --open-files-in-pager -A -B -C -m' }],
  ['config', { valued: '-f --file --blob --type --default' }],
  ['checkout', { valued: '-b -B --pathspec-from-file' }],
  ['format-patch', { valued: '-o --output-directory --cover-from-description --in-reply-to --to --cc' }],
  ['restore', { role: 'write', recursive: true, valued: '-s --source --pathspec-from-file' }],
  ['worktree', { valued: '-b -B --reason' }],
  ['commit', { valued: '-m --message -F --file -C -c --author --date -t --template' }],
  ['difftool', { valued: '-x --extcmd -t --tool' }],
  ['send-email', { valued: '--to --cc --from --smtp-server --sendmail-cmd --smtp-pass' }],
]);

/** Commands whose operands name commits, branches or settings, as those of the table above do that have no role. */
const NAMES_COMMITS = wordSet(
  'log show branch switch merge tag reset revert cherry-pick describe reflog rev-parse rev-list shortlog status stash notes help version gc prune fsck range-diff merge-base ls-tree cat-file name-rev for-each-ref symbolic-ref update-ref show-ref show-branch whatchanged cherry var count-objects maintenance repack lfs flow credential',
);

/** A word that can hardly be anything but a file's name. */
const isFileName = (text: string): boolean => /^[/~].|^\.{1,2}\/|^\.[A-Za-z]/.test(text);

const VERB_VALUES = new Map(
  [...COMMANDS].map(([verb, { valued }]): [string, ReadonlySet<string>] => [verb, wordSet(valued ?? '')]),
);

function readGit({ frame, args, words }: Call): Stream {
  let inner = frame;
  for (const { flag, value } of words.values) {
    if (flag === '-C' && isKnown(value.text)) {
      const folder = resolveLexically(value.text, { home: inner.scope.home, cwd: inner.scope.folder }).path;
      inner = { ...inner, scope: { ...inner.scope, folder, otherFolders: [] } };
    }
    if (flag === '-c') {
      const equals = value.text.indexOf('=');
      if (equals > 0)
        readGitSetting(inner, value.text.slice(0, equals), partOf(value, value.text.slice(equals + 1)));
    }
    if (flag === '--git-dir' || flag === '--work-tree') usePath(inner, value, 'read', true);
    // Paths may be named from the work tree's own folder as well.
    if (flag === '--work-tree' && isKnown(value.text)) {
      const { folder } = inFolder(inner, value).scope;
      inner = { ...inner, scope: { ...inner.scope, otherFolders: [folder] } };
    }
    if (flag === '--exec-path') usePath(inner, value, 'execute', true);
  }
  const [verb] = words.operands;
  if (!verb) return FROM_PROGRAM;
  const spec = COMMANDS.get(verb.text);
  const rest = args.slice(words.rest + 1);
  const own = readWords(rest, { valued: VERB_VALUES.get(verb.text) ?? NO_VALUES });
  readGitValues(inner, verb.text, own.values);
  for (const operand of own.operands) {
    if (!spec?.role && (isFileName(operand.text) || !(spec || NAMES_COMMITS.has(verb.text))))
      usePath(inner, operand, 'read');
    if (spec?.role) useAs(inner, operand, spec.role, spec.recursive === true || hasFlag(own, '-r', '-R'));
    if (spec?.remote) readRemote(inner, operand, spec.remote);
  }
  readSpecialCommand(inner, verb.text, own, rest);
  return readPatchCommand(inner, verb.text, own) ?? FROM_PROGRAM;
}

function readGitValues(frame: Frame, verb: string, values: ReturnType<typeof readWords>['values']): void {
  for (const { flag, value } of values) {
    if (
      /^(?:-x|--exec|--extcmd|--upload-pack|-u|--receive-pack|--open-files-in-pager|-O|--sendmail-cmd|--.*-filter|--setup)$/.test(
        flag,
      ) &&
      !/^(?:diff)$/.test(verb)
    ) {
      runShellText(frame, value, `git ${verb} ${flag}`.slice(0, 64));
    } else if (/^(?:-o|--output|--output-directory)$/.test(flag) && verb !== 'push' && verb !== 'clone')
      usePath(frame, value, 'write');
    else if (
      /^(?:-F|--file|-f|--template|-t|--pathspec-from-file|--reference|--add-file)$/.test(flag) &&
      verb !== 'difftool'
    )
      usePath(frame, value, 'read');
    else if (flag === '-c' || flag === '--config') {
      const equals = value.text.indexOf('=');
      if (equals > 0)
        readGitSetting(frame, value.text.slice(0, equals), partOf(value, value.text.slice(equals + 1)));
    } else if (flag === '--remote' || flag === '--repo' || flag === '--smtp-server')
      readRemote(frame, value, 'both');
  }
}

function readRemote(frame: Frame, operand: Field, direction: 'send' | 'receive' | 'both'): void {
  const { text } = operand;
  if (text.startsWith('ext::')) {
    runShellText(frame, partOf(operand, text.slice(5).replaceAll(/%./g, ' ')), 'git ext::');
    return;
  }
  if (useUrl(frame, text, direction)) return;
  const host = remoteHost(text);
  if (host !== undefined && (text.includes('@') || text.includes('/')))
    useHost(frame, host, { scheme: 'ssh', direction });
  else if (/^[./~]/.test(text)) usePath(frame, operand, direction === 'send' ? 'write' : 'read', true);
}

/** `apply` and `am` change what their patch names; a comparison of two files names them. */
function readPatchCommand(frame: Frame, verb: string, own: ReturnType<typeof readWords>): Stream | undefined {
  const { operands } = own;
  const [before, after] = operands;
  const reverse = hasFlag(own, '-R', '--reverse');
  if (verb === 'diff' && before && after && frame.heard && hasFlag(own, '--no-index'))
    return comparison(before.text, after.text, ['a/', 'b/']);
  if (verb !== 'apply' && verb !== 'am') return undefined;
  const strip = valueOfFlag(own, '-p')?.text ?? '1';
  const folder = valueOfFlag(own, '--directory');
  const changes = { strip: /^\d$/.test(strip) ? Number(strip) : undefined, folder, reverse };
  applyPatch(frame, inputOf(frame, operands), changes);
  return undefined;
}

function readSpecialCommand(
  frame: Frame,
  verb: string,
  own: ReturnType<typeof readWords>,
  words: readonly Field[],
): void {
  const { operands } = own;
  switch (verb) {
    case 'clean':
      if (!hasFlag(own, '-n', '--dry-run')) {
        for (const folder of operands.length > 0 ? operands : [literal('.')])
          usePath(frame, folder, 'delete', true);
      }
      return;
    case 'checkout': {
      // Before `--` stands a commit, behind it stand files.
      const dashes = words.findIndex((field) => field.text === '--');
      const files = dashes < 0 ? operands : words.slice(dashes + 1);
      for (const file of files)
        if (dashes >= 0 || /^[~/.]|\.[A-Za-z]{2,6}$/.test(file.text)) usePath(frame, file, 'write', true);
      return;
    }
    case 'checkout-index':
      for (const file of operands) usePath(frame, file, 'write');
      return;
    case 'reset':
      if (hasFlag(own, '--hard')) usePath(frame, literal('.'), 'write', true);
      return;
    case 'clone':
      if (operands[1]) usePath(frame, operands[1], 'write', true);
      return;
    case 'config': {
      const [name, value] = operands[0]?.text === 'set' ? operands.slice(1) : operands;
      if (name && value) readGitSetting(frame, name.text, value);
      return;
    }
    case 'bisect':
      if (operands[0]?.text === 'run')
        frame.reading.engine.runProgram(
          { ...frame, via: [...frame.via, 'git bisect run'] },
          wordsAfter(words, 'run'),
        );
      return;
    case 'grep':
      // Outside the index any file can be searched.
      if (hasFlag(own, '--no-index', '--untracked')) {
        const places = operands.slice(hasFlag(own, '-e', '-f') ? 0 : 1);
        for (const place of places.length > 0 ? places : [literal('.')]) usePath(frame, place, 'read', true);
      }
      return;
    case 'submodule':
      if (operands[0]?.text === 'foreach')
        runShellText(
          frame,
          literal(
            wordsAfter(words, 'foreach')
              .filter((field, index) => index > 0 || !/^--(?:recursive|quiet)$/.test(field.text))
              .map((field) => field.text)
              .join(' '),
          ),
          'git submodule foreach',
        );
      return;
    case 'add':
    case 'stage':
      // All of the work tree goes into the repository, from where it is read again.
      if (operands.length === 0 && hasFlag(own, '-A', '--all')) usePath(frame, literal('.'), 'read', true);
      return;
    case 'stash': {
      const [action, ...names] = operands;
      if (action && !/^(?:push|save)$/.test(action.text)) return;
      if (names.length > 0) for (const name of names) usePath(frame, name, 'read', true);
      else if (hasFlag(own, '-u', '-a', '--include-untracked', '--all'))
        usePath(frame, literal('.'), 'read', true);
      return;
    }
    case 'diff':
      if (hasFlag(own, '--no-index')) for (const file of operands) usePath(frame, file, 'read');
      return;
    case 'worktree':
      if (operands[1]) usePath(frame, operands[1], operands[0]?.text === 'remove' ? 'delete' : 'write', true);
      return;
    case 'bundle':
      if (operands[1]) usePath(frame, operands[1], operands[0]?.text === 'create' ? 'write' : 'read');
      return;
    default:
  }
}

/** The words that another program is started with: its flags are its own. */
const wordsAfter = (words: readonly Field[], verb: string): readonly Field[] =>
  words.slice(words.findIndex((field) => field.text === verb) + 1);

/** `gh`: uploads and downloads by its verbs; everything goes to GitHub. */
function readGh({ frame, words }: Call): Stream {
  const [noun, verb, ...rest] = words.operands;
  const enterprise = valueOfFlag(words, '--hostname')?.text ?? 'github.com';
  const sends =
    /^(?:create|upload|edit|comment|set|add|close|merge|delete|review|transfer|rename)$/.test(
      verb?.text ?? '',
    ) || noun?.text === 'api';
  useHost(frame, enterprise, { scheme: 'https', direction: sends ? 'both' : 'receive' });
  for (const { flag, value } of words.values) {
    if (/^(?:-F|--body-file|--notes-file|--input|--env-file|-f)$/.test(flag)) {
      const file =
        /^(?:[^=]*=@)(.+)$/s.exec(value.text)?.[1] ??
        (flag === '-f' || (flag === '-F' && noun?.text === 'api') ? undefined : value.text);
      if (file !== undefined) usePath(frame, partOf(value, file), 'read');
    }
    if (flag === '-D' || flag === '--dir' || flag === '-O' || flag === '--output')
      usePath(frame, value, 'write');
  }
  const files =
    noun?.text === 'gist' && verb?.text === 'create'
      ? rest
      : noun?.text === 'release' && verb?.text === 'upload'
        ? rest.slice(1)
        : [];
  for (const file of files) usePath(frame, file, 'read');
  if (noun?.text === 'ssh-key' && verb?.text === 'add') for (const file of rest) usePath(frame, file, 'read');
  if (noun?.text === 'alias' && verb?.text === 'set' && rest[1]?.text.startsWith('!')) {
    runShellText(frame, partOf(rest[1], rest[1].text.slice(1)), 'gh alias');
  }
  return FROM_PROGRAM;
}

export const VERSION_CONTROL: [string, Program][] = programsByName<Program>({
  git: {
    rules: { valued: GIT_VALUES, stopAtOperand: true },
    hasSubcommands: true,
    verbRules: (verb) => ({ valued: VERB_VALUES.get(verb) ?? NO_VALUES }),
    read: readGit,
  },
  gh: {
    rules: {
      valued: wordSet(
        '-R --repo -F -f --body-file --notes-file --input --env-file -D --dir -O --output -b --body -t --title -X --method -H --header --hostname -q --jq -T --template -l --label -B --base -m -n --notes',
      ),
    },
    hasSubcommands: true,
    read: readGh,
  },
});
