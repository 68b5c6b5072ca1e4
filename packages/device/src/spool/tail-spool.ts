import { join } from 'node:path';
import { diskFiles } from './disk-files.ts';
import type { FileLayer } from './file-layer.ts';
import { readLink } from './link.ts';
import type { StoredLine } from './segment-reader.ts';
import { segmentLines } from './segment-lines.ts';
import { firstOf, segmentNames } from './segment-name.ts';

/** A line with the place behind it, for reading on. */
interface PlacedLine extends StoredLine {
  readonly end: number;
}

/** The readable records of one segment; damage is for `verifySpool` to report. */
async function* recordsOf(
  files: FileLayer,
  directory: string,
  name: string,
  from: number,
): AsyncGenerator<PlacedLine> {
  const file = await files.open(join(directory, name), 'read');
  try {
    for await (const line of segmentLines(file, from)) {
      // Behind damage a write may still be under way: whoever follows has to come back here.
      if (line.kind === 'damage') continue;
      const link = readLink(line.text);
      if (link !== undefined) yield { seq: link.seq, text: line.text, end: line.end };
    }
  } finally {
    await file.close();
  }
}

const listSegments = async (files: FileLayer, directory: string): Promise<string[]> =>
  segmentNames(await files.list(directory).catch(() => []));

/** The last `count` records, oldest first; with the daemon running or not. */
export async function tailSpool(
  directory: string,
  count: number,
  files: FileLayer = diskFiles,
): Promise<readonly StoredLine[]> {
  let lines: StoredLine[] = [];
  const names = await listSegments(files, directory);
  for (const name of names.reverse()) {
    if (lines.length >= count) break;
    const wanted = count - lines.length;
    let found: StoredLine[] = [];
    try {
      for await (const { seq, text } of recordsOf(files, directory, name, 0)) {
        found.push({ seq, text });
        if (found.length >= 2 * wanted) found = found.slice(-wanted);
      }
    } catch {
      // Gone or unreadable; the others still say something.
    }
    lines = [...found.slice(-wanted), ...lines];
  }
  return lines;
}

/** Every readable record behind `seq`, oldest first. Rejects when a segment cannot be read: then nobody knows. */
export async function* recordsBehind(
  directory: string,
  seq: number,
  files: FileLayer = diskFiles,
): AsyncGenerator<StoredLine> {
  const names = segmentNames(await files.list(directory));
  const begun = names.findLastIndex((name) => (firstOf(name) ?? 0) <= seq + 1);
  for (const name of names.slice(Math.max(0, begun))) {
    for await (const line of recordsOf(files, directory, name, 0)) if (line.seq > seq) yield line;
  }
}

const POLL_MS = 150;

/** Records as they come, beginning behind the last one that is there now, or behind `after`. Ends with `signal`. */
export async function* followSpool(
  directory: string,
  signal: AbortSignal,
  options: { readonly after?: number; readonly files?: FileLayer } = {},
): AsyncGenerator<StoredLine> {
  const files = options.files ?? diskFiles;
  let after = options.after ?? (await tailSpool(directory, 1, files)).at(-1)?.seq ?? 0;
  let place = { name: '', offset: 0 };
  while (!signal.aborted) {
    for (const name of await listSegments(files, directory)) {
      if (name < place.name) continue;
      try {
        for await (const line of recordsOf(files, directory, name, name === place.name ? place.offset : 0)) {
          // A hole in the sequence is passed on as it is; the record behind it names it.
          if (line.seq <= after) continue;
          yield { seq: line.seq, text: line.text };
          if (signal.aborted) return;
          after = line.seq;
          place = { name, offset: line.end };
        }
      } catch {
        // Removed by retention between the list and here.
      }
    }
    await pause(POLL_MS, signal);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
