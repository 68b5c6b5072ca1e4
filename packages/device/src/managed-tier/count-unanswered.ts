import type { NewEvidence } from '@sallyport/action-model';

/** Refusals of one kind are told once in this time, with their number: a flood must not fill the evidence. */
const TELL_AFTER_MS = 10_000;
/** The client has some thirty events; whoever calls by other names makes no more kinds than this. */
const MAX_KINDS = 100;
const OTHERS = 'others';

export interface UnansweredCount {
  /** Says whether this was the first of its kind in a while. */
  readonly count: (kind: string) => boolean;
  readonly stop: () => void;
}

/**
 * The service manager queues calls while the guard is away, and the kernel keeps what was sent: a call whose sender
 * has given up by then was left to the last resort, and stands here as such.
 */
export function countUnanswered(note: (evidence: NewEvidence) => void): UnansweredCount {
  const counts = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (counts.size > 0)
      note({ type: 'lifecycle', event: 'hook-unanswered', detail: Object.fromEntries(counts) });
    counts.clear();
  };
  return {
    count: (what) => {
      const kind = counts.has(what) || counts.size < MAX_KINDS ? what : OTHERS;
      const before = counts.get(kind) ?? 0;
      counts.set(kind, before + 1);
      timer ??= setTimeout(tell, TELL_AFTER_MS).unref();
      return before === 0;
    },
    stop: tell,
  };
}
