import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedText, type PolicyBundle } from '@sallyport/fleet-protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PolicyCache } from '../policy-cache/policy-cache.ts';
import { prepareStateHome } from '../prepare-state-home.ts';
import { stateHome, type StateHome } from '../state-home.ts';
import { identifyServer } from './server-identity.ts';
import { whyNotStartedHere } from './start-alone.ts';
import { whyNotStartedAlone } from './start-without-guard.ts';

describe('while no guard answers', () => {
  let folder: string;
  let home: StateHome;
  let hello: Parameters<typeof whyNotStartedAlone>[0];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-alone-'));
    home = stateHome(join(folder, 'state'));
    prepareStateHome(home);
    writeFileSync(join(folder, 'server.mjs'), 'server\n');
    const path = process.env['PATH'] ?? '';
    hello = { name: 'notes', command: 'node', args: ['server.mjs'], cwd: folder, path, claims: {} };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** As the guard has left it on disk. */
  const keepPolicy = (when: string): void => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const text = JSON.stringify({
      apiVersion: 'sallyport/v1',
      kind: 'Policy',
      metadata: { id: 'mine', category: 'mine', severity: 'high' },
      onFailure: 'closed',
      rules: [{ id: 'mine', on: ['component.load'], when, verdict: 'block', say: 'not for us' }],
    });
    const payload = JSON.stringify({
      format: 1,
      sequence: 1,
      version: '1-test',
      createdAt: new Date().toISOString(),
      staleAfter: new Date(Date.now() + 86_400_000).toISOString(),
      whenStale: 'keep',
      pack: 'mine',
      documents: [{ name: 'mine.json', text }],
      keyId: 'key-1',
    } satisfies PolicyBundle);
    const cache = new PolicyCache(home, () => new Date());
    // The PEM export of a key is text; the type leaves the binary formats open.
    const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
    expect(cache.pin({ keyId: 'key-1', publicKeyPem })).toMatchObject({ ok: true });
    const signature = sign(null, Buffer.from(signedText(payload)), privateKey).toString('base64');
    expect(cache.accept({ payload, signature, keyId: 'key-1' })).toMatchObject({ ok: true });
  };
  const kept = (): readonly unknown[] =>
    readdirSync(home.offlineEvidence).map((name): unknown =>
      JSON.parse(readFileSync(join(home.offlineEvidence, name), 'utf8')),
    );

  it('a server that the policy on disk stops is not started, and that is on record', async () => {
    const { contentSha256 } = await identifyServer(hello);
    keepPolicy(`has(action.component.contentSha256) && action.component.contentSha256 == '${contentSha256}'`);
    expect(await whyNotStartedAlone(hello, home)).toContain(
      'has not started the server `notes`: not for us (rule mine/mine)',
    );
    expect(kept()).toMatchObject([{ type: 'decision', decision: { enforced: 'block' } }]);
  });

  it('any other one is started, and that is on record too', async () => {
    keepPolicy("action.component.name == 'other'");
    expect(await whyNotStartedAlone(hello, home)).toBeUndefined();
    expect(kept()).toMatchObject([
      { type: 'lifecycle', event: 'mcp-started-without-guard', detail: { server: 'notes' } },
    ]);
  });

  it('no server is started without a policy that can be read, or where nothing can be kept', async () => {
    expect(await whyNotStartedAlone(hello, home)).toContain('no policy can be read here');
    keepPolicy("action.component.name == 'other'");
    rmSync(home.offlineEvidence, { recursive: true, force: true });
    writeFileSync(home.offlineEvidence, '');
    expect(await whyNotStartedAlone(hello, home)).toContain('nothing could be decided without it');
  });

  it('on a managed machine no server is started, whatever lies on disk', async () => {
    keepPolicy("action.component.name == 'other'");
    expect(await whyNotStartedHere(hello, home, false)).toBeUndefined();
    expect(await whyNotStartedHere(hello, home, true)).toContain('no server is started without it');
  });

  it('a policy that somebody else has written counts for nothing', async () => {
    keepPolicy("action.component.name == 'other'");
    const envelope = JSON.parse(readFileSync(home.policyBundle, 'utf8')) as Record<string, string>;
    writeFileSync(home.policyBundle, JSON.stringify({ ...envelope, signature: 'AAAA' }));
    mkdirSync(home.offlineEvidence, { recursive: true });
    expect(await whyNotStartedAlone(hello, home)).toContain('no policy can be read here');
  });
});
