import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApprovalTicket, DeviceId, type ApprovalMessage, type NewEvidence } from '@sallyport/action-model';
import { additionChallenge, answerChallenge, sponsorChallenge } from '@sallyport/fleet-protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issuePasskeyCode } from './passkey-codes.ts';
import { PasskeyRing } from './passkey-ring.ts';
import { newNonce, ORIGIN, SoftwareAuthenticator, type Lies } from './software-authenticator.fixture.ts';

const DEVICE = DeviceId.parse('dev-1');
const HOUR_MS = 3_600_000;
const { privateKey } = generateKeyPairSync('ed25519');

let folder = '';
let clock = { ms: 0 };
let noted: NewEvidence[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-passkeys-'));
  clock = { ms: Date.parse('2026-11-22T10:00:00.000Z') };
  noted = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const now = (): Date => new Date(clock.ms);
const ringOf = (waitsMs = 0, origin: string | null = ORIGIN): PasskeyRing =>
  new PasskeyRing({
    file: join(folder, 'passkeys.json'),
    codes: join(folder, 'codes.json'),
    key: privateKey,
    device: DEVICE,
    origin: origin ?? undefined,
    waitsMs,
    now,
    note: (evidence) => noted.push(evidence),
  });
const codeFor = (name: string): string =>
  issuePasskeyCode(join(folder, 'codes.json'), privateKey, name, now());

const add = (
  ring: PasskeyRing,
  key: SoftwareAuthenticator,
  code: string,
  nonce = newNonce(),
  lies: Lies = {},
) =>
  ring.add({
    type: 'add-passkey',
    device: DEVICE,
    registration: key.make(additionChallenge(DEVICE, code, nonce), nonce, lies),
    code,
    at: now().toISOString(),
  });
const added = (ring: PasskeyRing, name: string): SoftwareAuthenticator => {
  const key = new SoftwareAuthenticator();
  add(ring, key, codeFor(name));
  return key;
};
const names = (ring: PasskeyRing): string[] => ring.list().passkeys.map(({ name }) => name);

const ticketOf = (changes: object = {}): ApprovalTicket =>
  ApprovalTicket.parse({
    ticket: 'T1',
    nonce: 'n'.repeat(32),
    device: DEVICE,
    state: 'open',
    askedAt: '2026-11-22T09:59:00.000Z',
    expiresAt: '2026-11-22T10:14:00.000Z',
    agent: 'claude-code',
    attended: true,
    kind: 'shell.run',
    effects: ['irreversible'],
    text: 'rm -r build',
    textLeftOut: 0,
    hosts: [],
    paths: ['/work/build'],
    binding: { user: 'ann', arguments: 'a'.repeat(64), files: [], policyVersion: '1', openEnded: [] },
    rules: [{ policy: 'p', rule: 'r', say: 'ask', terms: { expiresMs: 60_000, twoPerson: false } }],
    grantable: [],
    asked: 1,
    approvals: [],
    ...changes,
  });

type Answer = Extract<ApprovalMessage, { type: 'answer' }>;
const answerOf = (
  key: SoftwareAuthenticator,
  {
    shown = ticketOf(),
    signed = 'approve',
    says = 'approve',
    lies = {},
    ...more
  }: {
    shown?: ApprovalTicket;
    signed?: 'approve' | 'deny';
    says?: 'approve' | 'deny';
    lies?: Lies;
  } & Partial<Pick<Answer, 'grant' | 'by'>> = {},
): Answer => {
  const nonce = newNonce();
  return {
    type: 'answer',
    device: DEVICE,
    ticket: shown.ticket,
    nonce: shown.nonce,
    says,
    by: { name: 'owner', proof: 'weak' },
    at: now().toISOString(),
    thinkMs: 1,
    assertion: key.sign(answerChallenge(shown, { says: signed }, nonce), nonce, lies),
    ...more,
  };
};

describe('an answer with a passkey', () => {
  it('is of the person whose passkey it is, whatever the control plane says', () => {
    const ring = ringOf();
    const key = added(ring, 'bob');
    const message = answerOf(key, { by: { name: 'mallory', proof: 'passkey' } });
    expect(ring.approverOf(message, ticketOf())).toEqual({
      ok: true,
      value: { name: 'bob', proof: 'passkey', passkey: key.credential },
    });
  });

  it.each<[string, object, Parameters<typeof answerOf>[1]]>([
    ['another ticket', { ticket: 'T2' }, {}],
    ['another ticket of the same name', { nonce: 'm'.repeat(32) }, {}],
    ['another command', { text: 'rm -r /' }, {}],
    ['other paths', { paths: ['/'] }, {}],
    ['other effects', { effects: [] }, {}],
    [
      'other arguments than those hashed',
      { binding: { ...ticketOf().binding, arguments: 'b'.repeat(64) } },
      {},
    ],
    ['another folder', { binding: { ...ticketOf().binding, cwd: '/' } }, {}],
    ['another policy', { binding: { ...ticketOf().binding, policyVersion: '2' } }, {}],
    ['more rules', { rules: [...ticketOf().rules, { ...ticketOf().rules[0], rule: 's' }] }, {}],
    ['a longer life', { expiresAt: '2026-11-23T10:14:00.000Z' }, {}],
    ['another device', { device: 'dev-2' }, {}],
    ['the other answer', {}, { signed: 'deny' }],
    ['an answer without this grant', {}, { grant: { pattern: 'same', maxUses: 5, lastsMs: 60_000 } }],
    ['a page of another port', {}, { lies: { origin: 'http://localhost:3000' } }],
    ['a person who was not verified', {}, { lies: { flags: 0x01 } }],
  ])('counts for nothing when it was for %s', (_name, changes, how) => {
    const ring = ringOf();
    const key = added(ring, 'bob');
    expect(ring.approverOf(answerOf(key, how), ticketOf(changes)).ok).toBe(false);
    // Control: the same person, the question as it was shown.
    expect(ring.approverOf(answerOf(key), ticketOf()).ok).toBe(true);
  });

  it('counts once, also over a restart, and where the authenticator counts nothing', () => {
    const ring = ringOf();
    const key = new SoftwareAuthenticator();
    add(ring, key, codeFor('bob'), newNonce(), { counter: 0 });
    const message = answerOf(key, { lies: { counter: 0 } });
    expect(ring.approverOf(message, ticketOf()).ok).toBe(true);
    expect(ring.approverOf(message, ticketOf()).ok).toBe(false);
    const later = ringOf();
    expect(later.wasTaken(message.assertion?.nonce ?? '')).toBe(true);
    expect(later.approverOf(message, ticketOf()).ok).toBe(false);
  });

  it('of a copied authenticator is refused, also over a restart', () => {
    const ring = ringOf();
    const key = added(ring, 'bob');
    expect(ring.approverOf(answerOf(key, { lies: { counter: 9 } }), ticketOf()).ok).toBe(true);
    expect(ringOf().approverOf(answerOf(key, { lies: { counter: 9 } }), ticketOf())).toMatchObject({
      ok: false,
      why: expect.stringContaining('copy'),
    });
  });

  it('with a passkey that nobody knows, or that was taken away, is none', () => {
    const ring = ringOf();
    expect(ring.approverOf(answerOf(new SoftwareAuthenticator()), ticketOf()).ok).toBe(false);
    const key = added(ring, 'bob');
    ring.remove({
      type: 'remove-passkey',
      device: DEVICE,
      passkey: key.credential,
      by: { name: 'root', proof: 'weak' },
      at: now().toISOString(),
    });
    expect(ring.approverOf(answerOf(key), ticketOf()).ok).toBe(false);
    expect(noted.at(-1)).toMatchObject({ event: 'passkey-removed', detail: { name: 'bob', by: 'root' } });
  });

  it.each(['passkey', 'other-device'] as const)(
    'is not believed to be proved by %s without the proof',
    (proof) => {
      const { assertion: _assertion, ...bare } = answerOf(new SoftwareAuthenticator());
      expect(ringOf().approverOf({ ...bare, by: { name: 'bob', proof } }, ticketOf()).ok).toBe(false);
      expect(ringOf().approverOf(bare, ticketOf())).toEqual({
        ok: true,
        value: { name: 'owner', proof: 'weak' },
      });
    },
  );

  it('is weak while the passkey is new', () => {
    const ring = ringOf(HOUR_MS);
    const key = added(ring, 'bob');
    clock.ms += HOUR_MS - 1;
    expect(ring.approverOf(answerOf(key), ticketOf())).toMatchObject({
      value: { name: 'bob', proof: 'weak', weakBecause: expect.stringContaining('new') },
    });
    clock.ms += 1;
    expect(ring.approverOf(answerOf(key), ticketOf())).toMatchObject({ value: { proof: 'passkey' } });
  });

  it('of the person whose agent asks is a proof, but not where a rule wants somebody else', () => {
    const ring = ringOf();
    const key = added(ring, 'ann');
    const termed = (terms: object) =>
      ticketOf({ rules: [{ ...ticketOf().rules[0], terms: { ...ticketOf().rules[0]?.terms, ...terms } }] });
    const proofFor = (shown: ApprovalTicket) => {
      const read = ring.approverOf(answerOf(key, { shown }), shown);
      return read.ok ? read.value.proof : read.why;
    };
    expect(proofFor(ticketOf())).toBe('passkey');
    expect(proofFor(termed({ by: 'user:ann' }))).toBe('passkey');
    expect(proofFor(termed({ by: 'group:security' }))).toBe('weak');
    expect(proofFor(termed({ twoPerson: true }))).toBe('weak');
    const loud = ticketOf({ binding: { ...ticketOf().binding, user: 'Ann ' } });
    expect(proofFor({ ...loud, rules: termed({ twoPerson: true }).rules })).toBe('weak');
  });
});

const sponsored = (ring: PasskeyRing, sponsor: SoftwareAuthenticator, over?: SoftwareAuthenticator) => {
  const key = new SoftwareAuthenticator();
  const [first, second] = [newNonce(), newNonce()];
  const registration = key.make(additionChallenge(DEVICE, '', first), first);
  const seen = over?.make(additionChallenge(DEVICE, '', first), first) ?? registration;
  ring.add({
    type: 'add-passkey',
    device: DEVICE,
    registration,
    sponsor: sponsor.sign(sponsorChallenge(DEVICE, seen, second), second),
    at: now().toISOString(),
  });
  return key;
};

describe('a passkey gets in', () => {
  it('by a code that was printed for its person, once and for ten minutes, and is on record', () => {
    const ring = ringOf(HOUR_MS);
    const code = codeFor('bob');
    add(ring, new SoftwareAuthenticator(), code);
    expect(ring.list().passkeys).toMatchObject([
      { name: 'bob', by: 'code', countsFrom: '2026-11-22T11:00:00.000Z' },
    ]);
    expect(noted).toMatchObject([{ event: 'passkey-added', detail: { name: 'bob', by: 'code' } }]);
    add(ring, new SoftwareAuthenticator(), code);
    const late = codeFor('carl');
    clock.ms += 10 * 60_000;
    add(ring, new SoftwareAuthenticator(), late);
    expect(names(ring)).toEqual(['bob']);
    expect(noted.map((each) => each.type === 'lifecycle' && each.event)).toEqual([
      'passkey-added',
      'passkey-refused',
      'passkey-refused',
    ]);
  });

  it('not by a code that nobody printed, and not by one that somebody else wrote down', () => {
    const ring = ringOf();
    add(ring, new SoftwareAuthenticator(), 'x'.repeat(43));
    const code = codeFor('bob');
    const file = join(folder, 'codes.json');
    const sealed = JSON.parse(readFileSync(file, 'utf8')) as { body: string };
    writeFileSync(file, JSON.stringify({ ...sealed, body: sealed.body.replace('bob', 'eve') }));
    add(ring, new SoftwareAuthenticator(), code);
    const other = generateKeyPairSync('ed25519').privateKey;
    add(ring, new SoftwareAuthenticator(), issuePasskeyCode(file, other, 'eve', now()));
    expect(names(ring)).toEqual([]);
  });

  it('not with a gesture for another code, nonce or page', () => {
    const ring = ringOf();
    const key = new SoftwareAuthenticator();
    const nonce = newNonce();
    ring.add({
      type: 'add-passkey',
      device: DEVICE,
      registration: key.make(additionChallenge(DEVICE, codeFor('bob'), newNonce()), nonce),
      code: codeFor('bob'),
      at: now().toISOString(),
    });
    add(ring, key, codeFor('bob'), newNonce(), { origin: 'http://localhost:3000' });
    add(ring, key, codeFor('bob'), newNonce(), { flags: 0x41 });
    expect(names(ring)).toEqual([]);
    add(ring, key, codeFor('bob'));
    expect(names(ring)).toEqual(['bob']);
    // A second one of the same name would take the first one's place.
    add(ring, key, codeFor('eve'));
    expect(names(ring)).toEqual(['bob']);
  });

  it('by another passkey of the same person, over this very one, and counts at once', () => {
    const ring = ringOf(HOUR_MS);
    const first = added(ring, 'bob');
    sponsored(ring, first);
    // A new one can't help itself over its hour.
    expect(names(ring)).toEqual(['bob']);
    clock.ms += HOUR_MS;
    const second = sponsored(ring, first);
    expect(names(ring)).toEqual(['bob', 'bob']);
    expect(ring.approverOf(answerOf(second), ticketOf())).toMatchObject({
      value: { name: 'bob', proof: 'passkey' },
    });
    sponsored(ring, first, new SoftwareAuthenticator());
    sponsored(ring, new SoftwareAuthenticator());
    expect(names(ring)).toHaveLength(2);
  });

  it('not by itself', () => {
    const ring = ringOf();
    const nonce = newNonce();
    const registration = new SoftwareAuthenticator().make(additionChallenge(DEVICE, '', nonce), nonce);
    ring.add({ type: 'add-passkey', device: DEVICE, registration, at: now().toISOString() });
    expect(ring.list()).toMatchObject({ passkeys: [], refused: [{ passkey: registration.credential }] });
  });

  it('once, however often the control plane says so, and not again after it was taken away', () => {
    const ring = ringOf();
    const [key, nonce, code] = [new SoftwareAuthenticator(), newNonce(), codeFor('bob')];
    add(ring, key, code, nonce);
    const by = { name: 'root', proof: 'weak' } as const;
    const at = now().toISOString();
    ring.remove({ type: 'remove-passkey', device: DEVICE, passkey: key.credential, by, at });
    add(ring, key, code, nonce);
    add(ringOf(), key, code, nonce);
    add(ringOf(), key, codeFor('bob'));
    expect(ringOf().list()).toMatchObject({
      passkeys: [],
      removed: [{ name: 'bob', passkey: key.credential, removedBy: 'root' }],
    });
  });

  it('and what is refused is refused once, and pushes nothing out of what is known', () => {
    const ring = ringOf();
    const key = new SoftwareAuthenticator();
    add(ring, key, codeFor('cara'), newNonce(), { counter: 0 });
    const taken = answerOf(key, { lies: { counter: 0 } });
    expect(ring.approverOf(taken, ticketOf()).ok).toBe(true);
    const wrong = key.sign('something else', newNonce());
    for (let count = 0; count < 2100; count++)
      ring.approverOf({ ...taken, assertion: { ...wrong, nonce: newNonce() } }, ticketOf());
    expect(ring.wasTaken(taken.assertion?.nonce ?? '')).toBe(true);
    const nonce = newNonce();
    noted = [];
    const eve = new SoftwareAuthenticator();
    add(ring, eve, 'x'.repeat(43), nonce);
    add(ringOf(), eve, 'x'.repeat(43), nonce);
    expect(noted).toHaveLength(1);
  });

  it('nowhere where there is no console', () => {
    const ring = ringOf(0, null);
    const key = added(ring, 'bob');
    expect(names(ring)).toEqual([]);
    expect(ring.approverOf(answerOf(key), ticketOf()).ok).toBe(false);
  });
});

it('what somebody wrote into the file of passkeys counts for nothing, and that is on record', () => {
  added(ringOf(), 'bob');
  const file = join(folder, 'passkeys.json');
  const sealed = JSON.parse(readFileSync(file, 'utf8')) as { body: string };
  writeFileSync(file, JSON.stringify({ ...sealed, body: sealed.body.replace('bob', 'eve') }));
  expect(names(ringOf())).toEqual([]);
  expect(noted.at(-1)).toMatchObject({ event: 'passkeys-forgotten' });
});
