import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HOME, WORKSPACE, type FakeRoot } from '../oracle/fake-root.ts';

const NOTEBOOK = `${JSON.stringify({ cells: [{ cell_type: 'code', id: 'a', source: 'first' }], nbformat: 4 })}\n`;

const FILES: Readonly<Record<string, string>> = {
  [`${HOME}/.ssh/notes.ipynb`]: NOTEBOOK,
  '/root/.ssh/notes.ipynb': NOTEBOOK,
  [`${HOME}/.sallyport/report.ipynb`]: NOTEBOOK,
  [`${WORKSPACE}/plain.ipynb`]: NOTEBOOK,
  [`${WORKSPACE}/docs/deep/er/guide.md`]: 'a guide\n',
  [`${WORKSPACE}/evil.txt`]: 'evil\n',
};

/** Links that a repository, an archive or an earlier step has laid: to folders and files, in chains, through the kernel. */
const LINKS: Readonly<Record<string, string>> = {
  links: 'docs/deep',
  'docs/deep/one': '../../chain',
  chain: './second/../docs/deep/two',
  'docs/deep/two': HOME,
  up: '..',
  'up-twice': '../..',
  everything: '/',
  'to-root': '/proc/self/root',
  'to-here': '/proc/self/cwd',
  'to-thread': '/proc/thread-self/root/home',
  keys: '../../.ssh',
  'keys.txt': '../../.ssh/id_rsa',
  'keys again.txt': 'keys.txt',
  'caf\u00e9': '../../.ssh',
  '~agent': '../../.aws',
  '-n': '../../.netrc',
  'settings.md': '../../.claude/settings.json',
  'plain.md': 'README.md',
  'start.md': `${HOME}/.bashrc`,
  'notes-link.ipynb': '../../.ssh/notes.ipynb',
  others: '/home/other',
};

/** Lays it in a root, the same for the run without a guard and for the guard. */
export function layScenery({ folder }: FakeRoot): void {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  mkdirSync(join(folder, WORKSPACE, 'second'));
  for (const [name, to] of Object.entries(LINKS)) symlinkSync(to, join(folder, WORKSPACE, name));
  linkSync(join(folder, HOME, '.vault-token'), join(folder, WORKSPACE, 'hard.txt'));
}
