import type { Action, Decision } from '@sallyport/action-model';

/** The session that was quiet longest is forgotten first, and is warned once more. */
const MAX_SESSIONS = 10_000;
const MAX_RULES = 1000;

/**
 * Which warnings a session has heard. A warning on every call is read by nobody, so each rule's is said once a session;
 * that it would have been said again is on record. What was seen in content is another thing each time, and always said;
 * so is what nobody may get used to, which its caller knows.
 */
export class WarnedBefore {
  readonly #heard = new Map<string, Set<string>>();

  /** The decision as it is to be told: without a warning that consists of nothing new. */
  tell(action: Action, decision: Decision, isSaidEveryTime: boolean): Decision {
    const { session, user } = action.origin;
    if (
      isSaidEveryTime ||
      decision.enforced !== 'warn' ||
      session === undefined ||
      action.findings.length > 0
    )
      return decision;
    // What policy could not be asked about is no rule's warning.
    if (decision.failMode !== undefined || decision.reasons.length === 0) return decision;
    const name = JSON.stringify([user, session]);
    const heard = this.#heard.get(name) ?? new Set<string>();
    const rules = decision.reasons.map(({ policy, rule }) => `${policy}/${rule}`);
    const isNew = rules.some((rule) => !heard.has(rule));
    for (const rule of rules) if (heard.size < MAX_RULES) heard.add(rule);
    this.#heard.delete(name);
    this.#heard.set(name, heard);
    const [oldest] = this.#heard.size > MAX_SESSIONS ? this.#heard.keys() : [];
    if (oldest !== undefined) this.#heard.delete(oldest);
    return isNew ? decision : { ...decision, enforced: 'allow', marks: [...decision.marks, 'warned-before'] };
  }
}
