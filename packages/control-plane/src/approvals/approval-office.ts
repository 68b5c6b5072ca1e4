import { sign, type KeyObject } from 'node:crypto';
import type { ApprovalMessage, Approver, Grant } from '@sallyport/action-model';
import {
  signedApproval,
  type AnswerChallengeRequest,
  type AnswerRequest,
  type ApprovalItem,
  type ApprovalReport,
  type DevicePasskeys,
  type FatigueReport,
  type PasskeyChallenge,
  type PasskeyRequest,
  type SignedApproval,
} from '@sallyport/fleet-protocol';
import { publicSigningKey } from '../policy/signing-key.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import { Ceremonies } from './ceremonies.ts';
import { fatigueOf } from './fatigue.ts';

/** How long a device's question for answers is held when there is none. */
const HELD_MS = 20_000;
const REPORTED = 5000;

export type AnswerOutcome =
  { kind: 'taken'; seq: number } | { kind: 'missing' } | { kind: 'conflict'; why: string };

/**
 * Where questions of devices meet the people who answer them. It signs what was said and hands it to the device that
 * asked; whether that counts is the device's to say. It must never answer by itself, and never change a ticket.
 */
export class ApprovalOffice {
  readonly #store: EvidenceStore;
  readonly #key: KeyObject;
  readonly #keyId: string;
  readonly #now: () => Date;
  readonly #ceremonies: Ceremonies;
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(store: EvidenceStore, key: KeyObject, now: () => Date) {
    this.#store = store;
    this.#key = key;
    this.#keyId = publicSigningKey(key).keyId;
    this.#now = now;
    this.#ceremonies = new Ceremonies(now);
  }

  async report(report: ApprovalReport): Promise<void> {
    await this.#store.writer.call('putApprovals', report);
  }

  /** Looking at a question is where thinking about it begins. */
  async list(state: string | undefined, limit: number): Promise<ApprovalItem[]> {
    return this.#shown(await this.#store.reader.call('approvals', state, limit));
  }

  async get(ticket: string): Promise<ApprovalItem | null> {
    const item = await this.#store.reader.call('approval', ticket);
    if (item === null) return null;
    const [shown] = await this.#shown([item]);
    return shown ?? item;
  }

  async #shown(items: ApprovalItem[]): Promise<ApprovalItem[]> {
    const unseen = items.filter(({ shownAt, ticket }) => shownAt === null && ticket.state === 'open');
    if (unseen.length === 0) return items;
    const shownAt = this.#now().toISOString();
    await this.#store.writer.call(
      'showApprovals',
      unseen.map(({ ticket }) => ticket.ticket),
      shownAt,
    );
    return items.map((item) => (unseen.includes(item) ? { ...item, shownAt } : item));
  }

  /** For a gesture over one answer to one question; null where there is no such question. */
  async challenge(name: string, request: AnswerChallengeRequest): Promise<PasskeyChallenge | null> {
    const item = await this.#store.reader.call('approval', name);
    return item === null ? null : this.#begin(item.ticket.device, answerPurpose(name, request));
  }

  /** For a gesture that makes or brings in a passkey of one device. */
  passkeyChallenge(device: string): Promise<PasskeyChallenge> {
    return this.#begin(device, passkeyPurpose(device));
  }

  async #begin(device: string, purpose: string): Promise<PasskeyChallenge> {
    const known = (await this.passkeys()).find((each) => each.device === device);
    const passkeys = (known?.passkeys ?? []).map(({ passkey }) => passkey);
    return { ...this.#ceremonies.begin(purpose), passkeys };
  }

  passkeys(): Promise<DevicePasskeys[]> {
    return this.#store.reader.call('passkeys');
  }

  /** Hands a new passkey to its device, which alone says whether it is let in. */
  async addPasskey({ device, registration, code, sponsor }: PasskeyRequest): Promise<AnswerOutcome> {
    const nonces = [registration.nonce, ...(sponsor === undefined ? [] : [sponsor.nonce])];
    const isFresh = nonces.map((nonce) => this.#ceremonies.take(nonce, passkeyPurpose(device)));
    if (isFresh.includes(false)) return { kind: 'conflict', why: USED_UP };
    const message: ApprovalMessage = {
      type: 'add-passkey',
      device,
      registration,
      ...(code === undefined ? {} : { code }),
      ...(sponsor === undefined ? {} : { sponsor }),
      at: this.#now().toISOString(),
    };
    return { kind: 'taken', seq: await this.#send(message, '') };
  }

  async removePasskey(passkey: string, by: Approver): Promise<AnswerOutcome> {
    const device = (await this.passkeys()).find(({ passkeys }) =>
      passkeys.some((each) => each.passkey === passkey),
    )?.device;
    if (device === undefined) return { kind: 'missing' };
    const at = this.#now().toISOString();
    return { kind: 'taken', seq: await this.#send({ type: 'remove-passkey', device, passkey, by, at }, '') };
  }

  async answer(
    name: string,
    { nonce, says, grant, assertion }: AnswerRequest,
    by: Approver,
  ): Promise<AnswerOutcome> {
    const item = await this.#store.reader.call('approval', name);
    if (item === null) return { kind: 'missing' };
    const { ticket, shownAt } = item;
    if (ticket.nonce !== nonce)
      return { kind: 'conflict', why: 'this is an answer to another question; look at the ticket again' };
    const now = this.#now();
    if (ticket.state !== 'open' || Date.parse(ticket.expiresAt) <= now.getTime())
      return {
        kind: 'conflict',
        why: `the ticket is ${ticket.state === 'open' ? 'expired' : ticket.state} already`,
      };
    if (grant !== undefined && !ticket.grantable.includes(grant.pattern))
      return { kind: 'conflict', why: grantRefusal(ticket.grantable, ticket.binding.openEnded) };
    const isStale =
      assertion !== undefined &&
      !this.#ceremonies.take(assertion.nonce, answerPurpose(name, { nonce, says, grant }));
    if (isStale) return { kind: 'conflict', why: USED_UP };
    const since = Date.parse(shownAt ?? ticket.askedAt);
    const message: ApprovalMessage = {
      type: 'answer',
      device: ticket.device,
      ticket: name,
      nonce,
      says,
      by,
      at: now.toISOString(),
      thinkMs: Math.max(0, now.getTime() - since),
      ...(grant === undefined || says === 'deny' ? {} : { grant }),
      ...(assertion === undefined ? {} : { assertion }),
    };
    return { kind: 'taken', seq: await this.#send(message, name) };
  }

  async revoke(name: string, by: Approver): Promise<AnswerOutcome> {
    const grant = (await this.#store.reader.call('grants')).find((each) => each.grant === name);
    if (grant === undefined) return { kind: 'missing' };
    const message: ApprovalMessage = {
      type: 'revoke',
      device: grant.device,
      grant: name,
      by,
      at: this.#now().toISOString(),
    };
    return { kind: 'taken', seq: await this.#send(message, name) };
  }

  grants(): Promise<Grant[]> {
    return this.#store.reader.call('grants');
  }

  async fatigue(): Promise<FatigueReport> {
    return fatigueOf(await this.#store.reader.call('approvals', undefined, REPORTED));
  }

  /** What was said since `after` for one device; waits for some time when there is nothing. */
  async messages(device: string, after: number, left: AbortSignal): Promise<SignedApproval[]> {
    const news = Promise.withResolvers<void>();
    // Before the look, so that what comes meanwhile is not missed.
    const tell = (): void => news.resolve();
    this.#waiting.add(tell);
    const timer = setTimeout(tell, HELD_MS);
    left.addEventListener('abort', tell, { once: true });
    try {
      const items = await this.#store.reader.call('approvalMessages', device, after);
      if (items.length > 0 || this.#closed) return items;
      await news.promise;
      return left.aborted || this.#closed
        ? []
        : await this.#store.reader.call('approvalMessages', device, after);
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(tell);
    }
  }

  close(): void {
    this.#closed = true;
    for (const tell of this.#waiting) tell();
  }

  async #send(message: ApprovalMessage, ticket: string): Promise<number> {
    const payload = JSON.stringify(message);
    const signature = sign(null, Buffer.from(signedApproval(payload)), this.#key).toString('base64');
    const seq = await this.#store.writer.call('addApprovalMessage', {
      device: message.device,
      ticket,
      payload,
      signature,
      keyId: this.#keyId,
    });
    for (const tell of this.#waiting) tell();
    return seq;
  }
}

const USED_UP = 'this challenge was used, is too old or was for something else; try again';

const answerPurpose = (ticket: string, { nonce, says, grant }: AnswerChallengeRequest): string =>
  JSON.stringify(['answer', ticket, nonce, says, grant ?? null]);
const passkeyPurpose = (device: string): string => JSON.stringify(['passkey', device]);

const grantRefusal = (grantable: readonly string[], openEnded: readonly string[]): string => {
  if (openEnded.length > 0) return `no standing grant for what is open-ended: ${openEnded[0] ?? ''}`;
  return grantable.length === 0
    ? 'no standing grant for what can’t be undone or takes two people'
    : `a grant of this call may be: ${grantable.join(', ')}`;
};
