/**
 * What one person may read, worked out from owners and modes, because the managed guard may read everything: what it
 * said of a file that the caller can't open would tell them about somebody else's. It must never answer `yes` where
 * modes refuse, and never open anything. Modes don't tell all (access lists), so where a list could let the
 * caller in, the answer is `unknown`, for everything below that place alike, there or not.
 */
import { execFile } from 'node:child_process';
import { readlink, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { MayRead, Reader } from '../hook-endpoint/reader.ts';
import type { Person } from './people.ts';

const READ = 0o4;
const PASS = 0o1;

type Status = { readonly uid: number; readonly gid: number; readonly mode: number };

/**
 * Of one file or folder. The group's bits are also the most that any entry of an access list can give, so without them
 * nobody but the owner and the others gets in.
 */
export async function mayUse(
  { uid, gid, mode }: Status,
  bit: number,
  person: Pick<Person, 'uid'>,
  groups: () => Promise<ReadonlySet<number>>,
): Promise<MayRead> {
  if (person.uid === 0) return 'yes';
  if (person.uid === uid) return (mode & (bit << 6)) === 0 ? 'no' : 'yes';
  const forGroup = (mode & (bit << 3)) !== 0;
  const forOthers = (mode & bit) !== 0;
  // The same for both: which of them the person belongs to makes no difference.
  if (forGroup === forOthers) return forGroup ? 'yes' : 'no';
  const isMember = (await groups()).has(gid);
  if (forGroup) return isMember ? 'yes' : 'unknown';
  return isMember ? 'no' : 'yes';
}

const run = promisify(execFile);
const ID = '/usr/bin/id';
const ID_DEADLINE_MS = 2_000;
const KNOWN_FOR_MS = 60_000;

/** Asked of the system, which knows a directory service too; nobody's groups where it does not answer. */
const askId = async (user: string): Promise<ReadonlySet<number>> => {
  try {
    const { stdout } = await run(ID, ['-G', '--', user], { timeout: ID_DEADLINE_MS, env: {} });
    return new Set(stdout.trim().split(' ').map(Number));
  } catch {
    return new Set();
  }
};

const known = new Map<string, { readonly groups: Promise<ReadonlySet<number>>; readonly until: number }>();

/** Asked again after a minute: people join groups. */
const groupsOf = (user: string): Promise<ReadonlySet<number>> => {
  const now = performance.now();
  const before = known.get(user);
  if (before !== undefined && before.until > now) return before.groups;
  const groups = askId(user);
  known.set(user, { groups, until: now + KNOWN_FOR_MS });
  return groups;
};

/** One call's, so that a thousand names in deep folders cost everybody else nothing. */
const MAX_LOOKS = 4000;

export const readerOfPerson = (
  person: Pick<Person, 'uid' | 'user'>,
  groups: () => Promise<ReadonlySet<number>> = () => groupsOf(person.user),
): Reader => {
  const passable = new Map<string, MayRead>();
  let looks = 0;
  const look = async (path: string, bit: number): Promise<MayRead | 'missing'> => {
    if (++looks > MAX_LOOKS) return 'unknown';
    try {
      return await mayUse(await stat(path), bit, person, groups);
    } catch (error) {
      return isMissing(error) ? 'missing' : 'unknown';
    }
  };
  const mayPass = async (path: string): Promise<MayRead | 'missing'> => {
    for (const folder of foldersOf(path)) {
      const said = passable.get(folder) ?? (await look(folder, PASS));
      if (said !== 'yes') return said;
      passable.set(folder, said);
    }
    return 'yes';
  };
  return {
    mayRead: async (path) => {
      const passed = await mayPass(path);
      const said = passed === 'yes' ? await look(path, READ) : passed;
      // Nothing is there, and whoever got this far may know it.
      return said === 'missing' ? 'yes' : said;
    },
    mayReadOpened: async (descriptor) => {
      try {
        const opened = `/proc/self/fd/${descriptor}`;
        // A link that was put in the way since then ends here: at the place itself, which only its owner can move.
        const passed = await mayPass(await readlink(opened));
        const said = passed === 'yes' ? await look(opened, READ) : passed;
        return said === 'missing' ? 'unknown' : said;
      } catch {
        return 'unknown';
      }
    },
  };
};

/** `/`, `/home`, `/home/ann` of `/home/ann/file`. */
const foldersOf = (path: string): readonly string[] => [
  '/',
  ...[...path.matchAll(/\//g)].flatMap(({ index }) => (index === 0 ? [] : [path.slice(0, index)])),
];

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
