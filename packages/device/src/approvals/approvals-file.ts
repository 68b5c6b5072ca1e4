import { createHmac, timingSafeEqual } from 'node:crypto';
import { ApprovalTicket, Grant } from '@sallyport/action-model';
import type { SavedApprovals } from '@sallyport/enforcement';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from '../private-file.ts';

const Sealed = z.object({ v: z.literal(1), body: z.string(), mac: z.string().length(64) });
const Saved = z.object({ tickets: z.array(ApprovalTicket), grants: z.array(Grant) });

export type ReadApprovals = { readonly saved: SavedApprovals; readonly problem?: string };

const NOTHING: SavedApprovals = { tickets: [], grants: [] };

/**
 * Questions and grants over a restart. The file is sealed with a key of the device, so what somebody wrote into it counts
 * for nothing: then nobody was asked, and the same calls are asked about again.
 */
export function readApprovals(path: string, key: Buffer): ReadApprovals {
  let text: string | undefined;
  try {
    text = readIfThere(path);
    if (text === undefined) return { saved: NOTHING };
    const sealed = Sealed.parse(JSON.parse(text));
    const mac = Buffer.from(sealed.mac, 'hex');
    if (!timingSafeEqual(mac, sealOf(sealed.body, key)))
      return { saved: NOTHING, problem: 'it was changed by somebody else' };
    return { saved: Saved.parse(JSON.parse(sealed.body)) };
  } catch (error) {
    return {
      saved: NOTHING,
      problem: error instanceof Error ? error.message.slice(0, 300) : 'it is damaged',
    };
  }
}

export function writeApprovals(path: string, saved: SavedApprovals, key: Buffer): void {
  const body = JSON.stringify(saved);
  writePrivateFile(path, `${JSON.stringify({ v: 1, body, mac: sealOf(body, key).toString('hex') })}\n`);
}

const sealOf = (body: string, key: Buffer): Buffer => createHmac('sha256', key).update(body).digest();
