export { RecalledComponent } from './recall.ts';
export { Action, actionSchemaOf, ComponentRef, ComponentType, Provenance, ToolUse } from './action.ts';
export type { ActionOf } from './action.ts';
export {
  ApprovalMessage,
  ApprovalTicket,
  Approver,
  AskedRule,
  Binding,
  BoundFile,
  Grant,
  GrantPattern,
  TicketState,
} from './approval.ts';
export { ACTION_KINDS, ActionKind, Effect } from './action-kind.ts';
export { CommandMark, CommandReading, ProgramUse } from './command.ts';
export {
  ApprovalTerms,
  Decision,
  DecisionMark,
  Failure,
  FailMode,
  Obligation,
  Reason,
  Stage,
  strictest,
  strictness,
  Verdict,
  VERDICTS,
  WhenStale,
} from './decision.ts';
export {
  DecisionEvidence,
  EvidenceRecord,
  GapEvidence,
  LifecycleEvidence,
  OutcomeEvidence,
  RecordedAction,
  Redaction,
  Sighting,
  SightingEvidence,
} from './evidence.ts';
export type { NewEvidence } from './evidence.ts';
export {
  Answer,
  AnswerProof,
  CarriedValue,
  LoadedComponent,
  Facts,
  Judged,
  quietFacts,
  RuleCount,
  SessionLabel,
} from './facts.ts';
export { ContentSample, Finding, SampleRole } from './finding.ts';
export { ActionId, DeviceId, PolicyId, RuleId, SessionId, Timestamp, ToolUseId } from './ids.ts';
export { AgentName, Origin, PermissionMode, Proof, proofOf, Surface, Tier } from './origin.ts';
export type { OriginField } from './origin.ts';
export {
  CeremonyNonce,
  Passkey,
  PasskeyAssertion,
  PasskeyId,
  PasskeyRegistration,
  PersonName,
  RemovedPasskey,
} from './passkey.ts';
export { HostUse, PathAccess, PathUse } from './resource.ts';
