import { randomBytes } from 'node:crypto';
import type { SandboxJob } from './sandbox-arguments.ts';

/** Whose tool call it is: the user is the system's word, the rest the client's. */
export type TicketHolder = {
  readonly user: string;
  readonly session: string | undefined;
  readonly toolUseId: string | undefined;
  /** Of the input that was decided about. */
  readonly digest: string;
};

/** What policy keeps from being read is added when a ticket is used. */
export type TicketJob = Omit<SandboxJob, 'keptOut'>;

type Ticket = {
  readonly user: string;
  readonly name: string;
  readonly job: TicketJob;
  readonly endsAt: number;
};

/** The client may ask its person before it runs what stands in the call's place. */
const VALID_MS = 15 * 60_000;
const MAX_TICKETS = 1000;

/**
 * Commands that may run in a sandbox, each once. The text stays here, so that it stands in no process list and nobody can
 * change it on the way; what the client runs holds the ticket alone. A ticket says nothing but "run this in the sandbox",
 * so whoever of the same user takes another's gains only that.
 */
export class SandboxTickets {
  readonly #tickets = new Map<string, Ticket>();
  readonly #byName = new Map<string, string>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** The same ticket for the same call: a second hook that shows it rewrites it to the same words. */
  issue(holder: TicketHolder, job: TicketJob): string {
    this.#forgetOld();
    const name = JSON.stringify([holder.user, holder.session, holder.toolUseId, holder.digest]);
    const known = holder.toolUseId === undefined ? undefined : this.#byName.get(name);
    if (known !== undefined) return known;
    const ticket = randomBytes(16).toString('hex');
    this.#tickets.set(ticket, { user: holder.user, name, job, endsAt: this.#now().getTime() + VALID_MS });
    this.#byName.set(name, ticket);
    return ticket;
  }

  /** The command of a ticket, once; undefined when there is none, it is another user's, used or too old. */
  redeem(ticket: string, user: string): TicketJob | undefined {
    this.#forgetOld();
    const found = this.#tickets.get(ticket);
    if (found === undefined || found.user !== user) return undefined;
    this.#forget(ticket, found);
    return found.job;
  }

  #forgetOld(): void {
    const now = this.#now().getTime();
    // In the order of issue, and all live equally long.
    for (const [ticket, issued] of this.#tickets) {
      if (issued.endsAt > now && this.#tickets.size < MAX_TICKETS) return;
      this.#forget(ticket, issued);
    }
  }

  #forget(ticket: string, { name }: Ticket): void {
    this.#tickets.delete(ticket);
    this.#byName.delete(name);
  }
}
