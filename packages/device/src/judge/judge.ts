/**
 * Puts the questions of rules to a model, and keeps what must never depend on it: a deadline of its own, a bound on what
 * is sent, a breaker, a cache. It owns no network; `ask` comes in. It never throws and always answers every question, if
 * only with why there is no answer. What comes of an answer is policy's business, where it can only tighten.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Action, Judged } from '@sallyport/action-model';
import type { JudgeQuestion } from '@sallyport/policy-core';
import type { AskJudge } from '@sallyport/enforcement';
import { judgePrompt, type JudgePrompt } from './judge-prompt.ts';
import { readAnswers, type JudgeAnswer } from './read-answers.ts';
import { UnusableAnswer } from './unusable-answer.ts';

/** Asks a model; gives back the answer as JSON, already parsed. Throws when there is none. */
export type AskModel = (prompt: JudgePrompt, signal: AbortSignal) => Promise<unknown>;

/** One call to the model, for evidence: what left this machine, whither, and what came of it. */
export type JudgeCall = {
  readonly by: string;
  readonly questions: number;
  readonly characters: number;
  readonly ms: number;
  readonly state: Judged['state'] | 'answered';
};

export type JudgeOptions = {
  readonly ask: AskModel;
  /** Provider and model. */
  readonly by: string;
  readonly timeoutMs: number;
  /** More than this is not sent. */
  readonly maxCharacters: number;
  readonly now: () => Date;
  /** Told of every call, and why one failed. */
  readonly onCall: (call: JudgeCall, why?: string) => void;
};

const CACHED_MS = 10 * 60_000;
const MAX_CACHED = 1000;
/** What redaction keeps of one text. */
const MAX_SAMPLE = 65_536;
/** Calls at a time; the next one is not judged rather than kept waiting. */
const MAX_CALLS = 8;
/** Calls in a row that brought no answer at all, after which nobody is asked for a while. */
const MAX_FAILURES = 3;
const REST_MS = 30_000;

type Cached = { readonly answers: readonly JudgeAnswer[]; readonly untilMs: number };

export class Judge {
  readonly #options: JudgeOptions;
  readonly #cache = new Map<string, Cached>();
  #calls = 0;
  #failures = 0;
  #restsUntilMs = 0;

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  readonly answer: AskJudge = async (action: Action, questions: readonly JudgeQuestion[]) => {
    const { by, maxCharacters } = this.#options;
    const without = (state: Judged['state']): Judged[] =>
      questions.map(({ policy, rule }) => ({ policy, rule, state, by }));
    const fence = `=====${randomBytes(16).toString('hex')}=====`;
    const prompt = judgePrompt(action, questions, fence);
    // A sample that was cut before it came here, or would be on its way out, holds more than anybody would judge.
    const isCut = action.samples.some(
      ({ role, truncated, text }) =>
        (truncated || text.length > MAX_SAMPLE) && questions.some(({ about }) => about.includes(role)),
    );
    if (isCut || prompt.text.length > maxCharacters) return without('over-size');
    const key = keyOf(prompt, by, fence);
    const known = this.#cached(key) ?? (await this.#ask(prompt, questions.length, key));
    if (typeof known === 'string') return without(known);
    return questions.map(({ policy, rule }, index) => {
      // As many answers as questions: `readAnswers` saw to it.
      const { answer = 'yes', why = '' } = known[index] ?? {};
      // Nobody can say no of what nobody was shown.
      return answer === 'no' && prompt.notShown !== ''
        ? { policy, rule, state: 'over-size', why: `asked without ${prompt.notShown}`, by }
        : { policy, rule, state: answer, why, by };
    });
  };

  async #ask(
    prompt: JudgePrompt,
    questions: number,
    key: string,
  ): Promise<readonly JudgeAnswer[] | 'failed' | 'timed-out'> {
    const { ask, by, timeoutMs, now, onCall } = this.#options;
    if (now().getTime() < this.#restsUntilMs || this.#calls >= MAX_CALLS) return 'failed';
    const began = performance.now();
    const told = (state: JudgeCall['state'], why?: string): void =>
      onCall(
        {
          by,
          questions,
          characters: prompt.system.length + prompt.text.length,
          ms: Math.round(performance.now() - began),
          state,
        },
        why,
      );
    this.#calls += 1;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), timeoutMs);
    try {
      const aborted = new Promise<never>((_, reject) => {
        controller.signal.addEventListener('abort', () => reject(new Error('no answer in time')));
      });
      const answers = readAnswers(await Promise.race([ask(prompt, controller.signal), aborted]), questions);
      if (answers === undefined) throw new UnusableAnswer('the answer is not one for each question');
      this.#failures = 0;
      this.#keep(key, answers);
      told('answered');
      return answers;
    } catch (error) {
      const state = controller.signal.aborted ? 'timed-out' : 'failed';
      const isDown = state === 'timed-out' || !(error instanceof UnusableAnswer);
      this.#failures = isDown ? this.#failures + 1 : 0;
      if (this.#failures >= MAX_FAILURES) this.#restsUntilMs = now().getTime() + REST_MS;
      told(state, error instanceof Error ? error.message : String(error));
      return state;
    } finally {
      clearTimeout(timer);
      this.#calls -= 1;
    }
  }

  #cached(key: string): readonly JudgeAnswer[] | undefined {
    const cached = this.#cache.get(key);
    return cached !== undefined && cached.untilMs > this.#options.now().getTime()
      ? cached.answers
      : undefined;
  }

  #keep(key: string, answers: readonly JudgeAnswer[]): void {
    this.#cache.delete(key);
    this.#cache.set(key, { answers, untilMs: this.#options.now().getTime() + CACHED_MS });
    const [oldest] = this.#cache.size > MAX_CACHED ? this.#cache.keys() : [];
    if (oldest !== undefined) this.#cache.delete(oldest);
  }
}

/** Of everything that is sent but this very fence, which is another each time; what only looks like one is content. */
const keyOf = ({ system, text }: JudgePrompt, by: string, fence: string): string =>
  createHash('sha256')
    .update(JSON.stringify([by, system, text.replaceAll(fence, '')]))
    .digest('hex');
