import type { NewEvidence } from '@sallyport/action-model';
import { join } from 'node:path';
import type { FileLayer } from './file-layer.ts';
import type { Journal } from './journal.ts';
import type { KeptSegment } from './recover-directory.ts';
import type { Retention } from './spool-options.ts';

/** The event of the record that lets `verifySpool` tell retention from a removed segment. */
export const FORGOTTEN_EVENT = 'evidence-forgotten';

/** The oldest segments that are uploaded whole and over what may stay. The one being written always stays. */
function overdue(
  segments: readonly KeptSegment[],
  sentThrough: number,
  retain: Retention,
  nowMs: number,
): readonly KeptSegment[] {
  const sent = segments.slice(0, -1).filter(({ last }) => last <= sentThrough);
  let bytes = sent.reduce((sum, segment) => sum + segment.bytes, 0);
  const kept = sent.findIndex((segment) => {
    const stays = bytes <= retain.bytes && nowMs - segment.modifiedMs <= retain.ageMs;
    bytes -= segment.bytes;
    return stays;
  });
  return kept === -1 ? sent : sent.slice(0, kept);
}

/** Removes uploaded segments that are over the retention, after a durable record has said so. */
export async function removeForgotten(
  journal: Journal,
  parts: {
    readonly files: FileLayer;
    readonly directory: string;
    readonly retain: Retention;
    readonly now: () => Date;
  },
  sentThrough: number,
  append: (evidence: NewEvidence) => Promise<{ readonly ok: boolean }>,
): Promise<void> {
  const { files, directory, retain, now } = parts;
  const leaving = overdue(journal.segments(), sentThrough, retain, now().getTime());
  const through = leaving.at(-1)?.last;
  if (through === undefined) return;
  const said = await append({ type: 'lifecycle', event: FORGOTTEN_EVENT, detail: { through } });
  if (!said.ok) return;
  const names = await files.list(directory);
  for (const { name } of leaving) {
    journal.forgetOldest();
    // Notes and set-aside bytes go with their segment.
    const stem = name.replace(/jsonl$/, '');
    for (const beside of names.filter((other) => other.startsWith(stem))) {
      await files.remove(join(directory, beside)).catch(() => undefined);
    }
  }
  await files.syncDirectory(directory);
}
