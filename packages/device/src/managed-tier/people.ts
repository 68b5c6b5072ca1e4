import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** A user of this machine, as its user database has them. */
export type Person = { readonly uid: number; readonly user: string; readonly home: string };

const GETENT = '/usr/bin/getent';
const GETENT_DEADLINE_MS = 2_000;
/** Programs that a service account has in place of a shell. */
const NO_SHELL = /\/(?:nologin|false|sync|halt|shutdown)$/;

type Entry = Person & { readonly shell: string };

export const readPasswdLine = (line: string): Entry | undefined => {
  const [user, , uid, , , home, shell] = line.split(':');
  if (user === undefined || !/^\d+$/.test(uid ?? '') || home === undefined || !home.startsWith('/'))
    return undefined;
  return { uid: Number(uid), user, home, shell: shell ?? '' };
};

const passwdFile = (): string => {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
};

const entriesOf = (text: string): readonly Entry[] =>
  text.split('\n').flatMap((line) => readPasswdLine(line) ?? []);

const personOf = ({ uid, user, home }: Entry): Person => ({ uid, user, home });

/** Everybody who can log in according to `/etc/passwd`; people of a directory service are known when they call. */
export const localPeople = (): readonly Person[] =>
  entriesOf(passwdFile())
    .filter(({ uid, shell }) => (uid === 0 || (uid >= 1000 && uid !== 65_534)) && !NO_SHELL.test(shell))
    .map(personOf);

/** Somebody with numbers of their own to give away (`/etc/subuid`) can call as thousands that nobody has. */
const MAX_ASKED_AT_A_TIME = 8;
const ASK_AGAIN_AFTER_MS = 5_000;

/**
 * Finds people by number, and remembers them for as long as the daemon runs. A number that nobody has is asked
 * again after a while, because a directory service can be away.
 */
export const createPeople = (
  askDirectory: (uid: number) => Promise<Entry | undefined> = askGetent,
): ((uid: number) => Promise<Person | undefined>) => {
  const known = new Map<number, Person>();
  const asked = new Map<number, Promise<Person | undefined>>();
  let running = 0;
  const ask = async (uid: number): Promise<Person | undefined> => {
    running++;
    const entry = await askDirectory(uid);
    running--;
    if (entry === undefined) {
      setTimeout(() => asked.delete(uid), ASK_AGAIN_AFTER_MS).unref();
      return undefined;
    }
    asked.delete(uid);
    const person = personOf(entry);
    known.set(uid, person);
    return person;
  };
  return async (uid) => {
    const before = known.get(uid);
    if (before !== undefined) return before;
    const pending = asked.get(uid);
    if (pending !== undefined) return pending;
    const entry = entriesOf(passwdFile()).find((each) => each.uid === uid);
    if (entry !== undefined) {
      known.set(uid, personOf(entry));
      return personOf(entry);
    }
    if (running >= MAX_ASKED_AT_A_TIME) return undefined;
    const answer = ask(uid);
    asked.set(uid, answer);
    return answer;
  };
};

const run = promisify(execFile);

async function askGetent(uid: number): Promise<Entry | undefined> {
  try {
    const { stdout } = await run(GETENT, ['passwd', String(uid)], { timeout: GETENT_DEADLINE_MS, env: {} });
    const entry = readPasswdLine(stdout.split('\n')[0] ?? '');
    return entry?.uid === uid ? entry : undefined;
  } catch {
    return undefined;
  }
}
