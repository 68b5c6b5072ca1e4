/**
 * What waits for one thread, in turns: after a caller's job comes the next caller's, so that who has much to do keeps
 * nobody else waiting for more than one job of each. It owns whose turn it is and how much may wait; it never runs
 * anything. INVARIANT: who has nothing waiting is always let in.
 */
export type QueueLimits = {
  /** Of one caller. */
  readonly mostUnits: number;
  /** Of everybody; beyond it, only who has nothing waiting. */
  readonly mostUnitsTogether: number;
};

type Waiting = { readonly caller: string; readonly units: number };
type Line<Job> = { readonly jobs: Job[]; units: number };

export class FairQueue<Job extends Waiting> {
  readonly #limits: QueueLimits;
  /** In the order of turns: the first is next. */
  readonly #lines = new Map<string, Line<Job>>();
  #units = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** False when too much of this caller waits already, or too much of everybody. */
  push(job: Job): boolean {
    const { mostUnits, mostUnitsTogether } = this.#limits;
    const line = this.#lines.get(job.caller);
    if (line === undefined) this.#lines.set(job.caller, { jobs: [job], units: job.units });
    else {
      if (line.units + job.units > mostUnits || this.#units + job.units > mostUnitsTogether) return false;
      line.jobs.push(job);
      line.units += job.units;
    }
    this.#units += job.units;
    return true;
  }

  next(): Job | undefined {
    const [first] = this.#lines;
    if (first === undefined) return undefined;
    const [caller, line] = first;
    const job = line.jobs.shift();
    if (job === undefined) return undefined;
    line.units -= job.units;
    this.#units -= job.units;
    this.#lines.delete(caller);
    // Behind all others: they come before this one's next.
    if (line.jobs.length > 0) this.#lines.set(caller, line);
    return job;
  }

  /** Nobody waits for it any more. */
  remove(job: Job): void {
    const line = this.#lines.get(job.caller);
    const at = line?.jobs.indexOf(job) ?? -1;
    if (line === undefined || at < 0) return;
    line.jobs.splice(at, 1);
    line.units -= job.units;
    this.#units -= job.units;
    if (line.jobs.length === 0) this.#lines.delete(job.caller);
  }

  clear(): readonly Job[] {
    const all = [...this.#lines.values()].flatMap(({ jobs }) => jobs);
    this.#lines.clear();
    this.#units = 0;
    return all;
  }
}
