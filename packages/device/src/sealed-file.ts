import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from './private-file.ts';

const Sealed = z.object({ v: z.literal(1), body: z.string(), mac: z.string().length(64) });

export type ReadSealed<Value> =
  | { readonly kind: 'none' }
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'unusable'; readonly why: string };

/** A file that counts only as we wrote it: sealed with a key of the device, so what somebody writes into it is nothing. */
export function readSealed<Schema extends z.ZodType>(
  path: string,
  key: Buffer,
  schema: Schema,
): ReadSealed<z.infer<Schema>> {
  try {
    const text = readIfThere(path);
    if (text === undefined) return { kind: 'none' };
    const sealed = Sealed.parse(JSON.parse(text));
    if (!timingSafeEqual(Buffer.from(sealed.mac, 'hex'), sealOf(sealed.body, key)))
      return { kind: 'unusable', why: 'it was changed by somebody else' };
    return { kind: 'ok', value: schema.parse(JSON.parse(sealed.body)) };
  } catch (error) {
    return {
      kind: 'unusable',
      why: error instanceof Error ? error.message.slice(0, 300) : 'it is damaged',
    };
  }
}

export function writeSealed(path: string, value: unknown, key: Buffer): void {
  const body = JSON.stringify(value);
  writePrivateFile(path, `${JSON.stringify({ v: 1, body, mac: sealOf(body, key).toString('hex') })}\n`);
}

const sealOf = (body: string, key: Buffer): Buffer => createHmac('sha256', key).update(body).digest();
