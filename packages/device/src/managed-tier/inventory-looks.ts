import { z } from 'zod';
import { readIfThere, writePrivateFile } from '../private-file.ts';

/** When each person of a managed machine was looked at last, and what that look could not see: for `doctor`. */
const PersonLook = z.object({
  user: z.string(),
  /** Null where no look has come to its end yet. */
  at: z.string().nullable(),
  unread: z.number(),
  first: z.string().optional(),
  /** Why the looks since then failed. */
  failed: z.string().optional(),
});
export type PersonLook = z.infer<typeof PersonLook>;

const Looks = z.record(z.string(), PersonLook);

export const writeLooks = (path: string, looks: ReadonlyMap<number, PersonLook>): void =>
  writePrivateFile(path, JSON.stringify(Object.fromEntries(looks)));

/** By user number. Null where there is none, or it is damaged: the guard writes it at its next look. */
export const readLooks = (path: string): ReadonlyMap<number, PersonLook> | null => {
  try {
    const text = readIfThere(path);
    if (text === undefined) return null;
    return new Map(Object.entries(Looks.parse(JSON.parse(text))).map(([uid, look]) => [Number(uid), look]));
  } catch {
    return null;
  }
};
