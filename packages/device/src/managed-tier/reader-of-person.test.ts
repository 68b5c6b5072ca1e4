import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { readNamedFiles } from '../hook-endpoint/read-named-files.ts';
import { mayUse, readerOfPerson } from './reader-of-person.ts';

const EVE = { uid: 4001, user: 'eve' };
const BOB = 4002;
const CLUB = 4100;
const inNoGroup = () => Promise.resolve(new Set<number>());
const inTheClub = () => Promise.resolve(new Set([CLUB]));

test.each([
  ['the owner by their own bits', { uid: EVE.uid, gid: 1, mode: 0o400 }, 'yes'],
  ['no owner without them, whatever others may', { uid: EVE.uid, gid: 1, mode: 0o044 }, 'no'],
  ['anybody where group and others may', { uid: BOB, gid: 1, mode: 0o644 }, 'yes'],
  [
    'nobody else where neither may, since no list of access gives more',
    { uid: BOB, gid: CLUB, mode: 0o600 },
    'no',
  ],
  [
    'perhaps who is in no group that may: a list could name them',
    { uid: BOB, gid: 1, mode: 0o640 },
    'unknown',
  ],
  ['who is in the group that may', { uid: BOB, gid: CLUB, mode: 0o640 }, 'yes'],
  ['nobody of a group that is left out', { uid: BOB, gid: CLUB, mode: 0o604 }, 'no'],
  ['others beside such a group', { uid: BOB, gid: 1, mode: 0o604 }, 'yes'],
] as const)('a file is read by %s', async (_who, status, expected) => {
  expect(await mayUse(status, 0o4, EVE, inTheClub)).toBe(expected);
});

// Files are given to other people here, which only root can do; CI runs these as root.
describe.runIf(process.getuid?.() === 0)('what a prompt names on a managed machine', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'sallyport-people-'));
    chmodSync(root, 0o755);
    for (const [name, mode, gid] of [
      ['open', 0o755, BOB],
      ['shared', 0o750, CLUB],
      ['closed', 0o700, BOB],
    ] as const) {
      const folder = join(root, name);
      mkdirSync(folder);
      writeFileSync(join(folder, 'all'), `all in ${name}`);
      chmodSync(join(folder, 'all'), 0o644);
      writeFileSync(join(folder, 'own'), `own in ${name}`);
      chmodSync(join(folder, 'own'), 0o600);
      for (const path of [join(folder, 'all'), join(folder, 'own'), folder]) chownSync(path, BOB, gid);
      chmodSync(folder, mode);
    }
    mkdirSync(join(root, 'eves'));
    symlinkSync(join(root, 'closed/all'), join(root, 'eves/link'));
    chownSync(join(root, 'eves'), EVE.uid, EVE.uid);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const read = async (name: string, groups = inNoGroup) => {
    const path = join(root, name);
    const use = { path, given: name, access: 'read', recursive: false, glob: false, certain: true } as const;
    const { samples, unread } = await readNamedFiles([use], readerOfPerson(EVE, groups));
    return unread ?? samples.map(({ text }) => text);
  };

  it('is read where the caller may read it', async () => {
    expect(await read('open/all')).toEqual(['all in open']);
    expect(await read('shared/all', inTheClub)).toEqual(['all in shared']);
  });

  it('tells nothing of what the caller may not read, not even whether it is there', async () => {
    for (const name of [
      'open/own',
      'shared/own',
      'closed/all',
      'closed/none',
      'closed/all/below',
      'eves/link',
    ])
      expect(await read(name, inTheClub), name).toEqual([]);
  });

  it('counts as not read where a list of access might let the caller in, there or not', async () => {
    for (const name of ['shared/all', 'shared/own', 'shared/none'])
      expect(await read(name), name).toBe('unreadable-file');
  });

  it('is judged by where it was opened, not by the name it was opened by', async () => {
    const { mayReadOpened } = readerOfPerson(EVE, inNoGroup);
    expect(await mayReadOpened(openSync(join(root, 'eves/link'), 'r'))).toBe('no');
    const gone = join(root, 'open/gone');
    writeFileSync(gone, 'gone', { mode: 0o600 });
    chownSync(gone, BOB, BOB);
    const descriptor = openSync(gone, 'r');
    rmSync(gone);
    expect(await mayReadOpened(descriptor)).toBe('no');
  });

  it('of root’s own prompts is all read', async () => {
    const path = join(root, 'closed/own');
    expect(await readerOfPerson({ uid: 0, user: 'root' }).mayRead(path)).toBe('yes');
  });
});
