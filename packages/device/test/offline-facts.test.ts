/*
 * The facts of a decision without a daemon: the real offline decider, started as the hook script starts it, over a state
 * folder with a signed bundle and a list of people.
 */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { DecisionEvidence } from '@sallyport/action-model';
import { signedText, type PolicyBundle } from '@sallyport/fleet-protocol';
import { expect, it } from 'vitest';
import { shippedPack } from '../src/policy-cache/shipped-packs.ts';
import { stateHome } from '../src/state-home.ts';
import { testMachine } from './install/test-machine.ts';

const DECIDER = join(import.meta.dirname, '../src/hook-client/offline-decider.ts');
const DAY_MS = 86_400_000;

const rule = (id: string, verdict: string, when: string) => ({
  id,
  on: ['file.read'],
  when,
  verdict,
  say: id,
});
const POLICY = JSON.stringify({
  apiVersion: 'sallyport/v1',
  kind: 'Policy',
  metadata: { id: 'own', category: 'own', severity: 'low' },
  onFailure: 'open',
  rules: [
    rule('guests', 'block', "'guests' in origin.groups"),
    rule(
      'all-but-security',
      'block',
      "action.paths.exists(p, p.under('/srv/keys')) && !('security' in origin.groups)",
    ),
    rule('noticed', 'warn', "action.paths.exists(p, p.under('/srv/noticed'))"),
  ],
});

/** A state folder as the device leaves it: the pinned key and the bundle that it signed. */
const putPolicy = (root: string, more: Partial<PolicyBundle>): void => {
  const home = stateHome(root);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const payload = JSON.stringify({
    format: 1,
    sequence: 1,
    version: '1-test',
    createdAt: new Date(Date.now() - 9 * DAY_MS).toISOString(),
    staleAfter: new Date(Date.now() + DAY_MS).toISOString(),
    whenStale: 'keep',
    pack: 'own',
    documents: [{ name: 'own.yaml', text: POLICY }],
    keyId: 'key',
    ...more,
  } satisfies PolicyBundle);
  const signature = sign(null, Buffer.from(signedText(payload)), privateKey).toString('base64');
  mkdirSync(join(root, 'policy'), { recursive: true });
  writeFileSync(home.policyBundle, JSON.stringify({ payload, signature, keyId: 'key' }));
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' });
  writeFileSync(home.policyTrust, JSON.stringify({ keyId: 'key', publicKeyPem, lastSequence: 1 }));
};

const decided = (root: string, path: string): DecisionEvidence => {
  const folder = stateHome(root).offlineEvidence;
  const input = JSON.stringify({
    session_id: 's1',
    transcript_path: '',
    cwd: '/tmp',
    hook_event_name: 'PreToolUse',
    tool_name: 'Read',
    tool_input: { file_path: path },
  });
  execFileSync(process.execPath, [DECIDER, root, 'PreToolUse', ''], { input, timeout: 60_000 });
  const newest = readdirSync(folder).sort().at(-1) ?? '';
  const link = { v: 1, seq: 1, at: new Date().toISOString(), device: 'd', tier: 'cooperative' };
  const chained = { ...link, prev: '0'.repeat(64), hash: '0'.repeat(64) };
  return DecisionEvidence.parse({ ...JSON.parse(readFileSync(join(folder, newest), 'utf8')), ...chained });
};

const people = (groups: string): string =>
  `apiVersion: sallyport/v1\nkind: People\npeople:\n  - {user: ${userInfo().username}, groups: [${groups}]}\n`;

const rulesOf = ({ decision }: DecisionEvidence): string[] => decision.reasons.map((reason) => reason.rule);

it("knows people's groups as a claim, which brings rules in and keeps none out", async () => {
  await using machine = await testMachine();
  const root = join(machine.root, 'offline-state');
  putPolicy(root, {});
  expect(rulesOf(decided(root, '/srv/x'))).toEqual([]);
  writeFileSync(stateHome(root).people, people('guests'));
  const guest = decided(root, '/srv/x');
  expect(guest.origin).toMatchObject({ groups: ['guests'], proofs: { groups: 'claimed' } });
  expect(rulesOf(guest)).toEqual(['guests']);
  writeFileSync(stateHome(root).people, people('security'));
  expect(rulesOf(decided(root, '/srv/keys/x'))).toEqual(['all-but-security']);
});

it('decides as the bundle says once it is out of date, and evidence keeps that it was', async () => {
  await using machine = await testMachine();
  const root = join(machine.root, 'offline-state');
  putPolicy(root, { whenStale: 'tighten' });
  const current = decided(root, '/srv/noticed/x');
  expect(current.decision.verdict).toBe('warn');
  expect(current.facts.posture.bundleStale).toBe(false);
  putPolicy(root, { whenStale: 'tighten', staleAfter: new Date(Date.now() - DAY_MS).toISOString() });
  const stale = decided(root, '/srv/noticed/x');
  expect(stale.decision.verdict).toBe('approve');
  expect(stale.facts.posture.bundleStale).toBe(true);
  expect(decided(root, '/srv/x').decision.verdict).toBe('allow');
});

it("looks for the admins' own words in what a tool gave back", async () => {
  await using machine = await testMachine();
  const root = join(machine.root, 'offline-state');
  putPolicy(root, { pack: 'individual', documents: shippedPack('individual') });
  const tests = '[{text: the Night Heron, expect: found}, {text: a heron, expect: nothing}]';
  writeFileSync(
    stateHome(root).detectors,
    `apiVersion: sallyport/v1\nkind: Detectors\ndetectors:\n  - {name: bird, level: block, words: [Night Heron], tests: ${tests}}\n`,
  );
  const input = JSON.stringify({
    session_id: 's1',
    transcript_path: '',
    cwd: '/tmp',
    hook_event_name: 'PostToolUse',
    tool_name: 'Bash',
    tool_input: { command: 'cat plans.txt' },
    tool_response: { stdout: 'about the Night Heron', stderr: '', interrupted: false, isImage: false },
    tool_use_id: 't1',
  });
  const said = execFileSync(process.execPath, [DECIDER, root, 'PostToolUse', ''], { input, timeout: 60_000 });
  expect(said.toString()).not.toContain('Night Heron');
  expect(said.toString()).toContain('about the ');
  const folder = stateHome(root).offlineEvidence;
  const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(kept.join('\n')).toContain('"rule":"own/bird"');
});
