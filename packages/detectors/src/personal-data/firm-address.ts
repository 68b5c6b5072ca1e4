import { contextNear } from './context-near.ts';

const FIRM =
  /\b(?:inc|llc|ltd|gmbh|corp|technologies|company|headquarters|privacy policy|contact support|unsubscribe|sent from|copyright)\b|©/i;

/** A firm's address at the foot of its mail is nobody's home. */
export const isFirmsAddress = (text: string, start: number): boolean => contextNear(text, start, start, FIRM);
