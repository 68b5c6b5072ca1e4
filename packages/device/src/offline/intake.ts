import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { NewEvidence } from '@sallyport/action-model';
import { redactEvidence } from '@sallyport/enforcement';
import { z } from 'zod';
import { readIfThere, syncFolder, writePrivateFile } from '../private-file.ts';
import type { Spool } from '../spool/spool.ts';
import { recordsBehind } from '../spool/tail-spool.ts';

/** Where the chain stood before anything was taken. */
const Note = z.object({ epoch: z.string(), after: z.int().min(0) });

/**
 * Takes what is kept in files into the chain exactly once, whenever the daemon is killed. A record carries the name
 * it was kept under (`keptAs`). Before the first one is appended, a durable note says where the chain stands; after
 * a kill, every name that the chain holds behind that place is taken already, and its file only has to go. The note
 * goes when all removals are durable. What is in a file and who removes it is the caller's business.
 */
export class Intake {
  readonly #note: string;
  readonly #directory: string;
  readonly #spool: Pick<Spool, 'append' | 'statistics'>;
  /** The names in the chain behind the note; undefined while there is no note. */
  #taken: Set<string> | undefined;

  constructor(note: string, directory: string, spool: Pick<Spool, 'append' | 'statistics'>) {
    this.#note = note;
    this.#directory = directory;
    this.#spool = spool;
  }

  /** Before the first `take` of a round. False when the chain can't be asked: nothing may be taken then. */
  async begin(): Promise<boolean> {
    if (this.#taken !== undefined) return true;
    const { epoch, lastSeq } = this.#spool.statistics();
    if (epoch === '') return false;
    const left = readNote(this.#note);
    if (left === undefined) {
      writePrivateFile(this.#note, `${JSON.stringify({ epoch, after: lastSeq })}\n`);
      syncFolder(dirname(this.#note));
      this.#taken = new Set();
    } else {
      // A chain begun anew since then holds nothing of the old one, but perhaps what was taken in between.
      this.#taken = await namesBehind(this.#directory, left.epoch === epoch ? left.after : 0);
    }
    return true;
  }

  /** The names that are in the chain already. */
  get taken(): ReadonlySet<string> {
    return this.#taken ?? new Set();
  }

  /** True when `evidence` is durable in the chain under this name; then what it was kept in may go. */
  async take(name: string, evidence: NewEvidence): Promise<boolean> {
    if (this.#taken === undefined) throw new Error('nothing may be taken before `begin`');
    if (this.#taken.has(name)) return true;
    const appended = await this.#spool.append(
      { ...redactEvidence(evidence), keptAs: name },
      { lane: 'observation', kept: true },
    );
    if (appended.ok) this.#taken.add(name);
    return appended.ok;
  }

  /** After a round in which everything that was taken is gone from `folders`. */
  end(folders: readonly string[]): void {
    if (this.#taken === undefined) return;
    for (const folder of folders) syncFolder(folder);
    rmSync(this.#note, { force: true });
    this.#taken = undefined;
  }
}

/** A note that can't be read is one of a chain nobody knows: everything is looked through. */
function readNote(file: string): z.infer<typeof Note> | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return Note.parse(JSON.parse(text));
  } catch {
    return { epoch: '', after: 0 };
  }
}

async function namesBehind(directory: string, seq: number): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const { text } of recordsBehind(directory, seq)) {
    // A look before the parse: nearly all records were never kept anywhere.
    if (!text.includes('"keptAs":')) continue;
    // Only the record's own member counts, and that is a line of ours: an object.
    const { keptAs } = JSON.parse(text) as { keptAs?: unknown };
    if (typeof keptAs === 'string') names.add(keptAs);
  }
  return names;
}
