import type { Heard, Pack, Step } from './talk.ts';

/** What a hostile server, client or page tries by way of one connection, and when it has done it. */
export type Attack = {
  readonly name: string;
  readonly steps: readonly Step[];
  /** It has done it: told by what each side got. */
  readonly wins: (heard: Heard) => boolean;
  /** The loosest pack under which it must fail; `individual` without one. */
  readonly pack?: Pack;
};
