import { isTaskName } from '@sallyport/surfaces';
import type { PendingAsk } from './judge-ask.ts';

/** More are open only where somebody forgets them; the oldest is then a task that nobody here has seen begin. */
const MAX_TASKS = 10_000;

/**
 * Which call a task belongs to, so that a result that comes later is the result of that call. INVARIANT: a task never
 * passes from one call to another.
 */
export class OpenTasks {
  readonly #calls = new Map<string, { readonly call: PendingAsk; isOver: boolean }>();

  /** Why these can't be the tasks of this call; nothing where they are from now on. */
  begin(tasks: readonly string[], call: PendingAsk): string | undefined {
    if (!tasks.every(isTaskName)) return 'the name of a task that can’t be kept';
    const isOfAnother = (task: string): boolean => {
      const known = this.#calls.get(task);
      return known !== undefined && known.call.toolName !== call.toolName;
    };
    if (tasks.some(isOfAnother)) return 'the name of a task that belongs to another call';
    for (const task of tasks) if (!this.#calls.has(task)) this.#calls.set(task, { call, isOver: false });
    for (const oldest of this.#calls.keys()) {
      if (this.#calls.size <= MAX_TASKS) break;
      this.#calls.delete(oldest);
    }
    return undefined;
  }

  callOf(task: string | undefined): PendingAsk | undefined {
    return task === undefined ? undefined : this.#calls.get(task)?.call;
  }

  /** True once: what became of a call is told when its task is first known to be over. */
  end(task: string): boolean {
    const known = this.#calls.get(task);
    if (known === undefined || known.isOver) return false;
    known.isOver = true;
    return true;
  }
}
