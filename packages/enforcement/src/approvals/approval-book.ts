/**
 * Every question that was put to people, and every standing grant made of an answer. It owns what a ticket may be used
 * for: once, for the very call it was asked about, before it ends. It must never let an answer to one deed stand for another,
 * and never ask twice about the same one. Clock, names and disk come in; who may answer is the caller's to say. To add a
 * kind of answer: its form in `action-model`, its line in `take`.
 */
import type {
  Action,
  Answer,
  ApprovalMessage,
  ApprovalTicket,
  Approver,
  AskedRule,
  Binding,
  Grant,
} from '@sallyport/action-model';
import { callOf, changesBetween, isSameDeed } from './binding.ts';
import { covers, grantValues } from './grants.ts';
import { isOwnAnswer, wantsOthers } from './own-answer.ts';

export type SavedApprovals = {
  readonly tickets: readonly ApprovalTicket[];
  readonly grants: readonly Grant[];
};

/** What happened, for evidence and for whoever shows tickets to people. */
export type ApprovalEvent =
  | {
      readonly type: 'asked' | 'answered' | 'used' | 'changed' | 'expired' | 'again';
      readonly ticket: ApprovalTicket;
    }
  | { readonly type: 'refused'; readonly ticket: ApprovalTicket; readonly by: Approver; readonly why: string }
  | { readonly type: 'grant-made' | 'grant-used' | 'grant-revoked'; readonly grant: Grant };

export type ApprovalBookOptions = {
  readonly now: () => Date;
  readonly newName: (prefix: 'T' | 'G') => string;
  readonly newNonce: () => string;
  /** May this approver answer for a rule whose terms name these people? */
  readonly mayAnswer: (name: string, by: string) => boolean;
  /** Called after each change, in order; what has to be durable is durable when it returns. */
  readonly changed: (saved: SavedApprovals, event: ApprovalEvent) => void;
};

/** One question as the caller knows it; names and times are the book's. */
export type Question = Omit<
  ApprovalTicket,
  | 'ticket'
  | 'nonce'
  | 'state'
  | 'askedAt'
  | 'expiresAt'
  | 'grantable'
  | 'asked'
  | 'approvals'
  | 'denied'
  | 'refused'
  | 'refusedAt'
>;

/** What is said of tickets and grants. */
type Said = Extract<ApprovalMessage, { type: 'answer' | 'revoke' }>;

export type Asked = { readonly ticket: ApprovalTicket; readonly changes: readonly string[] };

/** Of one user: more open questions than anybody answers are a flood, and further ones are not asked. */
const MAX_OPEN_A_USER = 50;
const MAX_OPEN = 500;
const MAX_KEPT = 1000;
const MAX_GRANTS = 200;
const KEPT_MS = 24 * 3_600_000;

/** A denial is one for as long as its ticket would have been open: whoever was told no is not asked again at once. */
const isLive = ({ state, expiresAt }: ApprovalTicket, nowMs: number): boolean =>
  (state === 'open' || state === 'approved' || state === 'denied') && Date.parse(expiresAt) > nowMs;

export class ApprovalBook {
  readonly #tickets = new Map<string, ApprovalTicket>();
  readonly #grants = new Map<string, Grant>();
  /** What a grant of a ticket would be about; of tickets from before a restart it is not known, and they get none. */
  readonly #values = new Map<string, ReturnType<typeof grantValues>>();
  /** The held calls that asked last, and that took each ticket; forgotten with the call. */
  readonly #askedBy = new Map<string, object>();
  readonly #takenBy = new Map<string, object>();
  readonly #options: ApprovalBookOptions;

  constructor(saved: SavedApprovals, options: ApprovalBookOptions) {
    this.#options = options;
    for (const ticket of saved.tickets) this.#tickets.set(ticket.ticket, ticket);
    for (const grant of saved.grants) this.#grants.set(grant.grant, grant);
  }

  tickets(): readonly ApprovalTicket[] {
    this.#expire();
    return [...this.#tickets.values()];
  }

  grants(): readonly Grant[] {
    return [...this.#grants.values()];
  }

  get(ticket: string): ApprovalTicket | undefined {
    this.#expire();
    return this.#tickets.get(ticket);
  }

  /** The ticket under which this very call was approved and has not run yet. */
  approvedFor(binding: Binding): string | undefined {
    this.#expire();
    return [...this.#tickets.values()].find(
      (each) => each.state === 'approved' && isSameDeed(each.binding, binding),
    )?.ticket;
  }

  /** Answers of standing grants that cover every rule that asks; each used grant counts one more. */
  byGrant(
    actions: readonly Action[],
    binding: Binding,
    rules: readonly AskedRule[],
  ): readonly Answer[] | undefined {
    const values = grantValues(actions, binding, rules);
    const kind = actions[0]?.kind;
    const now = this.#options.now().getTime();
    const found = rules.map((rule) =>
      [...this.#grants.values()].find(
        (grant) => kind !== undefined && covers(grant, rule, kind, binding, values, now),
      ),
    );
    const answers = rules.flatMap((rule, index) => {
      const grant = found[index];
      return grant === undefined ? [] : [answerOf(rule, grant.grant, grant.approvers)];
    });
    if (answers.length < rules.length || rules.length === 0) return undefined;
    for (const grant of new Set(found))
      if (grant !== undefined) this.#putGrant('grant-used', { ...grant, uses: grant.uses + 1 });
    return answers;
  }

  /**
   * Puts a question, or finds the ticket under which it is put already. A ticket of the same call that is about another
   * deed by now is worth nothing any more.
   */
  ask(question: Question, actions: readonly Action[], caller: object): Asked {
    this.#expire();
    const { binding, rules } = question;
    const call = callOf(binding);
    const known = [...this.#tickets.values()].findLast(
      (each) => isLive(each, this.#options.now().getTime()) && callOf(each.binding) === call,
    );
    let changes: readonly string[] = [];
    if (known !== undefined) {
      const isSame = isSameDeed(known.binding, binding);
      const asked = known.asked + (this.#askedBy.get(known.ticket) === caller ? 0 : 1);
      this.#askedBy.set(known.ticket, caller);
      if (isSame && (known.state === 'denied' || asksAll(known, rules))) {
        const again = { ...known, asked };
        this.#put('again', again);
        return { ticket: again, changes };
      }
      if (isSame && known.state === 'open' && known.approvals.length === 0) {
        const wider = { ...known, asked, rules: unite(known.rules, rules) };
        const grantable = this.#grantable(known.ticket, actions, wider);
        const ticket = { ...wider, grantable };
        this.#put('again', ticket);
        return { ticket, changes };
      }
      if (!isSame) changes = changesBetween(known.binding, binding);
      if (known.state !== 'denied') this.#put('changed', { ...known, state: 'changed' });
    }
    const open = [...this.#tickets.values()].filter(({ state }) => state === 'open');
    if (
      open.length >= MAX_OPEN ||
      open.filter((each) => each.binding.user === binding.user).length >= MAX_OPEN_A_USER
    )
      throw new Error('too many questions are open; answer or deny some of them');
    const now = this.#options.now();
    const lastsMs = Math.min(...rules.map(({ terms }) => terms.expiresMs));
    const name = this.#options.newName('T');
    const ticket: ApprovalTicket = {
      ...question,
      ticket: name,
      nonce: this.#options.newNonce(),
      state: 'open',
      askedAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + lastsMs).toISOString(),
      asked: 1,
      approvals: [],
      grantable: this.#grantable(name, actions, question),
    };
    this.#askedBy.set(name, caller);
    this.#put('asked', ticket);
    return { ticket, changes };
  }

  #grantable(
    name: string,
    actions: readonly Action[],
    { binding, rules }: Pick<Question, 'binding' | 'rules'>,
  ): ApprovalTicket['grantable'] {
    const values = grantValues(actions, binding, rules);
    this.#values.set(name, values);
    return (['same', 'host', 'path'] as const).filter((pattern) => values[pattern] !== undefined);
  }

  /** Takes what an approver said, or says why not. An answer that comes twice, or too late, changes nothing. */
  answer(message: Said): { readonly ok: true } | { readonly ok: false; readonly why: string } {
    this.#expire();
    if (message.type === 'revoke') return this.#revoke(message);
    const ticket = this.#tickets.get(message.ticket);
    if (ticket === undefined || ticket.nonce !== message.nonce || ticket.device !== message.device)
      return { ok: false, why: 'there is no such ticket' };
    if (ticket.state !== 'open') return { ok: false, why: `the ticket is ${ticket.state} already` };
    const why = this.#whyNot(ticket, message.by);
    if (why !== undefined) {
      this.refuse(ticket.ticket, message.by, why);
      return { ok: false, why };
    }
    const { refused: _refused, refusedAt: _refusedAt, ...plain } = ticket;
    const said = { ...message.by, at: message.at, thinkMs: message.thinkMs };
    if (message.says === 'deny') {
      this.#put('answered', { ...plain, state: 'denied', denied: said });
      return { ok: true };
    }
    const approvals = [...plain.approvals.filter(({ name }) => name !== said.name), said];
    const needed = plain.rules.some(({ terms }) => terms.twoPerson) ? 2 : 1;
    const state = approvals.length >= needed ? 'approved' : 'open';
    this.#put('answered', { ...plain, state, approvals });
    if (state === 'approved' && message.grant !== undefined) this.#grantOf(plain, approvals, message.grant);
    return { ok: true };
  }

  /** An answer that was not taken is told to whoever gave it; the question stays open. */
  refuse(name: string, by: Approver, why: string): void {
    const ticket = this.#tickets.get(name);
    if (ticket?.state !== 'open') return;
    const told = { ...ticket, refused: why, refusedAt: this.#options.now().toISOString() };
    this.#tickets.set(name, told);
    this.#options.changed(this.#saved(), { type: 'refused', ticket: told, by, why });
  }

  #whyNot(ticket: ApprovalTicket, { name, proof }: Approver): string | undefined {
    // On one machine whoever answers is mostly who asked; that is what `weak` says. A passkey proves that it was the
    // person and not the agent, which is all that a rule asks who names nobody.
    const isRefused = proof === 'other-device' || (proof === 'passkey' && wantsOthers(name, ticket));
    if (isRefused && isOwnAnswer(name, ticket)) return 'whoever asked may not answer';
    const closed = ticket.rules.find(
      ({ terms }) => terms.by !== undefined && !this.#options.mayAnswer(name, terms.by),
    );
    return closed === undefined
      ? undefined
      : `only \`${closed.terms.by}\` may answer for rule ${closed.policy}/${closed.rule}`;
  }

  #grantOf(
    ticket: ApprovalTicket,
    approvers: readonly Approver[],
    { pattern, maxUses, lastsMs }: NonNullable<Extract<ApprovalMessage, { type: 'answer' }>['grant']>,
  ): void {
    const value = this.#values.get(ticket.ticket)?.[pattern];
    if (value === undefined || !ticket.grantable.includes(pattern)) return;
    const now = this.#options.now();
    const live = [...this.#grants.values()].filter((each) => isLiveGrant(each, now));
    if (live.length >= MAX_GRANTS) return;
    const { user, uid, tool, policyVersion } = ticket.binding;
    this.#putGrant('grant-made', {
      grant: this.#options.newName('G'),
      ticket: ticket.ticket,
      device: ticket.device,
      user,
      ...(uid === undefined ? {} : { uid }),
      ...(tool === undefined ? {} : { tool }),
      kind: ticket.kind,
      rules: ticket.rules.map(({ policy, rule }) => ({ policy, rule })),
      pattern,
      value,
      policyVersion,
      approvers: approvers.map(({ name, proof }) => ({ name, proof })),
      madeAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + lastsMs).toISOString(),
      uses: 0,
      maxUses,
    });
  }

  #revoke({
    grant: name,
    device,
    by,
    at,
  }: Extract<ApprovalMessage, { type: 'revoke' }>): { ok: true } | { ok: false; why: string } {
    const grant = this.#grants.get(name);
    if (grant === undefined || grant.device !== device) return { ok: false, why: 'there is no such grant' };
    if (grant.revoked === undefined)
      this.#putGrant('grant-revoked', { ...grant, revoked: { by: by.name, at } });
    return { ok: true };
  }

  /**
   * The answers of an approved ticket, for the call that it was approved for and as everything is now; then it is used up.
   * `caller` is one held call: several actions of it are one deed and take the same ticket.
   */
  take(
    name: string,
    binding: Binding,
    rules: readonly AskedRule[],
    caller: object,
  ): readonly Answer[] | undefined {
    this.#expire();
    const ticket = this.#tickets.get(name);
    if (ticket === undefined || !isSameDeed(ticket.binding, binding) || !asksAll(ticket, rules))
      return undefined;
    if (ticket.state === 'approved') this.#put('used', { ...ticket, state: 'used' });
    else if (ticket.state !== 'used' || this.#takenBy.get(name) !== caller) return undefined;
    this.#takenBy.set(name, caller);
    return rules.map((rule) => answerOf(rule, name, ticket.approvals));
  }

  /** The held call has gone: nobody takes its ticket a second time. */
  release(caller: object): void {
    for (const calls of [this.#askedBy, this.#takenBy])
      for (const [name, by] of calls) if (by === caller) calls.delete(name);
  }

  #expire(): void {
    const now = this.#options.now();
    for (const ticket of this.#tickets.values())
      if ((ticket.state === 'open' || ticket.state === 'approved') && !isLive(ticket, now.getTime()))
        this.#put('expired', { ...ticket, state: 'expired' });
  }

  #put(type: 'asked' | 'answered' | 'used' | 'changed' | 'expired' | 'again', ticket: ApprovalTicket): void {
    this.#tickets.set(ticket.ticket, ticket);
    this.#options.changed(this.#saved(), { type, ticket });
  }

  #putGrant(type: 'grant-made' | 'grant-used' | 'grant-revoked', grant: Grant): void {
    this.#grants.set(grant.grant, grant);
    this.#options.changed(this.#saved(), { type, grant });
  }

  /** Everything that counts for anything still; the rest is on record. */
  #saved(): SavedApprovals {
    const now = this.#options.now();
    for (const [name, ticket] of this.#tickets) {
      const isOld = Date.parse(ticket.expiresAt) + KEPT_MS <= now.getTime();
      const isOver = this.#tickets.size > MAX_KEPT && !isLive(ticket, now.getTime());
      if (isOld || isOver) this.#tickets.delete(name);
      if (isOld || isOver) this.#values.delete(name);
    }
    for (const [name, grant] of this.#grants)
      if (Date.parse(grant.expiresAt) + KEPT_MS <= now.getTime()) this.#grants.delete(name);
    return { tickets: [...this.#tickets.values()], grants: [...this.#grants.values()] };
  }
}

const isLiveGrant = (grant: Grant, now: Date): boolean =>
  grant.revoked === undefined && grant.uses < grant.maxUses && Date.parse(grant.expiresAt) > now.getTime();

const asksAll = (ticket: ApprovalTicket, rules: readonly AskedRule[]): boolean =>
  rules.every((rule) => ticket.rules.some((each) => each.policy === rule.policy && each.rule === rule.rule));

const unite = (known: readonly AskedRule[], more: readonly AskedRule[]): AskedRule[] => [
  ...known,
  ...more.filter((rule) => !known.some((each) => each.policy === rule.policy && each.rule === rule.rule)),
];

const answerOf = (
  { policy, rule }: Pick<AskedRule, 'policy' | 'rule'>,
  ticket: string,
  approvers: readonly Approver[],
): Answer => ({
  policy,
  rule,
  ticket,
  approvers: approvers.map(({ name, proof }) => ({ name, proof })),
});
