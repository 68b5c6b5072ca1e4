export { ApprovalBook } from './approvals/approval-book.ts';
export type { ApprovalEvent, Question, SavedApprovals } from './approvals/approval-book.ts';
export { bindingOf } from './approvals/binding.ts';
export type { LookAtFiles } from './approvals/binding.ts';
export type { SoughtPrograms } from './approvals/sought-programs.ts';
export { isOwnAnswer, wantsOthers } from './approvals/own-answer.ts';
export { TOO_MANY_FILES } from './approvals/what-a-deed-goes-by.ts';
export { RateCounts } from './count-rates.ts';
export { DeedLedger, isJudgedAlike, isNews } from './deed-ledger.ts';
export type { CallName, Deed } from './deed-ledger.ts';
export { enforce } from './enforce.ts';
export type { AppendOutcome, Door, Enforced, Held } from './enforce.ts';
export { lastResortMode } from './last-resort.ts';
export type { ApprovalOutcome, AskJudge, AskPeople } from './reach-decision.ts';
export { redactEvidence } from './redact-evidence.ts';
export { redactText, redactValue } from './redact.ts';
export { SessionMemory } from './session-memory.ts';
export type {
  HeardSession,
  LabelledSession,
  SessionName,
  SessionStart,
  StoppedSession,
} from './session-memory.ts';
export { WarnedBefore } from './warned-before.ts';
