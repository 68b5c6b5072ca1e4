/**
 * What is known of a session beside its labels when one of its actions is decided, and how it comes to be known. It owns
 * the order: facts are read before a decision and taught after it, by what was let go and by what came back. It must never
 * decide, and never cost anything where a session has been through nothing. To add a fact: a file beside this one, read
 * in `of`, taught in `wentOn` or `cameBack`.
 */
import {
  strictness,
  type Action,
  type ContentSample,
  type Decision,
  type Facts,
  type Finding,
  type LoadedComponent,
} from '@sallyport/action-model';
import type { SessionMemory, SessionName } from '@sallyport/enforcement';
import { LoadedComponents } from './loaded-components.ts';
import { RefusedEnds } from './refused-ends.ts';
import { ScheduledPrompts } from './scheduled-prompts.ts';
import { ScopeWords } from './scope-words.ts';
import { SeenDestinations } from './seen-destinations.ts';
import { TakenValues } from './taken-values.ts';
import { WrittenFiles } from './written-files.ts';

/** Where one person's are kept over a restart; absent where nothing is. */
export type FactFiles = {
  readonly values: string;
  readonly written: string;
  readonly destinations: string;
  readonly schedules: string;
  readonly loaded: string;
};

export class SessionFacts {
  readonly #sessions: SessionMemory;
  readonly #values: TakenValues;
  readonly #written: WrittenFiles;
  readonly #destinations: SeenDestinations;
  readonly #scope: ScopeWords;
  readonly #scheduled: ScheduledPrompts;
  readonly #refused: RefusedEnds;
  readonly #loaded: LoadedComponents;
  readonly #pluginsOf: (action: Action) => readonly LoadedComponent[];

  constructor(
    sessions: SessionMemory,
    files: FactFiles | undefined,
    now: () => Date,
    pluginsOf: (action: Action) => readonly LoadedComponent[] = () => [],
  ) {
    this.#sessions = sessions;
    this.#pluginsOf = pluginsOf;
    this.#values = new TakenValues(sessions, files?.values, now);
    this.#written = new WrittenFiles(sessions, files?.written, now);
    this.#destinations = new SeenDestinations(files?.destinations, now);
    this.#scope = new ScopeWords(sessions);
    this.#scheduled = new ScheduledPrompts(sessions, files?.schedules, now);
    this.#refused = new RefusedEnds(sessions);
    this.#loaded = new LoadedComponents(sessions, files?.loaded, now);
  }

  of(action: Action): Pick<Facts, 'carried' | 'destination' | 'session'> {
    return {
      session: {
        labels: this.#sessions.labelsOf(action.origin),
        scopeDrift: this.#scope.isOutside(action),
        screenFallback: this.#refused.isFallback(action),
        exposure: [...this.#loaded.of(action.origin, this.#switchedOn(action))],
      },
      carried: [...this.#values.carriedBy(action)],
      destination: { firstSeenDays: this.#destinations.firstSeenDays(action) },
    };
  }

  /** What stands for a value in this session, wherever it is taken out. */
  nameOf(name: SessionName, kind: string, value: string): string {
    return this.#values.nameOf(name, kind, value);
  }

  /** Decided, and about to be answered. */
  async wentOn(actions: readonly Action[], decision: Decision): Promise<void> {
    for (const action of actions) this.#loaded.has(action.origin, this.#switchedOn(action));
    if (strictness(decision.enforced) > strictness('redact')) {
      if (decision.enforced !== 'read-only') for (const action of actions) this.#refused.refused(action);
      return;
    }
    this.#destinations.learn(actions);
    this.#loaded.took(actions);
    for (const action of actions) {
      if (action.kind === 'schedule.create') this.#scheduled.written(action);
      if (action.kind === 'prompt.submit') {
        // First: the words of a run that another session wrote are no person's.
        this.#scheduled.given(action);
        this.#scope.hear(action);
      }
      if (action.kind === 'shell.run') this.#sessions.shellBegan(action.origin);
      // Of other actions the samples are what the model wrote itself.
      if (action.findings.length > 0 && (action.kind === 'prompt.submit' || action.kind === 'file.read'))
        this.#values.take(action, action.samples, action.findings, false);
    }
    await this.#written.read(actions);
  }

  /**
   * Plugins are in a session without ever being loaded by an action. A relay's own session is no conversation; where it
   * stands for one, the hook has told of that.
   */
  #switchedOn(action: Action): readonly LoadedComponent[] {
    return action.origin.surface === 'mcp' ? [] : this.#pluginsOf(action);
  }

  /** A tool has given this back; `isListed`: policy lists what it read as sensitive. */
  cameBack(action: Action, sample: ContentSample, findings: readonly Finding[], isListed: boolean): void {
    if (findings.length > 0 || isListed) this.#values.take(action, [sample], findings, isListed);
  }

  /** These have run. */
  async ended(name: SessionName, actions: () => readonly Action[], hasFailed = false): Promise<void> {
    this.#sessions.shellEnded(name);
    if (hasFailed) for (const action of actions()) this.#refused.refused(action);
    if (this.#sessions.labelsOf(name).length > 0) await this.#written.wrote(actions());
  }
}
