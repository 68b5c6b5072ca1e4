import { ApprovalTicket, Grant } from '@sallyport/action-model';
import type { SavedApprovals } from '@sallyport/enforcement';
import { z } from 'zod';
import { readSealed, writeSealed } from '../sealed-file.ts';

const Saved = z.object({ tickets: z.array(ApprovalTicket), grants: z.array(Grant) });

export type ReadApprovals = { readonly saved: SavedApprovals; readonly problem?: string };

const NOTHING: SavedApprovals = { tickets: [], grants: [] };

/**
 * Questions and grants over a restart. What somebody else wrote into the file counts for nothing: then nobody was asked,
 * and the same calls are asked about again.
 */
export function readApprovals(path: string, key: Buffer): ReadApprovals {
  const read = readSealed(path, key, Saved);
  if (read.kind === 'ok') return { saved: read.value };
  return read.kind === 'none' ? { saved: NOTHING } : { saved: NOTHING, problem: read.why };
}

export const writeApprovals = (path: string, saved: SavedApprovals, key: Buffer): void =>
  writeSealed(path, saved, key);
