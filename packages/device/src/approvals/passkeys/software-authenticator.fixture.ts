import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { PasskeyAssertion, PasskeyRegistration } from '@sallyport/action-model';
import { challengeOf } from './verify-passkey.ts';

/** What a gesture may be made to say otherwise than an honest browser and authenticator would. */
export type Lies = {
  readonly origin?: string;
  readonly party?: string;
  readonly flags?: number;
  readonly type?: string;
  readonly counter?: number;
  readonly credential?: string;
  readonly more?: object;
};

const KINDS = {
  ec: () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
  ed25519: () => generateKeyPairSync('ed25519'),
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  weakRsa: () => generateKeyPairSync('rsa', { modulusLength: 1024 }),
  otherCurve: () => generateKeyPairSync('ec', { namedCurve: 'secp384r1' }),
} as const;

export const ORIGIN = 'http://localhost:7070';
const PRESENT_AND_VERIFIED = 0x05;
const HAS_CREDENTIAL = 0x40;

const encoded = (bytes: Buffer): string => bytes.toString('base64url');
export const newNonce = (): string => encoded(randomBytes(32));

/** A person with an authenticator, without hardware; each gesture counts on by one. */
export class SoftwareAuthenticator {
  readonly credential = encoded(randomBytes(16));
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject };
  counter = 0;

  constructor(kind: keyof typeof KINDS = 'ec') {
    this.#keys = KINDS[kind]();
  }

  get publicKey(): string {
    return encoded(this.#keys.publicKey.export({ type: 'spki', format: 'der' }));
  }

  make(text: string, nonce: string, lies: Lies = {}): PasskeyRegistration {
    const name = Buffer.from(this.credential, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(name.length);
    return {
      nonce,
      credential: lies.credential ?? this.credential,
      publicKey: this.publicKey,
      authenticatorData: encoded(
        Buffer.concat([
          this.#head({ ...lies, flags: lies.flags ?? PRESENT_AND_VERIFIED | HAS_CREDENTIAL }),
          Buffer.alloc(16),
          length,
          name,
        ]),
      ),
      clientData: this.#clientData('webauthn.create', text, lies),
    };
  }

  sign(text: string, nonce: string, lies: Lies = {}): PasskeyAssertion {
    const authenticatorData = this.#head(lies);
    const clientData = this.#clientData('webauthn.get', text, lies);
    const hash = createHash('sha256').update(Buffer.from(clientData, 'base64url')).digest();
    const { privateKey } = this.#keys;
    const algorithm = privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
    return {
      nonce,
      credential: lies.credential ?? this.credential,
      authenticatorData: encoded(authenticatorData),
      clientData,
      signature: encoded(sign(algorithm, Buffer.concat([authenticatorData, hash]), privateKey)),
    };
  }

  #head({ party = 'localhost', flags = PRESENT_AND_VERIFIED, counter }: Lies): Buffer {
    this.counter = counter ?? this.counter + 1;
    const rest = Buffer.alloc(5);
    rest.writeUInt8(flags);
    rest.writeUInt32BE(this.counter, 1);
    return Buffer.concat([createHash('sha256').update(party).digest(), rest]);
  }

  #clientData(type: string, text: string, { origin = ORIGIN, type: other, more }: Lies): string {
    const said = {
      type: other ?? type,
      challenge: challengeOf(text),
      origin,
      crossOrigin: false,
      ...more,
    };
    return encoded(Buffer.from(JSON.stringify(said)));
  }
}
