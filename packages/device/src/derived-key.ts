import { createHmac, type KeyObject } from 'node:crypto';

/** A key for one purpose, which says nothing about the device's own. */
export const derivedKey = (key: KeyObject, purpose: string): Buffer =>
  createHmac('sha256', key.export({ type: 'pkcs8', format: 'der' }))
    .update(`sallyport ${purpose} 1`)
    .digest();
