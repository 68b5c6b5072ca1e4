/**
 * The passkeys that this device has pinned, and what each may prove. It owns who a gesture is of: the name stands here and
 * not in what the control plane sends. It must never let a passkey in without a code of an admin or a gesture of the
 * same person, and never take one gesture twice. The file is sealed with a key of the device.
 */
import type { KeyObject } from 'node:crypto';
import {
  CeremonyNonce,
  Passkey,
  RemovedPasskey,
  type ApprovalMessage,
  type ApprovalTicket,
  type Approver,
  type DeviceId,
  type NewEvidence,
  type PersonName,
} from '@sallyport/action-model';
import {
  additionChallenge,
  answerChallenge,
  sponsorChallenge,
  type PinnedPasskeys,
} from '@sallyport/fleet-protocol';
import { z } from 'zod';
import { derivedKey } from '../../derived-key.ts';
import { readSealed, writeSealed } from '../../sealed-file.ts';
import { takePasskeyCode } from './passkey-codes.ts';
import { verifyAssertion, verifyRegistration, type Verified } from './verify-passkey.ts';
import { weakBecause } from './weak-because.ts';

const Pinned = Passkey.extend({ publicKey: z.string().max(4000), counter: z.int().min(0) });
type Pinned = z.infer<typeof Pinned>;
const Kept = z.object({
  pinned: z.array(Pinned),
  removed: z.array(RemovedPasskey),
  nonces: z.array(CeremonyNonce),
  refusedNonces: z.array(CeremonyNonce),
});

const MAX_PASSKEYS = 500;
/** Far more gestures than tickets can be open. */
const MAX_NONCES = 2000;
const MAX_REFUSED_NONCES = 200;
const MAX_REFUSED = 20;

type Message<Type extends ApprovalMessage['type']> = Extract<ApprovalMessage, { type: Type }>;

export type PasskeyRingOptions = {
  readonly file: string;
  readonly codes: string;
  readonly key: KeyObject;
  readonly device: DeviceId;
  /** Where people answer: `http://localhost:7070`; absent where there is no control plane. */
  readonly origin: string | undefined;
  /** How long a new passkey proves nothing yet; 0 where an admin lets people in. */
  readonly waitsMs: number;
  readonly now: () => Date;
  readonly note: (evidence: NewEvidence) => void;
};

export class PasskeyRing {
  readonly #options: PasskeyRingOptions;
  readonly #fileKey: Buffer;
  readonly #pinned = new Map<string, Pinned>();
  readonly #removed: RemovedPasskey[];
  /** Of gestures that held: nothing but such a gesture makes room for itself here. */
  readonly #nonces: Set<string>;
  /** Of additions that were refused, so that they are not refused again after each restart. */
  readonly #refusedNonces: Set<string>;
  readonly #listeners: (() => void)[] = [];
  #refused: PinnedPasskeys['refused'] = [];

  constructor(options: PasskeyRingOptions) {
    this.#options = options;
    this.#fileKey = derivedKey(options.key, 'passkeys');
    const read = readSealed(options.file, this.#fileKey, Kept);
    const kept = read.kind === 'ok' ? read.value : NOTHING_KEPT;
    for (const each of kept.pinned) this.#pinned.set(each.passkey, each);
    this.#removed = [...kept.removed];
    this.#nonces = new Set(kept.nonces);
    this.#refusedNonces = new Set(kept.refusedNonces);
    if (read.kind === 'unusable') this.#note('passkeys-forgotten', { detail: read.why });
  }

  list(): PinnedPasskeys {
    const passkeys = [...this.#pinned.values()].map((each) => Passkey.parse(each));
    return { passkeys, removed: this.#removed, refused: this.#refused };
  }

  /** Tells of every change from now on. */
  follow(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Each gesture counts once, also over a restart. */
  wasTaken(nonce: string): boolean {
    return this.#nonces.has(nonce) || this.#refusedNonces.has(nonce);
  }

  /** Who answered, as far as this device can tell by itself; `ticket` is the question as it stands here. */
  approverOf(message: Message<'answer'>, ticket: ApprovalTicket | undefined): Verified<Approver> {
    const { assertion } = message;
    // The key that signs messages is no person's: what it says of proofs counts for nothing.
    if (assertion === undefined)
      return message.by.proof === 'weak'
        ? { ok: true, value: { name: message.by.name, proof: 'weak' } }
        : {
            ok: false,
            why: `the answer claims to be proved by \`${message.by.proof}\` and carries no proof`,
          };
    if (ticket === undefined) return { ok: false, why: 'there is no such ticket' };
    const checked = this.#gesture(assertion, answerChallenge(ticket, message, assertion.nonce));
    if (!checked.ok) return checked;
    const { name, passkey } = checked.value;
    const why = weakBecause(checked.value, ticket, this.#options.now());
    return {
      ok: true,
      value:
        why === undefined
          ? { name, proof: 'passkey', passkey }
          : { name, proof: 'weak', passkey, weakBecause: why },
    };
  }

  add(message: Message<'add-passkey'>): void {
    const { registration } = message;
    // The control plane sends everything again after a restart.
    if (this.wasTaken(registration.nonce)) return;
    const added = this.#verifiedAddition(message);
    if (!added.ok) {
      this.#refused = [...this.#refused, { passkey: registration.credential, why: added.why }].slice(
        -MAX_REFUSED,
      );
      mark(this.#refusedNonces, registration.nonce, MAX_REFUSED_NONCES);
      this.#save();
      this.#note('passkey-refused', { passkey: registration.credential.slice(0, 200), why: added.why });
    } else {
      mark(this.#nonces, registration.nonce, MAX_NONCES);
      this.#pinned.set(added.value.passkey, added.value);
      this.#save();
      const { passkey, name, by, countsFrom } = added.value;
      this.#note('passkey-added', { passkey: passkey.slice(0, 200), name, by, countsFrom });
    }
    this.#tell();
  }

  remove({ passkey, by, at }: Message<'remove-passkey'>): void {
    const known = this.#pinned.get(passkey);
    if (known === undefined) return;
    this.#pinned.delete(passkey);
    const { name, addedAt } = known;
    this.#removed.push({ passkey, name, addedAt, removedAt: at, removedBy: by.name });
    if (this.#removed.length > MAX_PASSKEYS) this.#removed.shift();
    this.#save();
    this.#note('passkey-removed', { passkey: passkey.slice(0, 200), name, by: by.name });
    this.#tell();
  }

  #verifiedAddition(message: Message<'add-passkey'>): Verified<Pinned> {
    const { registration, code, sponsor } = message;
    const { origin, device, now, waitsMs } = this.#options;
    if (origin === undefined) return { ok: false, why: 'this device has no control plane' };
    if (this.#pinned.has(registration.credential)) return { ok: false, why: 'this passkey is known already' };
    if (this.#removed.some(({ passkey }) => passkey === registration.credential))
      return { ok: false, why: 'this passkey was removed; make another' };
    if (this.#pinned.size >= MAX_PASSKEYS)
      return { ok: false, why: `there are ${MAX_PASSKEYS} passkeys already; remove one` };
    const owner = this.#ownerOf(code, sponsor, registration);
    if (!owner.ok) return owner;
    const text = additionChallenge(device, code ?? '', registration.nonce);
    const made = verifyRegistration(registration, text, origin);
    if (!made.ok) return made;
    const at = now();
    return {
      ok: true,
      value: {
        ...made.value,
        name: owner.value,
        by: code === undefined ? 'passkey' : 'code',
        addedAt: at.toISOString(),
        countsFrom: new Date(at.getTime() + (code === undefined ? 0 : waitsMs)).toISOString(),
      },
    };
  }

  /** Whose the new passkey is: of whom the code was made for, or of whom the other passkey is. */
  #ownerOf(
    code: string | undefined,
    sponsor: Message<'add-passkey'>['sponsor'],
    registration: Message<'add-passkey'>['registration'],
  ): Verified<PersonName> {
    const { codes, key, now, device } = this.#options;
    if (code !== undefined) {
      const name = takePasskeyCode(codes, key, code, now());
      return name === undefined
        ? { ok: false, why: 'the code is wrong, used or too old; print another' }
        : { ok: true, value: name };
    }
    if (sponsor === undefined)
      return { ok: false, why: 'a new passkey takes a one-time code, or another passkey of the same person' };
    const text = sponsorChallenge(device, registration, sponsor.nonce);
    const spoken = this.#gesture(sponsor, text);
    if (!spoken.ok) return spoken;
    return Date.parse(spoken.value.countsFrom) > now().getTime()
      ? { ok: false, why: 'a passkey that does not count yet brings in no other' }
      : { ok: true, value: spoken.value.name };
  }

  /** A gesture at a pinned authenticator, taken once; from then on its counter is the one to be beyond. */
  #gesture(assertion: NonNullable<Message<'answer'>['assertion']>, text: string): Verified<Pinned> {
    const { origin } = this.#options;
    const known = this.#pinned.get(assertion.credential);
    if (known === undefined || origin === undefined)
      return { ok: false, why: 'this device does not know this passkey' };
    if (this.wasTaken(assertion.nonce)) return { ok: false, why: 'this answer was given before' };
    const checked = verifyAssertion(assertion, text, origin, known);
    if (!checked.ok) return checked;
    mark(this.#nonces, assertion.nonce, MAX_NONCES);
    const used = { ...known, counter: checked.value };
    this.#pinned.set(known.passkey, used);
    this.#save();
    return { ok: true, value: used };
  }

  #save(): void {
    const kept: z.infer<typeof Kept> = {
      pinned: [...this.#pinned.values()],
      removed: this.#removed,
      nonces: [...this.#nonces],
      refusedNonces: [...this.#refusedNonces],
    };
    writeSealed(this.#options.file, kept, this.#fileKey);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #note(event: string, detail: Readonly<Record<string, string>>): void {
    this.#options.note({ type: 'lifecycle', event, detail });
  }
}

const NOTHING_KEPT: z.infer<typeof Kept> = { pinned: [], removed: [], nonces: [], refusedNonces: [] };

/** The oldest makes room. */
function mark(nonces: Set<string>, nonce: string, most: number): void {
  nonces.add(nonce);
  const [oldest] = nonces;
  if (nonces.size > most && oldest !== undefined) nonces.delete(oldest);
}
