import { join } from 'node:path';
import type { FileLayer, SpoolFile } from './file-layer.ts';
import type { Head } from './link.ts';
import { lostThrough, recoverSegment } from './recover-segment.ts';
import type { RecoveredSegment } from './recover-segment.ts';
import type { SegmentHeader } from './segment-header.ts';
import { checkpointsName, damagedName, firstOf, segmentNames } from './segment-name.ts';

/** A segment on disk. `last` is the `seq` of its last record. */
export interface KeptSegment {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface Recovered {
  /** The header of the newest segment that has one; undefined in an empty directory. */
  readonly header: SegmentHeader | undefined;
  readonly head: Head | undefined;
  readonly gaps: number;
  readonly segments: readonly KeptSegment[];
  /** Above `head.seq` when records that may have been acknowledged are gone. */
  readonly lostThrough: number;
  /** Bytes of unfinished writes that were cut off. */
  readonly cutBytes: number;
}

/** The part behind `from`, copied beside the segment before it is cut off. The name remembers the loss. */
async function setAside(
  files: FileLayer,
  directory: string,
  name: string,
  source: SpoolFile,
  from: number,
  lost: number,
): Promise<void> {
  const { bytes } = await source.stat();
  const tail = Buffer.alloc(Math.min(bytes - from, 16_777_216));
  const read = await source.read(tail, from);
  const path = join(directory, damagedName(name, lost));
  await files.remove(path).catch(() => undefined);
  const copy = await files.open(path, 'create');
  try {
    await copy.write(tail.subarray(0, read), 0);
    await copy.datasync();
  } finally {
    await copy.close();
  }
  await files.syncDirectory(directory);
}

const lossNamedBy = (name: string): number => Number(/\.damaged-(\d{1,15})$/.exec(name)?.[1] ?? 0);

/**
 * Finds the end of the chain and cuts off what lies behind it. Only the newest segment can hold an unfinished
 * write, because the one before was complete when it was begun; whether the older ones are intact is for
 * `verifySpool` to say.
 */
export async function recoverDirectory(
  files: FileLayer,
  directory: string,
  known: Head | undefined,
  anchoredThrough: (segment: string) => Promise<number>,
): Promise<Recovered> {
  const names = await files.list(directory);
  const segments = segmentNames(names);
  let header: SegmentHeader | undefined;
  let head: Head | undefined;
  let gaps = 0;
  let cutBytes = 0;
  let lost = 0;
  let corruptPieces = 0;
  while (segments.length > 0 && head === undefined) {
    // The loop condition says there is one.
    const name = segments.pop() ?? '';
    const path = join(directory, name);
    const file = await files.open(path, 'write');
    try {
      const found: RecoveredSegment = await recoverSegment(file, known);
      const anchored = await anchoredThrough(name);
      cutBytes += found.tail.bytes;
      lost = Math.max(lost, anchored);
      if (found.head === undefined) {
        corruptPieces += found.tail.corrupt ? found.tail.pieces : 0;
        lost = Math.max(lost, found.tail.durable);
        if (found.tail.bytes > 0)
          await setAside(files, directory, name, file, 0, lost).catch(() => undefined);
        await files.remove(path);
        continue;
      }
      const end = found.head;
      header = found.header;
      head = end;
      gaps = (header?.gaps ?? 0) + found.gaps;
      lost = Math.max(lost, lostThrough(end, found.tail));
      if (known === undefined && lost > end.seq && found.tail.bytes > 0) {
        await setAside(files, directory, name, file, found.validEnd, lost).catch(() => undefined);
      }
      if (found.records === 0) {
        await files.remove(path);
        await files.remove(join(directory, checkpointsName(name))).catch(() => undefined);
      } else {
        if ((await file.stat()).bytes > found.validEnd) await file.truncate(found.validEnd);
        // Also when nothing was cut: records that a killed process wrote and never synced become part of the
        // chain here, and must not vanish from under the ones that will follow them.
        await file.datasync();
        segments.push(name);
      }
    } finally {
      await file.close();
    }
  }
  await files.syncDirectory(directory);
  const through = head?.seq ?? 0;
  const guessed = Math.max(lost, ...names.map(lossNamedBy), through + corruptPieces);
  return {
    header,
    head,
    gaps,
    segments: await describe(files, directory, segments, through),
    // What this process knows to be durable is exact; nothing has to be guessed then.
    lostThrough: known === undefined ? guessed : Math.max(known.seq, through),
    cutBytes,
  };
}

async function describe(
  files: FileLayer,
  directory: string,
  names: readonly string[],
  last: number,
): Promise<KeptSegment[]> {
  const kept: KeptSegment[] = [];
  for (const [index, name] of names.entries()) {
    const file = await files.open(join(directory, name), 'read');
    const next = names[index + 1];
    kept.push({
      name,
      first: firstOf(name) ?? 0,
      last: next === undefined ? last : (firstOf(next) ?? 1) - 1,
      ...(await file.stat()),
    });
    await file.close();
  }
  return kept;
}
