/**
 * Where a held call waits for people. It owns the way of one question: bind it to what lies on this machine now, put it,
 * wait as long as the caller can be held, look at everything once more, and let it be used once. It must never wait for
 * the control plane itself, never take an answer for a call that has gone, and never let one through because
 * something failed. What tickets mean is `ApprovalBook`; how they travel is `approval-link.ts`.
 */
import { createHmac, randomBytes, type KeyObject } from 'node:crypto';
import type {
  Action,
  ApprovalMessage,
  AskedRule,
  Binding,
  Decision,
  DeviceId,
  NewEvidence,
} from '@sallyport/action-model';
import {
  ApprovalBook,
  bindingOf,
  TOO_MANY_FILES,
  type ApprovalEvent,
  type ApprovalOutcome,
  type AskPeople,
} from '@sallyport/enforcement';
import { derivedKey } from '../derived-key.ts';
import { readApprovals, writeApprovals } from './approvals-file.ts';
import { approvalEvidence } from './approval-evidence.ts';
import { subjectOf } from './approval-subject.ts';
import { lookAtFiles } from './look-at-files.ts';
import type { PasskeyRing } from './passkeys/passkey-ring.ts';

export type ApprovalDeskOptions = {
  readonly file: string;
  readonly device: DeviceId;
  /** The device's own; what seals the file and names calls is made of it. */
  readonly key: KeyObject;
  /** Whose gestures are known here. */
  readonly passkeys: PasskeyRing;
  readonly policyVersion: () => string;
  /** The `PATH` that this process was started with. */
  readonly searchPath?: string | undefined;
  readonly groupsOf: (user: string) => readonly string[];
  readonly note: (evidence: NewEvidence, session: string | undefined) => void;
  readonly now: () => Date;
};

/** One call that its surface holds. */
export type HeldCall = {
  readonly actions: readonly [Action, ...Action[]];
  readonly toolInput: unknown;
  readonly uid?: number | undefined;
  /** How long the caller can be held at most; 0: not at all. */
  readonly holdMs: number;
  /** Called when it begins to wait. */
  readonly waiting?: (() => void) | undefined;
  /** Resolves when the caller has gone away. */
  readonly gone?: Promise<void> | undefined;
};

/** Where terms are missing: policy-core says the same. */
const DEFAULT_TERMS = { expiresMs: 15 * 60_000, twoPerson: false };
/** Each holds a connection; further calls are told to come again. */
const MAX_WAITING = 200;

export class ApprovalDesk {
  readonly book: ApprovalBook;
  readonly #options: ApprovalDeskOptions;
  readonly #callKey: Buffer;
  readonly #listeners = new Set<() => void>();
  #followers: ((event: ApprovalEvent) => void)[] = [];
  #waiting = 0;
  #closed = false;

  constructor(options: ApprovalDeskOptions) {
    this.#options = options;
    const fileKey = derivedKey(options.key, 'approvals file');
    this.#callKey = derivedKey(options.key, 'approval binding');
    const { saved, problem } = readApprovals(options.file, fileKey);
    if (problem !== undefined)
      options.note(
        { type: 'lifecycle', event: 'approvals-forgotten', detail: { detail: problem } },
        undefined,
      );
    this.book = new ApprovalBook(saved, {
      now: options.now,
      newName: (prefix) => `${prefix}${randomBytes(5).toString('hex')}`,
      newNonce: () => randomBytes(16).toString('hex'),
      mayAnswer: (name, by) =>
        by === `user:${name}` || options.groupsOf(name).some((group) => by === `group:${group}`),
      changed: (all, event) => {
        writeApprovals(options.file, all, fileKey);
        const evidence = approvalEvidence(event);
        if (evidence !== undefined) options.note(evidence.evidence, evidence.session);
        for (const follow of this.#followers) follow(event);
        for (const listener of this.#listeners) listener();
      },
    });
  }

  /** Tells of every change from now on. */
  follow(listener: (event: ApprovalEvent) => void): void {
    this.#followers.push(listener);
  }

  /** What people said, as it came from the control plane: who said it, this device finds out by itself. */
  receive(message: ApprovalMessage): void {
    const { passkeys } = this.#options;
    switch (message.type) {
      case 'answer': {
        if (message.assertion !== undefined && passkeys.wasTaken(message.assertion.nonce)) return;
        const ticket = this.book.get(message.ticket);
        const by = passkeys.approverOf(message, ticket);
        if (by.ok) this.book.answer({ ...message, by: by.value });
        else if (ticket?.nonce === message.nonce) this.book.refuse(message.ticket, message.by, by.why);
        return;
      }
      case 'revoke':
        this.book.answer(message);
        return;
      case 'add-passkey':
        passkeys.add(message);
        return;
      case 'remove-passkey':
        passkeys.remove(message);
        return;
      default:
        message satisfies never;
    }
  }

  /** Whoever waits waits no longer, and is told to come again. */
  close(): void {
    this.#closed = true;
    for (const listener of this.#listeners) listener();
  }

  /** How the actions of one held call are put to people; `end` when its reply has been made. */
  begin(call: HeldCall): { readonly askPeople: AskPeople; readonly end: () => void } {
    const caller = {};
    return {
      askPeople: (_action, decision) => this.#ask(call, decision, caller),
      end: () => this.book.release(caller),
    };
  }

  async #ask(call: HeldCall, decision: Decision, caller: object): Promise<ApprovalOutcome> {
    const rules = rulesOf(decision);
    if (rules.length === 0) throw new Error('no rule asks for this approval');
    const binding = await this.#bind(call);
    if (binding.openEnded.includes(TOO_MANY_FILES)) throw new Error(TOO_MANY_FILES);
    // An approval of this very call comes before a grant, which is for others like it.
    const approved = this.book.approvedFor(binding);
    const before = approved === undefined ? undefined : this.book.take(approved, binding, rules, caller);
    if (approved !== undefined && before !== undefined) return { ticket: approved, answers: before };
    const granted = this.book.byGrant(call.actions, binding, rules);
    const [first] = granted ?? [];
    if (granted !== undefined && first !== undefined) return { ticket: first.ticket, answers: granted };
    const ticket = this.#put(call, binding, rules, caller);
    const taken = this.book.take(ticket, binding, rules, caller);
    if (taken !== undefined) return { ticket, answers: taken };
    // Nobody would hear of it: the approval stays for the call that comes again.
    if (!(await this.#wait(call, ticket))) return { ticket, answers: [] };
    const now = this.book.get(ticket);
    if (now?.state === 'denied') return { ticket, answers: [], denied: { by: now.denied?.name ?? '' } };
    if (now?.state === 'open') return { ticket, answers: [] };
    // Answered: everything is looked at once more, for it has had time to become something else.
    const fresh = await this.#bind(call);
    const answers = this.book.take(ticket, fresh, rules, caller);
    return answers === undefined
      ? { ticket: this.#put(call, fresh, rules, caller), answers: [] }
      : { ticket, answers };
  }

  #bind({ actions, uid }: HeldCall): Promise<Binding> {
    return bindingOf(actions, {
      look: lookAtFiles(this.#options.searchPath),
      mac: (text) => createHmac('sha256', this.#callKey).update(text).digest('hex'),
      policyVersion: this.#options.policyVersion(),
      ...(uid === undefined ? {} : { uid }),
    });
  }

  #put(call: HeldCall, binding: Binding, rules: readonly AskedRule[], caller: object): string {
    const [{ origin }] = call.actions;
    const subject = subjectOf(call.actions, call.toolInput);
    const openEnded = [...binding.openEnded];
    const { ticket } = this.book.ask(
      {
        ...subject,
        device: this.#options.device,
        agent: origin.agent,
        ...(origin.subagent === undefined ? {} : { subagent: origin.subagent.type ?? origin.subagent.id }),
        attended: origin.attended,
        binding: { ...binding, openEnded },
        rules: [...rules],
      },
      call.actions,
      caller,
    );
    return ticket.ticket;
  }

  /** Until the ticket is answered, the caller has waited as long as it can, or has gone (false); not where nobody is there. */
  async #wait(call: HeldCall, ticket: string): Promise<boolean> {
    const { holdMs, waiting, gone, actions } = call;
    if (holdMs <= 0 || this.#waiting >= MAX_WAITING || !actions[0].origin.attended) return true;
    if (this.#closed || this.book.get(ticket)?.state !== 'open') return true;
    this.#waiting += 1;
    const answered = Promise.withResolvers<void>();
    const listener = (): void => {
      if (this.#closed || this.book.get(ticket)?.state !== 'open') answered.resolve();
    };
    this.#listeners.add(listener);
    let isHeld = true;
    const leave = async (): Promise<void> => {
      await gone;
      isHeld = false;
      answered.resolve();
    };
    if (gone !== undefined) void leave();
    const timer = setTimeout(() => answered.resolve(), holdMs);
    try {
      waiting?.();
      await answered.promise;
      return isHeld;
    } finally {
      clearTimeout(timer);
      this.#listeners.delete(listener);
      this.#waiting -= 1;
    }
  }
}

/** The rules that still ask, with what they say. */
const rulesOf = ({ obligations, reasons }: Decision): readonly AskedRule[] =>
  obligations
    .filter(
      ({ verdict, stage, discharged }) =>
        verdict === 'approve' && stage === 'enforce' && discharged === undefined,
    )
    .slice(0, 100)
    .map(({ policy, rule, approval }) => ({
      policy,
      rule,
      say: reasons.find((each) => each.policy === policy && each.rule === rule)?.say ?? '',
      terms: approval ?? DEFAULT_TERMS,
    }));
