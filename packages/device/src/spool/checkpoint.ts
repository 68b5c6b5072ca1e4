import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/**
 * A signed statement that the chain stood at `seq` with `hash`. The text is a C2SP signed note
 * (https://c2sp.org/signed-note), laid out like a checkpoint (https://c2sp.org/tlog-checkpoint): origin, size, hash,
 * then extension lines. The hash is the chain's head, not a tree's root; the origin says so.
 */
export interface Checkpoint {
  readonly device: string;
  readonly epoch: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
}

// Key names hold no white space and no plus sign.
const keyName = (device: string): string => `sallyport.chain/${encodeURIComponent(device)}`;

const rawPublicKey = (key: KeyObject): Buffer => {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return spki.subarray(spki.length - 32);
};

const ED25519 = Buffer.from([0x0a, 0x01]);
const keyId = (name: string, key: KeyObject): Buffer =>
  createHash('sha256').update(name).update(ED25519).update(rawPublicKey(key)).digest().subarray(0, 4);

const noteText = ({ device, epoch, seq, hash, at }: Checkpoint): string =>
  `${keyName(device)}\n${seq}\n${Buffer.from(hash, 'hex').toString('base64')}\nepoch ${epoch}\nat ${at}\n`;

/** One note; notes in a file are parted by a blank line. */
export function signCheckpoint(checkpoint: Checkpoint, key: KeyObject): string {
  const text = noteText(checkpoint);
  const name = keyName(checkpoint.device);
  const signature = Buffer.concat([keyId(name, key), sign(null, Buffer.from(text), key)]).toString('base64');
  return `${text}\n\u2014 ${name} ${signature}\n\n`;
}

export interface ReadCheckpoint extends Checkpoint {
  readonly signature: Buffer;
}

const NOTE =
  /sallyport\.chain\/([^\s+]{1,600})\n(\d{1,15})\n([A-Za-z0-9+/]{43}=)\nepoch (\S{1,64})\nat (\S{1,40})\n\n\u2014 sallyport\.chain\/([^\s+]{1,600}) ([A-Za-z0-9+/]{91}=?=?)\n\n/y;

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/**
 * The notes of a file. Notes are written one at a time, so what an unfinished write leaves can only stand at the end
 * and is passed over; `damaged` says that something which is not a note stands before one.
 */
export function readCheckpoints(text: string): { notes: ReadCheckpoint[]; damaged: boolean } {
  const notes: ReadCheckpoint[] = [];
  let damaged = false;
  let skipped = false;
  let from = 0;
  while (from < text.length) {
    NOTE.lastIndex = from;
    const match = NOTE.exec(text);
    const [, name = '', seq = '', hash = '', epoch = '', at = '', signer = '', signature = ''] = match ?? [];
    const device = decoded(name);
    if (match !== null && device !== undefined && signer === name) {
      from = NOTE.lastIndex;
      damaged ||= skipped;
      notes.push({
        device,
        epoch,
        seq: Number(seq),
        hash: Buffer.from(hash, 'base64').toString('hex'),
        at,
        signature: Buffer.from(signature, 'base64'),
      });
      continue;
    }
    skipped = true;
    const next = text.indexOf('\n\nsallyport.chain/', from);
    if (next === -1) break;
    from = next + 2;
  }
  return { notes, damaged };
}

export function isSignedBy(checkpoint: ReadCheckpoint, key: KeyObject): boolean {
  const { signature } = checkpoint;
  if (signature.length !== 68) return false;
  if (!signature.subarray(0, 4).equals(keyId(keyName(checkpoint.device), key))) return false;
  return verify(null, Buffer.from(noteText(checkpoint)), key, signature.subarray(4));
}
