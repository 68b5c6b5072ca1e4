import { lockHolder, takeProcessLock, type ProcessLock } from './process-lock.ts';

/** One `up` for one state home, from before its first part starts until after its last one ended. */
export const takeUpLock = (file: string): ProcessLock => takeProcessLock(file);

/** Which living `up` holds the lock. */
export const upLockHolder = (file: string): number | undefined => lockHolder(file);
