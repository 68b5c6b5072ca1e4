import { describe, expect, it } from 'vitest';
import { createPeople, localPeople, readPasswdLine } from './people.ts';

describe('readPasswdLine', () => {
  it('reads name, number, home and shell', () => {
    expect(readPasswdLine('ada:x:1000:1000:Ada, L.:/home/ada:/bin/bash')).toEqual({
      user: 'ada',
      uid: 1000,
      home: '/home/ada',
      shell: '/bin/bash',
    });
  });
  it.for(['', '# note', '+::::::', 'ada:x:one:1::/home/ada:/bin/sh', 'ada:x:1000:1000::relative:/bin/sh'])(
    'reads nobody from `%s`',
    (line) => expect(readPasswdLine(line)).toBeUndefined(),
  );
});

describe.runIf(process.platform === 'linux')('people of this machine', () => {
  it('are those who can log in, root among them, service accounts not', () => {
    const people = localPeople();
    expect(people).toContainEqual({ uid: 0, user: 'root', home: '/root' });
    expect(people.map(({ user }) => user)).not.toContain('daemon');
    expect(people.map(({ user }) => user)).not.toContain('nobody');
  });
  it('are found by number, service accounts too; a number that nobody has finds nobody', async () => {
    const personOf = createPeople();
    expect(await personOf(0)).toEqual({ uid: 0, user: 'root', home: '/root' });
    expect(await personOf(65_534)).toMatchObject({ user: 'nobody' });
    expect(await personOf(3_999_999_999)).toBeUndefined();
  });
  it('are asked of a directory service once at a time each, and only a few together', async () => {
    const answers: (() => void)[] = [];
    const asked: number[] = [];
    const personOf = createPeople(
      (uid) =>
        new Promise((resolve) => {
          asked.push(uid);
          answers.push(() => resolve({ uid, user: 'eve', home: '/home/eve', shell: '/bin/sh' }));
        }),
    );
    const unknown = 3_000_000_000;
    const first = Array.from({ length: 100 }, () => personOf(unknown));
    const others = Array.from({ length: 100 }, (_, index) => personOf(unknown + 1 + index));
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBeLessThan(20);
    for (const answer of answers) answer();
    expect(new Set((await Promise.all(first)).map((person) => person?.user))).toEqual(new Set(['eve']));
    expect((await Promise.all(others)).filter((person) => person === undefined).length).toBeGreaterThan(80);
  });
});
