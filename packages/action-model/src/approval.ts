import { z } from 'zod';
import { ActionKind, Effect } from './action-kind.ts';
import { ApprovalTerms } from './decision.ts';
import { AnswerProof } from './facts.ts';
import { DeviceId, PolicyId, RuleId, SessionId, Timestamp } from './ids.ts';
import { AgentName } from './origin.ts';
import { PasskeyAssertion, PasskeyId, PasskeyRegistration } from './passkey.ts';

/** One file that a deed goes by, as it lay there when somebody was asked. */
export const BoundFile = z.object({
  path: z.string().max(8192),
  /** Where it really lies; another place behind the same name is another file. */
  resolved: z.string().max(8192),
  kind: z.enum(['file', 'folder', 'other', 'missing']),
  /** Device and inode; absent for what is not there. */
  dev: z.string().max(40).optional(),
  ino: z.string().max(40).optional(),
  /** Of the content, where the deed reads or runs it and it is not too large. */
  sha256: z.string().length(64).optional(),
});
export type BoundFile = z.infer<typeof BoundFile>;

/**
 * What an approval is for: this call of this session and nothing else. Whatever of it is another when the call comes
 * again makes it another deed.
 */
export const Binding = z.object({
  user: z.string().max(200),
  uid: z.int().optional(),
  session: SessionId.optional(),
  tool: z.string().max(300).optional(),
  /** SHA-256 of the tool's definition, where it is known. */
  toolDefinition: z.string().length(64).optional(),
  cwd: z.string().max(4096).optional(),
  /** HMAC of all that the call carries, with a key of the device. */
  arguments: z.string().length(64),
  files: z.array(BoundFile).max(256),
  policyVersion: z.string().max(100),
  /** Why what runs can't be known to its end; such a deed gets no standing grant. */
  openEnded: z.array(z.string().max(300)).max(20),
});
export type Binding = z.infer<typeof Binding>;

/** How wide a standing grant may be: this very call, or every call of the tool to one host, or below one folder. */
export const GrantPattern = z.enum(['same', 'host', 'path']);
export type GrantPattern = z.infer<typeof GrantPattern>;

export const Approver = z.object({
  name: z.string().min(1).max(200),
  proof: AnswerProof,
  /** The passkey it was given with, also where that proves too little. */
  passkey: PasskeyId.optional(),
  /** Why an answer that was given with a passkey is `weak` all the same. */
  weakBecause: z.string().max(300).optional(),
});
export type Approver = z.infer<typeof Approver>;

export const AskedRule = z.object({
  policy: PolicyId,
  rule: RuleId,
  say: z.string().max(2000),
  terms: ApprovalTerms,
});
export type AskedRule = z.infer<typeof AskedRule>;

/**
 * `approved` waits for the call to come again and is then `used`, once. `changed`: the call came again, and something
 * of it was another.
 */
export const TicketState = z.enum(['open', 'approved', 'denied', 'used', 'expired', 'changed']);
export type TicketState = z.infer<typeof TicketState>;

/** The question whether one call may run, as it is put to people. Text in it is redacted; it is still hostile. */
export const ApprovalTicket = z.object({
  ticket: z.string().min(1).max(100),
  /** An answer has to name it, so an answer to an earlier ticket of the same name is none. */
  nonce: z.string().length(32),
  device: DeviceId,
  state: TicketState,
  askedAt: Timestamp,
  expiresAt: Timestamp,
  agent: AgentName,
  subagent: z.string().max(200).optional(),
  attended: z.boolean(),
  kind: ActionKind,
  effects: z.array(Effect).max(20),
  /** What would run: the command, the address, the text. */
  text: z.string().max(20_000),
  /** Characters of it that were left out. */
  textLeftOut: z.int().min(0),
  hosts: z.array(z.string().max(300)).max(50),
  paths: z.array(z.string().max(8192)).max(50),
  binding: Binding,
  rules: z.array(AskedRule).min(1).max(100),
  /** Grants that may be made of its answer; none where it is open-ended or can't be undone. */
  grantable: z.array(GrantPattern).max(3),
  /** How often the same call was asked about under this ticket. */
  asked: z.int().min(1),
  approvals: z.array(z.object({ ...Approver.shape, at: Timestamp, thinkMs: z.number().min(0) })).max(10),
  denied: z.object({ ...Approver.shape, at: Timestamp, thinkMs: z.number().min(0) }).optional(),
  /** Why the last answer was not taken. */
  refused: z.string().max(500).optional(),
  refusedAt: Timestamp.optional(),
});
export type ApprovalTicket = z.infer<typeof ApprovalTicket>;

/** A standing permission: for the rules that asked, one tool and one narrow pattern; counted, and for a time only. */
export const Grant = z.object({
  grant: z.string().min(1).max(100),
  ticket: z.string().min(1).max(100),
  device: DeviceId,
  user: z.string().max(200),
  uid: z.int().optional(),
  tool: z.string().max(300).optional(),
  kind: ActionKind,
  rules: z
    .array(z.object({ policy: PolicyId, rule: RuleId }))
    .min(1)
    .max(100),
  pattern: GrantPattern,
  /** The host, the folder, or the digest of the whole call. */
  value: z.string().max(8192),
  policyVersion: z.string().max(100),
  approvers: z.array(Approver).min(1).max(10),
  madeAt: Timestamp,
  expiresAt: Timestamp,
  uses: z.int().min(0),
  maxUses: z.int().min(1),
  revoked: z.object({ by: z.string().max(200), at: Timestamp }).optional(),
});
export type Grant = z.infer<typeof Grant>;

/** What an approver said, as the control plane signs it for the device that it is for. */
export const ApprovalMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('answer'),
    device: DeviceId,
    ticket: z.string().min(1).max(100),
    nonce: z.string().length(32),
    says: z.enum(['approve', 'deny']),
    by: Approver,
    at: Timestamp,
    /** From when it was first shown to a person to the answer. */
    thinkMs: z.number().min(0),
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
    /** A person's gesture over this very question and answer; the device checks it, and then says itself who `by` is. */
    assertion: PasskeyAssertion.optional(),
  }),
  z.object({
    type: z.literal('revoke'),
    device: DeviceId,
    grant: z.string().min(1).max(100),
    by: Approver,
    at: Timestamp,
  }),
  z.object({
    type: z.literal('add-passkey'),
    device: DeviceId,
    registration: PasskeyRegistration,
    /** One of them; whether it holds is the device's to say. */
    code: z.string().max(100).optional(),
    sponsor: PasskeyAssertion.optional(),
    at: Timestamp,
  }),
  z.object({
    type: z.literal('remove-passkey'),
    device: DeviceId,
    passkey: PasskeyId,
    by: Approver,
    at: Timestamp,
  }),
]);
export type ApprovalMessage = z.infer<typeof ApprovalMessage>;
