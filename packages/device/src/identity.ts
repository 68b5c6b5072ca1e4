import { createPrivateKey, generateKeyPairSync, randomBytes, randomUUID, type KeyObject } from 'node:crypto';
import { DeviceId } from '@sallyport/action-model';
import { z } from 'zod';
import { chainOwner } from './chain-owner.ts';
import { openOrMake } from './open-or-make.ts';
import { makePrivateFile, readIfThere } from './private-file.ts';
import { StateError } from './state-error.ts';
import type { StateHome } from './state-home.ts';

const DeviceState = z.object({ device: DeviceId });

export type Identity = {
  device: DeviceId;
  /** Ed25519; signs the spool's checkpoints. */
  key: KeyObject;
  hookToken: string;
  apiToken: string;
  deviceToken: string;
};

const TOKEN_HEADER = 'X-Sallyport-Token: ';
const SECRET = /^[0-9a-f]{64}$/;

/** Reads who this device is, and makes what is missing: the first start of an installation makes all of it. */
export const openIdentity = (home: StateHome): Identity => ({
  device: openDeviceId(home),
  key: openDeviceKey(home.deviceKey),
  hookToken: openSecret(home.hookTokenHeader, TOKEN_HEADER),
  apiToken: openSecret(home.apiToken),
  deviceToken: openSecret(home.deviceToken),
});

/** The evidence belongs to one device for good, so a lost or damaged id is taken from there again. */
export function openDeviceId(home: StateHome): DeviceId {
  return openOrMake(
    home.state,
    () => readDeviceId(home.state),
    () => `${JSON.stringify({ device: DeviceId.parse(chainOwner(home.spool) ?? randomUUID()) })}\n`,
  );
}

function readDeviceId(file: string): DeviceId | undefined {
  const text = readIfThere(file);
  try {
    return text === undefined ? undefined : DeviceState.parse(JSON.parse(text)).device;
  } catch {
    return undefined;
  }
}

function openDeviceKey(file: string): KeyObject {
  let pem = readIfThere(file);
  if (pem === undefined) {
    // The PEM export of a key is text; the type leaves the binary formats open.
    const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    pem = makePrivateFile(file, made) ? made : readIfThere(file);
  }
  return readDeviceKey(file, pem ?? '');
}

/** Never replaced by itself: with another key, nobody could check what this one signed. */
export function readDeviceKey(file: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new StateError(
      `the key \`${file}\`, which signs the evidence, is damaged; put it back from a backup, or move it and the folder \`spool\` away to begin anew`,
    );
  }
}

/** A secret that lost its shape opens nothing, so a new one loses nothing. */
function openSecret(file: string, prefix = ''): string {
  return openOrMake(
    file,
    () => readSecret(file, prefix),
    () => `${prefix}${randomBytes(32).toString('hex')}\n`,
  );
}

function readSecret(file: string, prefix: string): string | undefined {
  const text = readIfThere(file)?.trim();
  if (text === undefined || !text.startsWith(prefix)) return undefined;
  const secret = text.slice(prefix.length);
  return SECRET.test(secret) ? secret : undefined;
}
