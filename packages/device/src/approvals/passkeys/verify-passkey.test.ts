import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { newNonce, ORIGIN, SoftwareAuthenticator, type Lies } from './software-authenticator.fixture.ts';
import { verifyAssertion, verifyRegistration } from './verify-passkey.ts';

const TEXT = 'may it run?';
const pinnedOf = (key: SoftwareAuthenticator, counter = 0) => ({
  passkey: key.credential,
  publicKey: key.publicKey,
  counter,
});
const holds = (lies: Lies = {}, counter = 0, key = new SoftwareAuthenticator()) =>
  verifyAssertion(key.sign(TEXT, newNonce(), lies), TEXT, ORIGIN, pinnedOf(key, counter));

describe('a gesture', () => {
  it.each(['ec', 'ed25519', 'rsa'] as const)('holds with a key of the kind %s', (kind) => {
    expect(holds({}, 0, new SoftwareAuthenticator(kind))).toEqual({ ok: true, value: 1 });
  });

  it.each<[string, Lies, string]>([
    ['on another port of this machine', { origin: 'http://localhost:3000' }, 'another page'],
    ['on another site', { origin: 'https://evil.test' }, 'another page'],
    ['by the number of this machine', { origin: 'http://127.0.0.1:7070' }, 'another page'],
    ['for another relying party', { party: 'evil.test' }, 'another name'],
    ['of nobody', { flags: 0x04 }, 'nobody touched'],
    ['of a person who was not verified', { flags: 0x01 }, 'did not verify'],
    ['that made a passkey', { type: 'webauthn.create' }, 'something else'],
    ['in a frame of another page', { more: { crossOrigin: true } }, 'frame'],
    ['below another page', { more: { topOrigin: 'https://evil.test' } }, 'frame'],
    ['over another challenge', { more: { challenge: 'AAAA' } }, 'another question'],
    ['of another passkey', { credential: 'AAAA' }, 'another passkey'],
  ])('%s does not hold', (_name, lies, why) => {
    expect(holds(lies)).toMatchObject({ ok: false, why: expect.stringContaining(why) });
  });

  it('does not hold over another text, or with the key of somebody else', () => {
    const [key, other] = [new SoftwareAuthenticator(), new SoftwareAuthenticator()];
    const assertion = key.sign(TEXT, newNonce());
    expect(verifyAssertion(assertion, `${TEXT} `, ORIGIN, pinnedOf(key)).ok).toBe(false);
    const stolen = { ...pinnedOf(other), passkey: key.credential };
    expect(verifyAssertion(assertion, TEXT, ORIGIN, stolen)).toMatchObject({
      ok: false,
      why: expect.stringContaining('signature'),
    });
  });

  it.each([
    [5, 5, false],
    [4, 5, false],
    [0, 5, false],
    [6, 5, true],
    [0, 0, true],
    [1, 0, true],
  ])('with the counter %i after %i: %s', (counter, before, ok) => {
    expect(holds({ counter }, before).ok).toBe(ok);
  });

  it.each(['weakRsa', 'otherCurve'] as const)('with a key of the kind %s does not hold', (kind) => {
    expect(holds({}, 0, new SoftwareAuthenticator(kind)).ok).toBe(false);
  });
});

test('one other bit anywhere, and a gesture does not hold; nothing throws', () => {
  const key = new SoftwareAuthenticator('ed25519');
  const assertion = key.sign(TEXT, newNonce());
  const parts = ['authenticatorData', 'clientData', 'signature'] as const;
  fc.assert(
    fc.property(fc.constantFrom(...parts), fc.nat(), fc.integer({ min: 0, max: 7 }), (part, at, bit) => {
      const bytes = Buffer.from(assertion[part], 'base64url');
      const index = at % bytes.length;
      bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
      const changed = { ...assertion, [part]: bytes.toString('base64url') };
      expect(verifyAssertion(changed, TEXT, ORIGIN, pinnedOf(key)).ok).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('rubbish does not hold and does not throw', () => {
  const key = new SoftwareAuthenticator();
  const rubbish = fc.base64String({ maxLength: 300 }).map((text) => text.replaceAll(/[^\w]/g, '_'));
  fc.assert(
    fc.property(rubbish, rubbish, rubbish, (authenticatorData, clientData, signature) => {
      const assertion = { nonce: '', credential: key.credential, authenticatorData, clientData, signature };
      expect(verifyAssertion(assertion, TEXT, ORIGIN, pinnedOf(key)).ok).toBe(false);
      const registration = {
        nonce: '',
        credential: key.credential,
        authenticatorData,
        clientData,
        publicKey: signature,
      };
      expect(verifyRegistration(registration, TEXT, ORIGIN).ok).toBe(false);
    }),
    { numRuns: 200 },
  );
});

describe('a new passkey', () => {
  it('is known by its key and where its counter stands', () => {
    const key = new SoftwareAuthenticator();
    expect(verifyRegistration(key.make(TEXT, newNonce()), TEXT, ORIGIN)).toEqual({
      ok: true,
      value: pinnedOf(key, 1),
    });
  });

  it.each<[string, Lies]>([
    ['on another port', { origin: 'http://localhost:3000' }],
    ['for another relying party', { party: 'evil.test' }],
    ['of a person who was not verified', { flags: 0x41 }],
    ['without a credential', { flags: 0x05 }],
    ['under another name', { credential: 'AAAA' }],
    ['of a gesture that was for something else', { type: 'webauthn.get' }],
    ['over another challenge', { more: { challenge: 'AAAA' } }],
    ['in a frame', { more: { crossOrigin: true } }],
  ])('%s is none', (_name, lies) => {
    expect(
      verifyRegistration(new SoftwareAuthenticator().make(TEXT, newNonce(), lies), TEXT, ORIGIN).ok,
    ).toBe(false);
  });

  it('with a weak key is none', () => {
    const key = new SoftwareAuthenticator('weakRsa');
    expect(verifyRegistration(key.make(TEXT, newNonce()), TEXT, ORIGIN).ok).toBe(false);
  });
});
