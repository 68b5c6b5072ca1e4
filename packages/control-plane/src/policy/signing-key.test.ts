import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSigningKey, publicSigningKey } from './signing-key.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sallyport-key-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('the signing key', () => {
  it('is made once and is the same at the next start', () => {
    const first = publicSigningKey(openSigningKey(directory));
    expect(publicSigningKey(openSigningKey(directory))).toEqual(first);
    expect(first.keyId).toMatch(/^ed25519-[0-9a-f]{32}$/);
  });

  it('can be read by its owner alone', () => {
    openSigningKey(directory);
    expect(statSync(join(directory, 'keys', 'policy-signing.pem')).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'keys')).mode & 0o777).toBe(0o700);
  });
});
