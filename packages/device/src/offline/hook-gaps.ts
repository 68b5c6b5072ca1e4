import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { GapEvidence, NewEvidence } from '@sallyport/action-model';
import { syncFolder } from '../private-file.ts';
import type { Intake } from './intake.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** `EVENT MODE CAUSE TOOL SESSION`. Tool and session are claims, and absent in the lines of an older script. */
const LINE = /^[A-Za-z]{1,40} (?:open|closed) curl-\d{1,3}(?: [A-Za-z0-9._-]{1,100} [A-Za-z0-9._-]{1,100})?$/;
const STRANGE = 'a line of another shape';
/** So few bytes of lines become one record that it can repeat each of them; of a flood, only how many there were. */
const PIECE_BYTES = 1400;
const FLOOD_BYTES = 65_536;
const FLOOD_PIECE_BYTES = 1_048_576;
const MAX_DETAIL_CHARACTERS = 1900;
/** A script has its file open for a moment; what it had opened before the renaming is written long before this. */
const SETTLED_MS = 2000;

/**
 * The lines that the hook script leaves when it could ask nobody, taken into the chain as gap records that count
 * them. The file is renamed first, so that the script goes on in a new one; only when the renamed one has settled is
 * it counted, piece by piece. Each record is named after file and place, so a kill anywhere neither loses a line nor
 * counts it twice.
 */
export class HookGaps {
  readonly #file: string;
  readonly #nowMs: () => number;
  /** Renamed by this process, and when; what an earlier one renamed has settled. */
  readonly #renamedAtMs = new Map<string, number>();

  constructor(file: string, nowMs: () => number = () => performance.now()) {
    this.#file = file;
    this.#nowMs = nowMs;
  }

  get folder(): string {
    return dirname(this.#file);
  }

  /** What can be taken now. Renames what the script wrote since, for a later round. */
  waiting(): readonly string[] {
    const settled = this.#renamed().filter(
      (name) => this.#nowMs() - (this.#renamedAtMs.get(name) ?? -Infinity) >= SETTLED_MS,
    );
    if (existsSync(this.#file)) {
      const name = `${basename(this.#file)}-${Date.now()}-${process.hrtime.bigint()}.taken`;
      renameSync(this.#file, join(this.folder, name));
      // Under its old name again after a power cut, it would be counted twice.
      syncFolder(this.folder);
      this.#renamedAtMs.set(name, this.#nowMs());
    }
    return settled;
  }

  #renamed(): string[] {
    const shape = new RegExp(
      `^${basename(this.#file).replaceAll('.', String.raw`\.`)}-[\\d-]{1,60}\\.taken$`,
    );
    try {
      return readdirSync(this.folder)
        .filter((name) => shape.test(name))
        .sort();
    } catch {
      return [];
    }
  }

  /** False when the chain refused something: the rest waits. `intake` must have begun. */
  async take(name: string, intake: Intake): Promise<boolean> {
    const path = join(this.folder, name);
    // A pipe or a folder in its place holds no lines of ours, and would hold the daemon up.
    const isFile = lstatSync(path).isFile();
    for (let from = takenThrough(name, intake.taken); ;) {
      const piece = isFile ? readPiece(path, from) : { end: 1, lines: ['not a file'] };
      if (piece.lines.length > 0 && !(await intake.take(`${name}@${piece.end}`, gapOf(piece.lines))))
        return false;
      if (piece.end === from || !isFile) break;
      from = piece.end;
    }
    rmSync(path, { recursive: true, force: true });
    this.#renamedAtMs.delete(name);
    return true;
  }
}

/** How far a file is in the chain already. */
const takenThrough = (name: string, taken: ReadonlySet<string>): number =>
  Math.max(
    0,
    ...[...taken]
      .filter((one) => one.startsWith(`${name}@`))
      .map((one) => Number(one.slice(name.length + 1))),
  );

/** Whole lines from `from` on; at the end of the file also a last one without its line feed. */
function readPiece(path: string, from: number): { end: number; lines: readonly string[] } {
  const buffer = Buffer.alloc(from < FLOOD_BYTES ? PIECE_BYTES : FLOOD_PIECE_BYTES);
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const bytes = readSync(file, buffer, 0, buffer.length, from);
    const lastFeed = buffer.subarray(0, bytes).lastIndexOf('\n') + 1;
    // A line as long as a piece is none of ours: it counts as one for each piece.
    const end = bytes < buffer.length || lastFeed === 0 ? bytes : lastFeed;
    const lines = buffer.toString('utf8', 0, end).split('\n');
    return { end: from + end, lines: lines.filter((line) => line !== '') };
  } finally {
    closeSync(file);
  }
}

/** The folder is writable by the agent's user in cooperative tier: only the shape we write is repeated, the rest counted. */
function gapOf(lines: readonly string[]): Extract<NewEvidence, { type: 'gap' }> {
  const tally = new Map<string, number>();
  for (const line of lines) {
    const shown = LINE.test(line) ? line : STRANGE;
    tally.set(shown, (tally.get(shown) ?? 0) + 1);
  }
  const cause: GapEvidence['cause'] = 'daemon-down';
  return {
    type: 'gap',
    cause,
    count: lines.length,
    detail: `the hook script decided by its last resort: ${detailOf(tally)}`,
  };
}

function detailOf(tally: ReadonlyMap<string, number>): string {
  let detail = '';
  let rest = tally.size;
  for (const [line, times] of tally) {
    const next = `${detail === '' ? '' : ', '}${line} ×${times}`;
    if (detail.length + next.length > MAX_DETAIL_CHARACTERS) return `${detail}, and ${rest} more kinds`;
    detail += next;
    rest -= 1;
  }
  return detail;
}
