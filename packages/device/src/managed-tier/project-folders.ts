import { readIfThere, writePrivateFile } from '../private-file.ts';

/** One user's sessions must not push out another's, nor make a file that takes long to write. */
export const MAX_SESSIONS_PER_USER = 200;
const MAX_FOLDER_LENGTH = 4096;

/**
 * In which project each session runs. The client fills it in for hook programs alone, and the calls it makes itself
 * come without; the first word about a session stands, because a later one could be the agent's.
 */
export class ProjectFolders {
  readonly #path: string;
  readonly #folders: Map<string, string>;

  constructor(path: string) {
    this.#path = path;
    this.#folders = new Map(readFolders(path));
  }

  /** What is known about this user's session, after what this call says about it. */
  folderOf(uid: number, session: string | undefined, said: string | undefined): string | undefined {
    if (session === undefined) return said;
    const key = `${uid} ${session}`;
    const known = this.#folders.get(key);
    const isFolder = said?.startsWith('/') === true && said.length <= MAX_FOLDER_LENGTH;
    if (known !== undefined || !isFolder) return known;
    this.#folders.set(key, said);
    const own = [...this.#folders.keys()].filter((each) => each.startsWith(`${uid} `));
    for (const oldest of own.slice(0, -MAX_SESSIONS_PER_USER)) this.#folders.delete(oldest);
    // Once a session, when it starts; a restart of ours must not forget it.
    writePrivateFile(this.#path, `${JSON.stringify([...this.#folders])}\n`);
    return said;
  }
}

function readFolders(path: string): [string, string][] {
  try {
    const folders: unknown = JSON.parse(readIfThere(path) ?? '[]');
    return Array.isArray(folders)
      ? folders.filter(
          (each): each is [string, string] =>
            Array.isArray(each) && each.length === 2 && each.every((part) => typeof part === 'string'),
        )
      : [];
  } catch {
    // Damaged: sessions that run now count as outside every project, which is the stricter side.
    return [];
  }
}
