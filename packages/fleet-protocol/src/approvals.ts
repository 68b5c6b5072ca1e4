import {
  ApprovalTicket,
  DeviceId,
  Grant,
  GrantPattern,
  PasskeyAssertion,
  Timestamp,
  TicketState,
} from '@sallyport/action-model';
import { z } from 'zod';
import { PinnedPasskeys } from './pinned-passkeys.ts';

/** What one device says of its tickets and grants: each whole, the newest state of it. */
export const ApprovalReport = z.object({
  device: DeviceId,
  tickets: z.array(ApprovalTicket).max(10),
  grants: z.array(Grant).max(10),
  /** All that it has pinned, when that changed. */
  passkeys: PinnedPasskeys.optional(),
});
export type ApprovalReport = z.infer<typeof ApprovalReport>;
export const MAX_APPROVAL_REPORT_BYTES = 4 * 1024 * 1024;

/** A ticket as approvers see it. */
export const ApprovalItem = z.object({
  ticket: ApprovalTicket,
  /** When it was first shown to a person; think time counts from here. */
  shownAt: Timestamp.nullable(),
  /** An answer was given and the device has not said yet what became of it. */
  answering: z.boolean(),
});
export type ApprovalItem = z.infer<typeof ApprovalItem>;

export const ApprovalList = z.object({ items: z.array(ApprovalItem) });
export const GrantList = z.object({ items: z.array(Grant) });

export const ApprovalQuery = z.object({
  state: TicketState.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type ApprovalQuery = z.infer<typeof ApprovalQuery>;

export const AnswerRequest = z.object({
  /** Of the ticket as it was shown: what was not seen can't be answered. */
  nonce: z.string().length(32),
  says: z.enum(['approve', 'deny']),
  grant: z
    .object({
      pattern: GrantPattern,
      maxUses: z.int().min(1).max(1000),
      lastsMs: z
        .int()
        .min(60_000)
        .max(30 * 86_400_000),
    })
    .optional(),
  /** Without it whoever answers has proved nothing: the answer is `weak`. */
  assertion: PasskeyAssertion.optional(),
});
export type AnswerRequest = z.infer<typeof AnswerRequest>;

/** Taken and signed; what became of it says the ticket's state, once its device has heard of it. */
export const AnswerResponse = z.object({ seq: z.int().min(1) });

export const MessageQuery = z.object({
  device: z.string().min(1).max(200),
  after: z.coerce.number().int().min(0).default(0),
});
export type MessageQuery = z.infer<typeof MessageQuery>;

/** A signed answer on its way to a device; `payload` is the exact JSON text that was signed. */
export const SignedApproval = z.object({
  seq: z.int().min(1),
  payload: z.string().max(40_000),
  signature: z.string().max(200),
  keyId: z.string().max(100),
});
export type SignedApproval = z.infer<typeof SignedApproval>;
export const SignedApprovalList = z.object({ items: z.array(SignedApproval) });

/** The prefix keeps a signature over an answer from being one over anything else with the same key. */
export const signedApproval = (payload: string): string => `sallyport approval message 1\n${payload}`;

/** How people answer: what is clicked through is no approval. */
export const FatigueRow = z.object({
  policy: z.string(),
  rule: z.string(),
  asked: z.int(),
  /** Same calls that needed no second question. */
  batched: z.int(),
  approved: z.int(),
  denied: z.int(),
  unanswered: z.int(),
  /** Of those that were answered; null when none was. */
  approveRate: z.number().nullable(),
  medianThinkMs: z.number().nullable(),
  /** Answered in less than two seconds. */
  hasty: z.int(),
  hint: z.string().nullable(),
});
export type FatigueRow = z.infer<typeof FatigueRow>;
export const FatigueReport = z.object({ tickets: z.int(), rules: z.array(FatigueRow) });
export type FatigueReport = z.infer<typeof FatigueReport>;
