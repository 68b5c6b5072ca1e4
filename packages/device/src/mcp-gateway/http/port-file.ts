import { z } from 'zod';
import { readIfThere, writePrivateFile } from '../../private-file.ts';

const PortFile = z.object({ port: z.int().min(1).max(65_535) });

export const writePort = (file: string, port: number): void =>
  writePrivateFile(file, `${JSON.stringify({ port })}\n`);

/** Undefined: nobody listens, or nobody can say where. */
export function readPort(file: string): number | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return PortFile.parse(JSON.parse(text)).port;
  } catch {
    return undefined;
  }
}
