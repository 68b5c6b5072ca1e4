import { createHash } from 'node:crypto';
import { SessionLabel, type Action } from '@sallyport/action-model';
import type { SessionMemory } from '@sallyport/enforcement';
import { z } from 'zod';
import { addLine, readLines } from './kept-lines.ts';

const Scheduled = z.object({
  user: z.string().optional(),
  hash: z.string().length(64),
  labels: z.array(SessionLabel).min(1),
  lineage: z.array(z.string()).max(64),
  atMs: z.number(),
});
type Scheduled = z.infer<typeof Scheduled>;

const MAX_PROMPTS = 1000;
/** Most schedules come round within a month. */
const LAST_MS = 35 * 24 * 60 * 60 * 1000;

/**
 * Prompts that labelled sessions wrote for later. A session that is given one of them, word for word, is the heir of who wrote
 * it. Nothing in a hook's payload says that a schedule began a session, so its words are what it is known by.
 */
export class ScheduledPrompts {
  readonly #prompts = new Map<string, Scheduled>();
  readonly #sessions: SessionMemory;
  readonly #file: string | undefined;
  readonly #now: () => Date;

  constructor(sessions: SessionMemory, file: string | undefined, now: () => Date) {
    this.#sessions = sessions;
    this.#file = file;
    this.#now = now;
    const sinceMs = now().getTime() - LAST_MS;
    for (const scheduled of readLines(file, Scheduled, MAX_PROMPTS, ({ atMs }) => atMs >= sinceMs))
      this.#prompts.set(scheduled.hash, scheduled);
  }

  written({ origin, samples }: Action): void {
    const labels = this.#sessions.labelsOf(origin);
    if (labels.length === 0) return;
    const { user } = origin;
    for (const { text } of samples) {
      const scheduled = {
        ...(user === undefined ? {} : { user }),
        hash: hashOf(text),
        labels,
        lineage: [...this.#sessions.lineageOf(origin)],
        atMs: this.#now().getTime(),
      };
      this.#prompts.delete(scheduled.hash);
      this.#prompts.set(scheduled.hash, scheduled);
      const [oldest] = this.#prompts.keys();
      if (this.#prompts.size > MAX_PROMPTS && oldest !== undefined) this.#prompts.delete(oldest);
      addLine(this.#file, scheduled);
    }
  }

  given({ origin, samples }: Action): void {
    if (this.#prompts.size === 0) return;
    for (const { text } of samples) {
      const scheduled = this.#prompts.get(hashOf(text));
      if (scheduled === undefined || scheduled.user !== origin.user) continue;
      if (this.#now().getTime() - scheduled.atMs > LAST_MS) continue;
      this.#sessions.inherit(origin, scheduled.labels, scheduled.lineage);
    }
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text.trim()).digest('hex');
