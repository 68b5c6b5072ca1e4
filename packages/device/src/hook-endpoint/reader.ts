export type MayRead = 'yes' | 'no' | 'unknown';

/** For whom the guard opens files where it may read more than who calls. Absent where both are the same person. */
export type Reader = {
  /** Whether they get as far as opening what is there; `yes` too where nothing is and they may know that. */
  readonly mayRead: (path: string) => Promise<MayRead>;
  /** The same of what has been opened, wherever that turned out to be. */
  readonly mayReadOpened: (descriptor: number) => Promise<MayRead>;
};
