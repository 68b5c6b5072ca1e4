import { z } from 'zod';
import { readIfThere, writePrivateFile } from '../private-file.ts';

/** One user's sessions must not push out another's, nor make a file that takes long to write. */
export const MAX_SESSIONS_PER_USER = 200;
const MAX_FOLDER_LENGTH = 4096;

/** What the script says of a session in its headers: the project's folder, and the variables it passes on. */
const Claims = z.record(z.string().max(100), z.string().max(MAX_FOLDER_LENGTH));
export type Claims = Readonly<z.infer<typeof Claims>>;
const Kept = z.array(z.tuple([z.string(), Claims]));

/**
 * What was said about each session when it started. Only a program is told these things by the client; the calls it
 * makes itself come without, and could bring nothing that its settings have not filled in. The first word about a
 * session stands, because a later one could be the agent's.
 */
export class SessionClaims {
  readonly #path: string;
  readonly #claims: Map<string, Claims>;

  constructor(path: string) {
    this.#path = path;
    this.#claims = new Map(readKept(path));
  }

  /** What is known about this user's session, after what this call says about it. */
  claimsOf(uid: number, session: string | undefined, said: Claims): Claims {
    if (session === undefined) return said;
    const key = `${uid} ${session}`;
    const known = this.#claims.get(key);
    if (known !== undefined) return known;
    const project = said['x-project'];
    // Where a session runs is always said at its start; without it, this call is not the script's.
    if (project === undefined || !project.startsWith('/') || !Claims.safeParse(said).success) return {};
    this.#claims.set(key, said);
    const own = [...this.#claims.keys()].filter((each) => each.startsWith(`${uid} `));
    for (const oldest of own.slice(0, -MAX_SESSIONS_PER_USER)) this.#claims.delete(oldest);
    // Once a session, when it starts; a restart of ours must not forget it.
    writePrivateFile(this.#path, `${JSON.stringify([...this.#claims])}\n`);
    return said;
  }
}

function readKept(path: string): [string, Claims][] {
  try {
    return Kept.parse(JSON.parse(readIfThere(path) ?? '[]'));
  } catch {
    // Damaged: sessions that run now count as outside every project, which is the stricter side.
    return [];
  }
}
