import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Definition, PinnedDefinition } from '@sallyport/detectors';
import { z } from 'zod';
import { failure, type Failure } from '../command.ts';
import { EXIT } from '../exit-code.ts';

/** A file of hashes: what somebody approved, without its text, which may hold secrets. */
const PinFile = z.object({
  version: z.literal(1),
  definitions: z.array(
    z.object({ id: z.string(), path: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/i) }),
  ),
});

const MAX_BYTES = 16 * 1024 * 1024;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export function readPins(path: string): { readonly pinned: readonly PinnedDefinition[] } | Failure {
  let text: string;
  try {
    const status = statSync(path);
    if (!status.isFile() || status.size > MAX_BYTES)
      return failure(`\`${path}\` is no file of pins; \`--write-pin\` makes one`, EXIT.usage);
    text = readFileSync(path, 'utf8');
  } catch {
    return failure(`\`${path}\` can't be read; \`--write-pin ${path}\` makes it`, EXIT.usage);
  }
  try {
    return { pinned: PinFile.parse(JSON.parse(text)).definitions };
  } catch {
    return failure(`\`${path}\` is no file of pins; \`--write-pin\` makes one`, EXIT.usage);
  }
}

export function writePins(path: string, definitions: readonly Definition[]): Failure | undefined {
  const pins: z.infer<typeof PinFile> = {
    version: 1,
    definitions: definitions.map(({ id, path: inside, canonical }) => ({
      id,
      path: inside,
      sha256: sha256(canonical),
    })),
  };
  try {
    writeFileSync(path, `${JSON.stringify(pins, null, 2)}\n`);
    return undefined;
  } catch (error) {
    return failure(`\`${path}\` can't be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
