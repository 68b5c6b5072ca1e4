import { generateKeyPairSync, verify, createPublicKey } from 'node:crypto';
import { BundleEnvelope, openBundle } from '@sallyport/fleet-protocol';
import { describe, expect, it } from 'vitest';
import type { StoredPolicyVersion } from '../store/operations.ts';
import { nextBundle, type BundleContent } from './next-bundle.ts';
import { publicSigningKey } from './signing-key.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const NOW = new Date('2026-11-22T12:00:00.000Z');
const later = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);
const content: BundleContent = { pack: 'individual', documents: [{ name: 'a.yaml', text: 'one' }] };

const next = (given: BundleContent, newest: StoredPolicyVersion | null, now = NOW, key = privateKey) =>
  nextBundle(given, [], newest, key, now);
const made = (given: BundleContent, newest: StoredPolicyVersion | null, now = NOW): StoredPolicyVersion => {
  const bundle = next(given, newest, now);
  if (bundle === null) throw new Error('expected a new bundle');
  return bundle;
};

describe('nextBundle', () => {
  it('makes what a device with the public key opens', () => {
    const { keyId, publicKeyPem } = publicSigningKey(privateKey);
    const opened = openBundle(BundleEnvelope.parse(JSON.parse(made(content, null).envelope)), {
      verify: (text, signature, id) =>
        id === keyId &&
        verify(null, Buffer.from(text), createPublicKey(publicKeyPem), Buffer.from(signature, 'base64')),
      lastSequence: 0,
      now: NOW,
    });
    expect(opened).toMatchObject({
      kind: 'ok',
      stale: false,
      bundle: { sequence: 1, documents: content.documents, keyId },
    });
  });

  it('makes nothing new of the same content, until it is half way to stale', () => {
    const first = made(content, null);
    expect(next(content, first)).toBeNull();
    expect(next(content, first, later(3))).toBeNull();
    expect(next(content, first, later(4))?.sequence).toBe(2);
  });

  it('counts on for every change, back to old documents included', () => {
    const first = made(content, null);
    const second = made({ ...content, documents: [{ name: 'a.yaml', text: 'two' }] }, first);
    const third = made(content, second);
    expect([first, second, third].map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(third.record.version).not.toBe(first.record.version);
    expect(third.digest).toBe(first.digest);
  });

  it('signs anew with another key or another rule for staleness', () => {
    const first = made(content, null);
    expect(next({ ...content, whenStale: 'block' }, first)?.sequence).toBe(2);
    expect(next(content, first, NOW, generateKeyPairSync('ed25519').privateKey)?.sequence).toBe(2);
  });
});
