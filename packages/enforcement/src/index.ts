export { DeedLedger, isJudgedAlike, isNews } from './deed-ledger.ts';
export type { CallName, Deed } from './deed-ledger.ts';
export { enforce } from './enforce.ts';
export type { AppendOutcome, Door, Enforced, Held } from './enforce.ts';
export { lastResortMode } from './last-resort.ts';
export { redactEvidence } from './redact-evidence.ts';
export { redactText, redactValue } from './redact.ts';
export { SessionMemory } from './session-memory.ts';
export type { SessionStart, StoppedSession } from './session-memory.ts';
