import type { Action } from '@sallyport/action-model';
import type { SessionMemory } from '@sallyport/enforcement';
import { hostsOfOwnRepository } from './own-repository.ts';

const MAX_SESSIONS = 2000;
/** Of one session; a person who has said more has named everything. */
const MAX_WORDS = 5000;
const MAX_PROMPT = 65_536;
const REACHES_OUT: ReadonlySet<string> = new Set(['external', 'irreversible']);

/**
 * What the people of a session have named in their own words: hosts, recipients, files. An action is outside of that when
 * the session has read what others wrote and the action reaches out to something that nobody named and that is not in
 * the workspace. Words only, by design: what is meant and not said counts as not named, and a host that a person named is
 * inside whatever is sent there. In memory alone: of a session from before a restart nothing is known, so nothing drifts.
 */
export class ScopeWords {
  readonly #words = new Map<string, Set<string>>();
  readonly #sessions: SessionMemory;

  constructor(sessions: SessionMemory) {
    this.#sessions = sessions;
  }

  /** Not of a run without anybody there that another session began: its prompt is that session's. */
  hear({ origin, samples }: Action): void {
    const [own, ...parents] = this.#sessions.lineageOf(origin);
    if (own === undefined || origin.session === undefined || (parents.length > 0 && !origin.attended)) return;
    const words = this.#words.get(own) ?? new Set();
    this.#words.delete(own);
    this.#words.set(own, words);
    const [oldest] = this.#words.keys();
    if (this.#words.size > MAX_SESSIONS && oldest !== undefined) this.#words.delete(oldest);
    for (const { role, text } of samples)
      if (role === 'prompt')
        for (const word of wordsOf(text.slice(0, MAX_PROMPT))) if (words.size < MAX_WORDS) words.add(word);
  }

  isOutside(action: Action): boolean {
    if (this.#words.size === 0 || !action.effects.some((effect) => REACHES_OUT.has(effect))) return false;
    if (!this.#sessions.labelsOf(action.origin).includes('untrusted-content')) return false;
    const known = this.#sessions.lineageOf(action.origin).flatMap((of) => this.#words.get(of) ?? []);
    if (known.length === 0) return false;
    const isNamed = (...names: (string | undefined)[]): boolean =>
      names.some((name) => name !== undefined && known.some((words) => words.has(name.toLowerCase())));
    const own = hostsOfOwnRepository(action);
    const { workspace = action.origin.cwd } = action.origin;
    return (
      action.hosts.some(
        ({ zone, host, registrableDomain }) =>
          zone === 'public' &&
          !own.includes(host) &&
          !isNamed(host, registrableDomain, registrableDomain.split('.')[0]),
      ) ||
      ('recipients' in action &&
        action.recipients.some((name) => !isNamed(name, ...(name.split('@')[0]?.split(/[._+-]/) ?? [])))) ||
      action.paths.some(
        ({ access, path }) =>
          (access === 'write' || access === 'delete') &&
          !(workspace !== undefined && `${path}/`.startsWith(`${workspace}/`)) &&
          !isNamed(path, ...path.split('/').slice(-2)),
      )
    );
  }
}

/** Each as it stands and in its parts: `docs@example.org`, `docs`, `example.org`, `example`. */
function* wordsOf(text: string): Iterable<string> {
  for (const [given] of text.toLowerCase().matchAll(/[^\s"'`<>()[\]{},;]+/g)) {
    const whole = given.replace(/^[.:!?]+|[.:!?]+$/g, '');
    yield whole;
    for (const part of whole.split(/[/@:?#=&]+/)) {
      yield part;
      for (const word of part.split(/[._+-]/)) if (word.length > 2) yield word;
    }
  }
}
