import type { ActionId, Origin, OriginField, Proof, Tier } from '@sallyport/action-model';
import type { ReadComponent } from '../tools/tool-reader.ts';

/**
 * What the hook's process had in its environment, as far as it says who acts. All of it is claimed: a repository
 * can set it for the hooks of a user's own settings.
 */
export interface HookEnvironment {
  readonly AI_AGENT?: string | undefined;
  readonly CLAUDE_CODE_ENTRYPOINT?: string | undefined;
  readonly CLAUDE_CODE_IS_COWORK?: string | undefined;
  readonly CLAUDE_CODE_REMOTE?: string | undefined;
  /** `0` in headless runs of newer clients. */
  readonly CLAUDE_CODE_SESSION_ATTENDED?: string | undefined;
  readonly CLAUDE_PROJECT_DIR?: string | undefined;
}

/** Everything that a payload does not say; this package has no I/O, so it all comes in. */
export interface HookContext {
  /** The acting user's home folder, absolute. */
  readonly home: string;
  readonly user: string;
  readonly groups?: readonly string[] | undefined;
  readonly device: string;
  readonly org?: string | undefined;
  readonly os: Origin['os'];
  readonly tier: Tier;
  readonly environment: HookEnvironment;
  /** Origin fields that the caller knows better than by claim. */
  readonly proofs?: Partial<Record<OriginField, Proof>> | undefined;
  /** An installed skill or command; it may run commands while it is loaded. */
  readonly readComponent?: ReadComponent | undefined;
  readonly actionId: () => ActionId;
  /** SHA-256 of the UTF-8 text, in hex. */
  readonly digest: (canonicalJson: string) => string;
}
