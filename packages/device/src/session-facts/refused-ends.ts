import type { Action } from '@sallyport/action-model';
import type { SessionMemory } from '@sallyport/enforcement';

const MAX_SESSIONS = 2000;
const MAX_ENDS = 200;
const BY_SCREEN: ReadonlySet<string> = new Set(['screen.act', 'browser.act']);

/**
 * What tools of a session were stopped at or failed at, by site and by server. Screen control that goes for the same end is
 * a fallback. Screen control that names neither a site nor an application is not known to be one.
 */
export class RefusedEnds {
  readonly #ends = new Map<string, Set<string>>();
  readonly #sessions: SessionMemory;

  constructor(sessions: SessionMemory) {
    this.#sessions = sessions;
  }

  refused(action: Action): void {
    if (BY_SCREEN.has(action.kind) || action.origin.session === undefined) return;
    const [own = ''] = this.#sessions.lineageOf(action.origin);
    const ends = this.#ends.get(own) ?? new Set();
    for (const end of endsOf(action)) if (ends.size < MAX_ENDS) ends.add(end);
    if (ends.size === 0) return;
    this.#ends.delete(own);
    this.#ends.set(own, ends);
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > MAX_SESSIONS && oldest !== undefined) this.#ends.delete(oldest);
  }

  isFallback(action: Action): boolean {
    if (this.#ends.size === 0 || !BY_SCREEN.has(action.kind)) return false;
    const ends = this.#sessions.lineageOf(action.origin).flatMap((of) => [...(this.#ends.get(of) ?? [])]);
    if (ends.length === 0) return false;
    const given = new Set(endsOf(action));
    return ends.some((end) => given.has(end));
  }
}

/** `slack` for the server `slack`, for slack.com and for the application Slack. */
const endsOf = (action: Action): readonly string[] => [
  ...new Set(
    [
      ...action.hosts.flatMap(({ registrableDomain }) => [
        registrableDomain,
        registrableDomain.split('.')[0] ?? registrableDomain,
      ]),
      ...(action.tool?.server === undefined || BY_SCREEN.has(action.kind) ? [] : [action.tool.server]),
      ...('app' in action && action.app !== undefined ? [action.app, ...action.app.split(' ')] : []),
    ]
      .map((end) => end.toLowerCase().trim())
      .filter((end) => end.length > 2),
  ),
];
