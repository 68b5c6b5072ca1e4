import type { Action, RuleCount } from '@sallyport/action-model';
import type { RateKey } from '@sallyport/policy-core';

/** A flood of sessions forgets those that were counted longest ago. */
const MAX_COUNTED = 10_000;
/** More than any rule's limit; a count above it is as good as this one. */
const MAX_TIMES = 10_000;

type Counted = { readonly key: RateKey; times: number[] };

/**
 * How often the rules with a rate limit have held, in their windows. It counts by what the rule names: a session is the
 * client's word, so a rule that must not be walked round by a new session counts by user or device. What was counted
 * ends with the daemon.
 */
export class RateCounts {
  /** By whoever is counted, then by rule; apart for each sort, so that many sessions push out no user. */
  readonly #counted = { session: newCounts(), user: newCounts(), device: newCounts() };
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  add(keys: readonly RateKey[], action: Action): void {
    for (const key of keys) {
      const who = whoIs(key.by, action);
      const counts = this.#counted[key.by];
      const rules = counts.get(who) ?? new Map<string, Counted>();
      const rule = `${key.policy}/${key.rule}`;
      const counted = rules.get(rule) ?? { key, times: [] };
      counted.times = [...this.#inWindow(counted), this.#now().getTime()].slice(-MAX_TIMES);
      rules.set(rule, counted);
      // Put at the end again: the first one is the one that was quiet longest.
      counts.delete(who);
      counts.set(who, rules);
      if (counts.size > MAX_COUNTED) {
        const [oldest] = counts.keys();
        if (oldest !== undefined) counts.delete(oldest);
      }
    }
  }

  /** Of every rule that has counted something of whoever acts here. */
  countsFor(action: Action): RuleCount[] {
    // Asked for every action, and nearly always there is nothing.
    return BY.filter((by) => this.#counted[by].size > 0)
      .flatMap((by) => [...(this.#counted[by].get(whoIs(by, action))?.values() ?? [])])
      .map((counted) => ({
        policy: counted.key.policy,
        rule: counted.key.rule,
        count: this.#inWindow(counted).length,
      }))
      .filter(({ count }) => count > 0);
  }

  #inWindow({ key, times }: Counted): number[] {
    const since = this.#now().getTime() - key.windowMs;
    return times.filter((time) => time > since);
  }
}

const newCounts = (): Map<string, Map<string, Counted>> => new Map();

const BY = ['session', 'user', 'device'] as const satisfies readonly RateKey['by'][];

const whoIs = (by: RateKey['by'], { origin }: Action): string =>
  JSON.stringify([
    by,
    ...(by === 'device' ? [] : [origin.user]),
    ...(by === 'session' ? [origin.session] : []),
  ]);
