/**
 * What the client itself wrote down about its sessions, read so that a session whose tools ran without our hook can
 * be found. Transcripts are written by the client as the agent's user, so an agent can write them too: reading is
 * bounded in files, bytes and line length, follows no links, and only ever raises a suspicion, never clears one.
 */
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { readEntries } from './read-bounded.ts';
import { readTranscriptLine, type TranscriptLine } from './transcript-line.ts';
import { splitPiece, type Position } from './transcript-pieces.ts';

export interface SessionSighting {
  readonly session: string;
  readonly file: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly firstToolUseAt: string | null;
  readonly lastToolUseAt: string | null;
  /** Names of the tools, at most twenty. */
  readonly tools: readonly string[];
  readonly cwd: string | null;
  readonly clientVersion: string | null;
}

interface FileProgress extends Position {
  readonly inode: number;
}

export interface TranscriptLimits {
  readonly maxFiles: number;
  readonly maxBytesPerScan: number;
  readonly pieceBytes: number;
  /** Pieces of one file in one scan. A larger file that is new to us is read at its start and at its end. */
  readonly piecesPerFile: number;
}

const LIMITS: TranscriptLimits = {
  maxFiles: 2000,
  maxBytesPerScan: 256 * 1024 * 1024,
  pieceBytes: 4 * 1024 * 1024,
  piecesPerFile: 8,
};
const MAX_DEPTH = 4;
const MAX_ENTRIES = 50_000;
const MAX_TOOLS = 20;
const MAX_SESSIONS = 10_000;
const MAX_TOOL_USES = 200_000;

export class TranscriptReader {
  readonly #folder: string;
  readonly #limits: TranscriptLimits;
  readonly #progress = new Map<string, FileProgress>();
  readonly #sessions = new Map<string, SessionSighting>();
  /** Which session asked first: a forked session starts with a copy of another one's lines. */
  readonly #toolUses = new Map<string, string>();

  /** `folder` is the client's `projects`. */
  constructor(folder: string, limits: Partial<TranscriptLimits> = {}) {
    this.#folder = folder;
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Reads what is new since the last call, and answers with every session seen so far. */
  async scan(since: Date): Promise<readonly SessionSighting[]> {
    const { maxFiles, maxBytesPerScan, pieceBytes } = this.#limits;
    const changed = await this.#changedFiles(since);
    const newest = changed.sort((a, b) => b.changedAt.getTime() - a.changedAt.getTime()).slice(0, maxFiles);
    let budget = maxBytesPerScan;
    const affordable = newest.filter(({ size }) => (budget -= Math.min(size, 2 * pieceBytes)) >= 0);
    // Oldest first, so that the original of a copied line is seen before its copy.
    for (const file of affordable.sort(
      (a, b) => a.bornAt - b.bornAt || a.changedAt.getTime() - b.changedAt.getTime(),
    ))
      await this.#readFile(file);
    return [...this.#sessions.values()];
  }

  async #changedFiles(since: Date): Promise<ChangedFile[]> {
    const files: ChangedFile[] = [];
    for (const path of await transcriptNames(this.#folder, MAX_DEPTH)) {
      const status = await lstat(path).catch(() => undefined);
      if (status?.isFile() !== true || status.mtime < since) continue;
      const known = this.#progress.get(path);
      if (known?.inode === status.ino && known.offset === status.size) continue;
      files.push({
        path,
        size: status.size,
        inode: status.ino,
        changedAt: status.mtime,
        bornAt: status.birthtimeMs,
      });
    }
    return files;
  }

  async #readFile(file: ChangedFile): Promise<void> {
    const { pieceBytes, piecesPerFile } = this.#limits;
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
    const handle = await open(file.path, flags).catch(() => undefined);
    if (!handle) return;
    try {
      if (!(await handle.stat()).isFile()) return;
      const known = this.#progress.get(file.path);
      // A file that shrank or was replaced is a new file.
      const goesOn = known?.inode === file.inode && known.offset <= file.size;
      let position: Position = goesOn ? known : { offset: 0, insideLine: false };
      const buffer = Buffer.alloc(Math.min(pieceBytes, file.size - position.offset));
      for (let piece = 0; piece < piecesPerFile && position.offset < file.size; piece++) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, position.offset);
        const { lines, next } = splitPiece(buffer.subarray(0, bytesRead), position, bytesRead === pieceBytes);
        for (const text of lines) this.#add(file.path, readTranscriptLine(text, file.changedAt));
        if (next.offset === position.offset) break;
        position = next;
        const tail = file.size - pieceBytes;
        if (!goesOn && piece === 0 && file.size > piecesPerFile * pieceBytes && tail > position.offset) {
          position = { offset: tail, insideLine: true };
        }
      }
      this.#progress.set(file.path, { ...position, inode: file.inode });
    } finally {
      await handle.close();
    }
  }

  #add(file: string, line: TranscriptLine | undefined): void {
    if (!line) return;
    const before = this.#sessions.get(line.session);
    if (!before && this.#sessions.size >= MAX_SESSIONS) return;
    const own = line.toolUses.filter(({ id }) => this.#isFirst(id, line.session));
    const acted = own.length > 0;
    this.#sessions.set(line.session, {
      session: line.session,
      file: before?.file ?? file,
      firstAt: earliest(before?.firstAt, line.at),
      lastAt: latest(before?.lastAt, line.at),
      firstToolUseAt: acted ? earliest(before?.firstToolUseAt, line.at) : (before?.firstToolUseAt ?? null),
      lastToolUseAt: acted ? latest(before?.lastToolUseAt, line.at) : (before?.lastToolUseAt ?? null),
      tools: [...new Set([...(before?.tools ?? []), ...own.map(({ name }) => name)])].slice(0, MAX_TOOLS),
      cwd: line.cwd ?? before?.cwd ?? null,
      clientVersion: line.version ?? before?.clientVersion ?? null,
    });
  }

  #isFirst(id: string | undefined, session: string): boolean {
    if (id === undefined) return true;
    const first = this.#toolUses.get(id);
    if (first === undefined && this.#toolUses.size < MAX_TOOL_USES) this.#toolUses.set(id, session);
    return first === undefined || first === session;
  }
}

interface ChangedFile {
  readonly path: string;
  readonly size: number;
  readonly inode: number;
  readonly changedAt: Date;
  readonly bornAt: number;
}

const earliest = (a: string | null | undefined, b: string): string => (a && a < b ? a : b);
const latest = (a: string | null | undefined, b: string): string => (a && a > b ? a : b);

const transcriptNames = async (
  folder: string,
  depth: number,
  left = { entries: MAX_ENTRIES },
): Promise<readonly string[]> => {
  const entries = await readEntries(folder, left.entries);
  const found: string[] = [];
  for (const entry of entries) {
    if (left.entries-- <= 0) break;
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name.endsWith('.jsonl')) found.push(path);
    else if (entry.isDirectory() && depth > 0) found.push(...(await transcriptNames(path, depth - 1, left)));
  }
  return found;
};
