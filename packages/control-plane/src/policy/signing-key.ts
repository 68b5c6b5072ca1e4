import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export type PublicSigningKey = {
  /** Names the key: the first 128 bits of the SHA-256 of its public half. */
  readonly keyId: string;
  readonly publicKeyPem: string;
};

export const publicSigningKey = (privateKey: KeyObject): PublicSigningKey => {
  const publicKey = createPublicKey(privateKey);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return {
    keyId: `ed25519-${createHash('sha256').update(der).digest('hex').slice(0, 32)}`,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
};

/**
 * The key that signs policy bundles; made at the first start, readable by us alone. Written whole under another name
 * and linked into place, so that neither a crash nor a second start leaves half a key or replaces one that devices
 * have pinned.
 */
export const openSigningKey = (directory: string): KeyObject => {
  const folder = join(directory, 'keys');
  const file = join(folder, 'policy-signing.pem');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('ed25519');
    const temporary = `${file}.${process.pid}.new`;
    rmSync(temporary, { force: true });
    const handle = openSync(temporary, 'wx', 0o600);
    writeSync(handle, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    fsyncSync(handle);
    closeSync(handle);
    try {
      linkSync(temporary, file);
    } catch (error) {
      // Another start was faster; its key is the one.
      if (!existsSync(file)) throw error;
    }
    rmSync(temporary, { force: true });
  }
  return createPrivateKey(readFileSync(file));
};
