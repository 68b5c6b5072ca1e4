import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { unframe } from './spool/frame.ts';
import { parseHeader } from './spool/segment-header.ts';
import { segmentNames } from './spool/segment-name.ts';

/** A segment's first line is far shorter. */
const MAX_HEADER_BYTES = 4096;

/** Which device the evidence in a spool folder belongs to, from the newest segment that still says so. */
export function chainOwner(folder: string): string | undefined {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return undefined;
  }
  for (const name of segmentNames(names).reverse()) {
    const device = parseHeader(firstLine(join(folder, name)))?.device;
    if (device !== undefined) return device;
  }
  return undefined;
}

function firstLine(path: string): string {
  const buffer = Buffer.alloc(MAX_HEADER_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = readSync(file, buffer, 0, buffer.length, 0);
      const end = buffer.subarray(0, bytes).indexOf('\n');
      return end < 0 ? '' : (unframe(buffer.subarray(0, end))?.text ?? '');
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
