import type { Action, OutcomeEvidence, SessionId, ToolUseId } from '@sallyport/action-model';
import type { ResultText } from '../results/result-text.ts';

/** What became of one tool call. */
export interface ToolOutcome {
  readonly outcome: OutcomeEvidence['outcome'];
  readonly toolName: string;
  readonly toolUseId?: ToolUseId;
  /** As it came back, for who has no other word of what the call was. */
  readonly input: unknown;
  /** Of the input as it came back. Clients may fill in defaults after PreToolUse, so equal ids weigh more. */
  readonly digest: string;
  readonly durationMs?: number;
  readonly resultBytes: number;
  /** What the tool gave back; the client will show it to the model. */
  readonly result: ResultText;
  /** As it came, for who has to rewrite it in its own shape. */
  readonly response: unknown;
}

export type LifecycleDetail = Readonly<Record<string, string | number | boolean>>;

/** What one hook call says. The session is a claim in all of them. */
export type HookReading =
  /** Something is about to happen; all actions are decided and the strictest decision is the answer. */
  | {
      readonly kind: 'actions';
      readonly event: string;
      readonly actions: readonly Action[];
      readonly session?: SessionId;
      readonly toolUseId?: ToolUseId;
      readonly toolName?: string;
      /** As it came, for who rewrites it. */
      readonly toolInput?: unknown;
    }
  /** Something has happened; one entry, or those of a batch. */
  | {
      readonly kind: 'outcome';
      readonly event: string;
      readonly outcomes: readonly ToolOutcome[];
      readonly session?: SessionId;
      /** The agent of that session whose step it was; absent where it was the session's own. */
      readonly subagent?: { readonly id: string };
      readonly cwd?: string;
    }
  | {
      readonly kind: 'lifecycle';
      readonly event: string;
      readonly detail: LifecycleDetail;
      readonly session?: SessionId;
    }
  /** An event that neither decides nor proves anything. */
  | { readonly kind: 'not-ours' }
  /** Not an exception: the fail mode of the tool decides what happens to it. */
  | {
      readonly kind: 'unreadable';
      readonly why: string;
      readonly event?: string;
      readonly toolName?: string;
      readonly session?: SessionId;
    };
