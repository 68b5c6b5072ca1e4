import { describe, expect, it } from 'vitest';
import { openBundle, signedText, type PolicyBundle } from './bundle.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const bundle: PolicyBundle = {
  format: 1,
  sequence: 5,
  version: '5-abc',
  createdAt: '2026-11-22T10:00:00.000Z',
  staleAfter: '2026-11-29T10:00:00.000Z',
  whenStale: 'keep',
  pack: 'individual',
  documents: [{ name: 'a.yaml', text: 'kind: Policy' }],
  keyId: 'key-1',
};

// Stands for Ed25519: a signature is right when it repeats the text that was signed.
const verify = (text: string, signature: string, keyId: string): boolean =>
  signature === text.slice(-100) && keyId === 'key-1';
const envelopeOf = (payload: string) => ({
  payload,
  signature: signedText(payload).slice(-100),
  keyId: 'key-1',
});
const open = (input: unknown, lastSequence = 0, now = NOW) =>
  openBundle(input, { verify, lastSequence, now });

describe('openBundle', () => {
  it('opens what the pinned key signed', () => {
    expect(open(envelopeOf(JSON.stringify(bundle)))).toEqual({ kind: 'ok', bundle, stale: false });
  });

  it('refuses a payload that was changed by one character', () => {
    const envelope = envelopeOf(JSON.stringify(bundle));
    expect(open({ ...envelope, payload: `${envelope.payload} ` })).toMatchObject({ kind: 'unsigned' });
  });

  it('refuses another key', () => {
    expect(open({ ...envelopeOf(JSON.stringify(bundle)), keyId: 'key-2' })).toMatchObject({
      kind: 'unsigned',
    });
  });

  it('refuses an older sequence and takes the same one again', () => {
    expect(open(envelopeOf(JSON.stringify(bundle)), 6)).toMatchObject({ kind: 'rolled-back' });
    expect(open(envelopeOf(JSON.stringify(bundle)), 5)).toMatchObject({ kind: 'ok' });
  });

  it('says when it is stale', () => {
    const later = new Date('2026-11-29T10:00:00.000Z');
    expect(open(envelopeOf(JSON.stringify(bundle)), 0, later)).toMatchObject({ kind: 'ok', stale: true });
  });

  it.each([null, 'text', {}, { payload: 1 }])('calls %j unreadable', (input) => {
    expect(open(input)).toMatchObject({ kind: 'unreadable' });
  });

  it.each([
    'not json',
    '{}',
    JSON.stringify({ ...bundle, format: 2 }),
    JSON.stringify({ ...bundle, sequence: 0 }),
  ])('calls the signed payload %s unreadable', (payload) => {
    expect(open(envelopeOf(payload))).toMatchObject({ kind: 'unreadable' });
  });
});
