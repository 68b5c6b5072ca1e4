import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPublicKey, verify } from 'node:crypto';
import { openBundle } from '@sallyport/fleet-protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONSOLE_POLICY } from '../src/index.ts';
import { startedControlPlane, type StartedControlPlane } from './started-control-plane.ts';

const consoleDirectory = mkdtempSync(join(tmpdir(), 'sallyport-console-'));
let plane: StartedControlPlane;

beforeAll(async () => {
  mkdirSync(join(consoleDirectory, 'assets'));
  writeFileSync(join(consoleDirectory, 'index.html'), '<!doctype html><title>Sallyport</title>');
  writeFileSync(join(consoleDirectory, 'assets', 'main-1a2b.js'), 'export {};');
  writeFileSync(join(consoleDirectory, 'assets', 'main-1a2b.js.map'), '{}');
  plane = await startedControlPlane({ consoleDirectory });
});
afterAll(async () => {
  await plane.remove();
  rmSync(consoleDirectory, { recursive: true, force: true });
});

describe('the console', () => {
  it.each(['/', '/activity', '/activity/device-1/epoch-1/3', '/index.html'])(
    'gets its page at %s without a login',
    async (path) => {
      const response = await plane.ask(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('content-security-policy')).toBe(CONSOLE_POLICY);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(await response.text()).toContain('<title>Sallyport</title>');
    },
  );

  it('keeps hashed files and asks again for the page', async () => {
    const script = await plane.ask('/assets/main-1a2b.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await plane.ask('/')).headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    '/assets/nothing.js',
    '/assets/main-1a2b.js.map',
    '/%2e%2e/%2e%2e/etc/passwd.txt',
    '/..%2fkeys.pem',
    '/state.sqlite',
  ])('has nothing at %s', async (path) => {
    expect((await plane.ask(path)).status).toBe(404);
  });
});

const POLICY = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: no-keys, category: secrets, severity: high}
onFailure: closed
rules:
  - id: ssh-keys
    on: [file.read]
    when: action.paths.exists(p, p.under('~/.ssh'))
    verdict: block
    say: "private keys stay out of agents"
tests:
  - given: {kind: file.read, path: ~/.ssh/id_ed25519}
    expect: block
`;

describe('a published policy', () => {
  const content = { pack: 'individual', documents: [{ name: 'no-keys.yaml', text: POLICY }] };

  it('reaches the device signed, once, and is listed', async () => {
    expect((await plane.ask('/api/v1/policy/bundle', {}, 'device')).status).toBe(404);
    const published = await plane.publishBundle(content);
    const again = await plane.publishBundle(content);
    expect(again).toEqual({ ...published, changed: false });
    const response = await plane.ask('/api/v1/policy/bundle', {}, 'device');
    const opened = openBundle(await response.json(), {
      verify: (text, signature, keyId) =>
        keyId === plane.signingKey.keyId &&
        verify(
          null,
          Buffer.from(text),
          createPublicKey(plane.signingKey.publicKeyPem),
          Buffer.from(signature, 'base64'),
        ),
      lastSequence: 0,
      now: new Date(),
    });
    expect(opened).toMatchObject({ kind: 'ok', bundle: { sequence: 1, documents: content.documents } });
    const etag = response.headers.get('etag') ?? '';
    const unchanged = await plane.ask(
      '/api/v1/policy/bundle',
      { headers: { 'if-none-match': etag } },
      'device',
    );
    expect(unchanged.status).toBe(304);
    const versions = await plane.ask('/api/v1/policy/versions', {}, 'cli');
    expect(await versions.json()).toMatchObject({
      items: [
        {
          current: true,
          pack: 'individual',
          documents: [{ name: 'no-keys', category: 'secrets', stage: 'enforce', rules: 1 }],
        },
      ],
    });
    const version = published.kind === 'published' ? published.version : '';
    expect((await plane.ask(`/api/v1/policy/versions/${version}`, {}, 'cli')).status).toBe(200);
    expect((await plane.ask('/api/v1/policy/versions/0-none', {}, 'cli')).status).toBe(404);
  });

  it.each([
    ['does not load', 'kind: Nonsense'],
    ['has a test that fails', POLICY.replace('expect: block', 'expect: allow')],
    ['names an unknown field', POLICY.replace('action.paths', 'action.pahts')],
  ])('is not signed when it %s', async (_, text) => {
    const before = await (await plane.ask('/api/v1/policy/versions', {}, 'cli')).text();
    const outcome = await plane.publishBundle({ pack: 'individual', documents: [{ name: 'a.yaml', text }] });
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(await (await plane.ask('/api/v1/policy/versions', {}, 'cli')).text()).toBe(before);
  });

  it('gets numbers one after the other when two are published at once', async () => {
    const own = await startedControlPlane();
    const texts = ['one', 'two', 'three'].map((id) => POLICY.replace('no-keys', id));
    const outcomes = await Promise.all(
      texts.map(async (text) =>
        own.publishBundle({ pack: 'company', documents: [{ name: 'a.yaml', text }] }),
      ),
    );
    expect(
      outcomes.map((outcome) => (outcome.kind === 'published' ? outcome.version.split('-')[0] : '')),
    ).toEqual(['1', '2', '3']);
    await own.remove();
  });
});
