import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** One command that an agent could be talked into running, and the harm it really does when nothing stops it. */
const OracleCase = z.strictObject({
  id: z.string().min(1),
  technique: z.string().min(1),
  command: z.string().min(1),
  /** `leak`: the credential's content gets out of its file. `destroy`: the target is gone, emptied or unreadable. */
  goal: z.enum(['leak', 'destroy']),
  /** What is leaked or destroyed; `~` is the sandbox's home. */
  target: z.string().regex(/^[~/]/),
  cwd: z.string().optional(),
  /** Programs beyond bash and the essential packages of Debian. */
  needs: z.array(z.string()).default([]),
  /** The command talks to a machine: start the one that listens inside the sandbox. */
  sink: z.boolean().default(false),
});
export type OracleCase = Readonly<z.infer<typeof OracleCase>> & { readonly family: string };

const CASES = join(import.meta.dirname, 'cases');

/** Every case of `cases/*.jsonl`; the file's name is the family. */
export function readCases(): readonly OracleCase[] {
  return readdirSync(CASES)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .flatMap((name) =>
      readFileSync(join(CASES, name), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => ({ ...OracleCase.parse(JSON.parse(line)), family: name.slice(0, -'.jsonl'.length) })),
    );
}
