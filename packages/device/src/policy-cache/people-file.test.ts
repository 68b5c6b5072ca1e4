import { execFileSync } from 'node:child_process';
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../../test/install/test-machine.ts';
import { MAX_PEOPLE_BYTES, PeopleFile, readPeopleFile } from './people-file.ts';

const people = (groups: string): string =>
  `apiVersion: sallyport/v1\nkind: People\npeople:\n  - {user: ada, groups: [${groups}]}\n`;

describe('PeopleFile', () => {
  it('gives people their groups, reads the file again when it changed, and forgets them with the file', async () => {
    await using machine = await testMachine();
    const file = join(machine.root, 'people.yaml');
    const groups = new PeopleFile(file, 'cooperative');
    expect(groups.groupsOf('ada').groups).toEqual([]);
    writeFileSync(file, people('security'));
    expect(groups.groupsOf('ada').groups).toEqual(['security']);
    expect(groups.groupsOf('bob').groups).toEqual([]);
    expect(groups.groupsOf('constructor').groups).toEqual([]);
    writeFileSync(`${file}.new`, people('pilot'));
    renameSync(`${file}.new`, file);
    expect(groups.groupsOf('ada').groups).toEqual(['pilot']);
    rmSync(file);
    expect(groups.groupsOf('ada').groups).toEqual([]);
  });

  it('keeps what it knew while the file can not be used', async () => {
    await using machine = await testMachine();
    const file = join(machine.root, 'people.yaml');
    const groups = new PeopleFile(file, 'cooperative');
    writeFileSync(file, people('security'));
    groups.groupsOf('ada');
    writeFileSync(file, 'people: [');
    expect(groups.groupsOf('ada').groups).toEqual(['security']);
  });

  it('proves groups only in the managed tier, and there only from a file that nobody else can write', async () => {
    await using machine = await testMachine();
    const file = join(machine.root, 'people.yaml');
    writeFileSync(file, people('security'), { mode: 0o644 });
    expect(new PeopleFile(file, 'cooperative').groupsOf('ada').groupsProof).toBe('claimed');
    expect(new PeopleFile(file, 'managed').groupsOf('ada').groupsProof).toBe('process');
    chmodSync(file, 0o664);
    expect(new PeopleFile(file, 'managed').groupsOf('ada').groupsProof).toBe('claimed');
  });
});

describe('readPeopleFile', () => {
  it.each([
    [
      'a pipe, without waiting for it',
      (file: string) => execFileSync('/usr/bin/mkfifo', [file]),
      /regular file/,
    ],
    [
      'more than its bound',
      (file: string) => writeFileSync(file, '#'.repeat(MAX_PEOPLE_BYTES + 1)),
      /is larger than \d+ bytes/,
    ],
    [
      'what is no list of people',
      (file: string) => writeFileSync(file, 'kind: Peopel\n'),
      /people\.yaml:1: /,
    ],
  ])('refuses %s', async (_, make, why) => {
    await using machine = await testMachine();
    const file = join(machine.root, 'people.yaml');
    make(file);
    expect(readPeopleFile(file)).toEqual({ kind: 'unusable', why: expect.stringMatching(why) as string });
  });

  it('says that there is none', () => {
    expect(readPeopleFile('/nowhere/people.yaml')).toEqual({ kind: 'none' });
  });
});
