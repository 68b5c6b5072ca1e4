import { ApprovalMessage, type ApprovalTicket, type DeviceId, type Grant } from '@sallyport/action-model';
import { signedApproval, type ApiClient } from '@sallyport/fleet-protocol';
import type { ApprovalDesk } from './approval-desk.ts';
import type { PasskeyRing } from './passkeys/passkey-ring.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
/** What waits to be told is only ever the newest of each; beyond this the oldest is left out. */
const MAX_WAITING = 1000;
const AT_ONCE = 10;

export type ApprovalLinkOptions = {
  readonly desk: ApprovalDesk;
  readonly passkeys: Pick<PasskeyRing, 'list' | 'follow'>;
  readonly device: DeviceId;
  readonly client: Pick<ApiClient, 'reportApprovals' | 'approvalMessages'>;
  /** Is this the pinned control plane's signature (base64) over this text? */
  readonly verify: (text: string, signature: string, keyId: string) => boolean;
  readonly refused: (why: string) => void;
};

/**
 * Questions up, answers down. Both go on by themselves after the control plane was away, and no hook waits for either:
 * whoever is held waits at the desk. An answer that the pinned key has not signed is none.
 */
export function startApprovalLink(options: ApprovalLinkOptions): { stop: () => void } {
  const stopping = new AbortController();
  const up = new Upward(options, stopping.signal);
  for (const ticket of options.desk.book.tickets()) up.ticket(ticket);
  for (const grant of options.desk.book.grants()) up.grant(grant);
  options.desk.follow((event) => {
    if ('grant' in event) up.grant(event.grant);
    else up.ticket(event.ticket);
  });
  up.passkeys();
  options.passkeys.follow(() => up.passkeys());
  void listen(options, stopping.signal);
  return { stop: () => stopping.abort() };
}

async function listen(
  { desk, device, client, verify, refused }: ApprovalLinkOptions,
  signal: AbortSignal,
): Promise<void> {
  let after = 0;
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    const answer = await client.approvalMessages({ device, after });
    if (signal.aborted) return;
    if (!answer.ok) {
      await pause(retryMs, signal);
      retryMs = Math.min(2 * retryMs, LAST_RETRY_MS);
      continue;
    }
    retryMs = FIRST_RETRY_MS;
    for (const { seq, payload, signature, keyId } of answer.value.items) {
      after = Math.max(after, seq);
      if (!verify(signedApproval(payload), signature, keyId)) {
        refused('an answer to an approval is not signed by the control plane that this device trusts');
        continue;
      }
      const message = messageOf(payload);
      if (message?.device === device) desk.receive(message);
    }
  }
}

const messageOf = (payload: string): ApprovalMessage | undefined => {
  try {
    return ApprovalMessage.parse(JSON.parse(payload));
  } catch {
    return undefined;
  }
};

/** The newest of each ticket and grant that the control plane has not heard of. */
class Upward {
  readonly #options: ApprovalLinkOptions;
  readonly #signal: AbortSignal;
  readonly #tickets = new Map<string, ApprovalTicket>();
  readonly #grants = new Map<string, Grant>();
  #passkeysChanged = false;
  #sending = false;

  constructor(options: ApprovalLinkOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  ticket(ticket: ApprovalTicket): void {
    this.#tickets.set(ticket.ticket, ticket);
    const [oldest] = this.#tickets.keys();
    if (this.#tickets.size > MAX_WAITING && oldest !== undefined) this.#tickets.delete(oldest);
    void this.#send();
  }

  grant(grant: Grant): void {
    this.#grants.set(grant.grant, grant);
    void this.#send();
  }

  /** What is pinned has changed, or was never told. */
  passkeys(): void {
    this.#passkeysChanged = true;
    void this.#send();
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    let retryMs = FIRST_RETRY_MS;
    while (
      !this.#signal.aborted &&
      (this.#tickets.size > 0 || this.#grants.size > 0 || this.#passkeysChanged)
    ) {
      const tickets = [...this.#tickets.values()].slice(0, AT_ONCE);
      const grants = [...this.#grants.values()].slice(0, AT_ONCE);
      const { device, client, passkeys } = this.#options;
      const changed = this.#passkeysChanged;
      this.#passkeysChanged = false;
      const answer = await client.reportApprovals({
        device,
        tickets,
        grants,
        ...(changed ? { passkeys: passkeys.list() } : {}),
      });
      // What it does not take for what it is, it will not take later either.
      if (answer.ok || answer.status === 400 || answer.status === 413) {
        for (const ticket of tickets)
          if (this.#tickets.get(ticket.ticket) === ticket) this.#tickets.delete(ticket.ticket);
        for (const grant of grants)
          if (this.#grants.get(grant.grant) === grant) this.#grants.delete(grant.grant);
        retryMs = FIRST_RETRY_MS;
        continue;
      }
      this.#passkeysChanged ||= changed;
      await pause(retryMs, this.#signal);
      retryMs = Math.min(2 * retryMs, LAST_RETRY_MS);
    }
    this.#sending = false;
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    timer.unref();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
