/** Encrypted for a cluster (a sealed secret): the length of a 2,048 or 4,096-bit session key, then the key. */
const SEALED = /^A[gQ][A-D][A-Za-z0-9+/]{120}/;
const LEAST_SEALED = 300;
const RUN = new RegExp(`[A-Za-z0-9+/]{${LEAST_SEALED}}`, 'y');

/** `value` is as much of it as was read, `length` what it is long in truth. */
export const isSealed = (value: string, length: number): boolean =>
  length >= LEAST_SEALED && SEALED.test(value);

/** The same of a value that goes on behind what a rule took for it. */
export const isSealedAt = (text: string, start: number): boolean => {
  RUN.lastIndex = start;
  return RUN.test(text) && isSealed(text.slice(start, RUN.lastIndex), LEAST_SEALED);
};
