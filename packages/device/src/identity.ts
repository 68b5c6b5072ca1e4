import { createPrivateKey, generateKeyPairSync, randomBytes, randomUUID, type KeyObject } from 'node:crypto';
import { DeviceId } from '@sallyport/action-model';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from './private-file.ts';
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

function secretFile(path: string, prefix = ''): string {
  const present = readIfThere(path)?.trim();
  if (present !== undefined && present.length > prefix.length) return present.slice(prefix.length);
  const secret = randomBytes(32).toString('hex');
  writePrivateFile(path, `${prefix}${secret}\n`);
  return secret;
}

/** Reads who this device is, and makes what is missing: the first start of an installation makes all of it. */
export function openIdentity(home: StateHome): Identity {
  const state = readIfThere(home.state);
  const parsed = state === undefined ? undefined : DeviceState.safeParse(JSON.parse(state));
  const device = parsed?.success ? parsed.data.device : DeviceId.parse(randomUUID());
  if (!parsed?.success) writePrivateFile(home.state, `${JSON.stringify({ device })}\n`);

  let pem = readIfThere(home.deviceKey);
  if (pem === undefined) {
    pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    writePrivateFile(home.deviceKey, pem);
  }
  return {
    device,
    key: createPrivateKey(pem),
    hookToken: secretFile(home.hookTokenHeader, TOKEN_HEADER),
    apiToken: secretFile(home.apiToken),
    deviceToken: secretFile(home.deviceToken),
  };
}
