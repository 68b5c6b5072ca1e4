/**
 * A person with a passkey, in a real browser with the authenticator that Chromium has for tests, in front of the real
 * daemon: what can't be undone runs on their answer and on no other.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ApprovalTicket } from '@sallyport/action-model';
import { answerChallenge } from '@sallyport/fleet-protocol';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approvalPlace, type ApprovalPlace } from './support/approval-place.ts';
import { PROGRAM } from './support/command-line.ts';
import { callHook, isStopped, toolCall } from './support/hook-call.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What passes through three processes and a busy machine. */
const SOON = { timeout: 15_000 };
const PICTURES = join(import.meta.dirname, '../../.build/screenshots');

let place: ApprovalPlace;
let browser: Browser;
beforeAll(async () => {
  place = await approvalPlace({}, { SALLYPORT_PASSKEY_WAIT_MINUTES: '0' });
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
});
afterAll(async () => {
  await browser.close();
  await place[Symbol.asyncDispose]();
});

const AUTHENTICATOR = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

/** As a person types it, at a terminal that `script` makes; what it printed, when it did. */
const askForLink = (name: string, more: Record<string, string> = {}): string | undefined => {
  const { stdout } = spawnSync(
    'script',
    ['-qec', `${process.execPath} ${PROGRAM} approvals passkey add --for ${name}`, '/dev/null'],
    {
      input: `${name}\n`,
      encoding: 'utf8',
      timeout: 30_000,
      env: { PATH: process.env['PATH'] ?? '', HOME: place.home, SALLYPORT_PORT: '0', ...more },
    },
  );
  return /http:\/\/localhost:\d+\/passkeys\S+/.exec(stdout)?.[0];
};

/** A person of their own: a profile and an authenticator that nobody else has. */
const person = async (): Promise<{ page: Page; cdp: CDPSession; authenticator: string }> => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 1100 } });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: AUTHENTICATOR,
  });
  return { page, cdp, authenticator: authenticatorId };
};

const addPasskey = async (page: Page, name: string): Promise<void> => {
  await page.goto(askForLink(name) ?? '');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText(`Added for ${name}`).waitFor();
};

const call = async (command: string, session = 's') => {
  const hook = join(place.stateHome, 'hook/hook.sh');
  const result = await callHook(hook, 'closed', toolCall('Bash', { command }, place.cwd, session));
  return {
    stopped: isStopped(result),
    ticket: /ticket (T[0-9a-f]+)/.exec(result.stdout)?.[1] ?? '',
    text: result.stdout,
  };
};

const known = async (name: string): Promise<ApprovalTicket> => {
  await expect.poll(async () => (await place.api.approval(name)).ok, SOON).toBe(true);
  const found = await place.api.approval(name);
  if (!found.ok) throw new Error(found.message);
  return found.value.ticket;
};

const openTicket = async (page: Page, ticket: string): Promise<void> => {
  await page.goto(new URL(`/approvals/${ticket}`, place.url).href);
  await page.getByRole('heading', { name: 'May this run once?' }).waitFor();
};

const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`),
  );
};

let bob: Awaited<ReturnType<typeof person>>;
let dan: Awaited<ReturnType<typeof person>>;

test('an agent’s shell and a pipe get no link to add a passkey; a person at a terminal gets one', async () => {
  expect(askForLink('eve', { CLAUDECODE: '1' })).toBeUndefined();
  const piped = await place.sallyport('approvals', 'passkey', 'add', '--for', 'eve');
  expect(piped.exitCode).toBe(3);
  expect(piped.stdout).toBe('');
  bob = await person();
  await addPasskey(bob.page, 'bob');
  expect(await violations(bob.page)).toEqual([]);
  expect((await place.sallyport('approvals', 'passkey', 'list')).stdout).toMatch(
    /^bob {2}\S+ {2}added .* one-time/,
  );
  expect((await place.lifecycle('passkey-added')).map(({ detail }) => detail)).toMatchObject([
    { name: 'bob', by: 'code' },
  ]);
});

test('what can’t be undone runs on the answer of a person with a passkey, once, and on no weak one', async () => {
  const remove = `rm 'ask-p\u0430y'${' '.repeat(60)}ask-me.tmp`;
  writeFileSync(join(place.cwd, 'ask-me.tmp'), 'x');
  const asked = await call(remove);
  expect(asked.stopped).toBe(true);
  await known(asked.ticket);
  const cli = await place.sallyport('approvals', 'approve', asked.ticket);
  expect(cli.exitCode).toBe(3);
  const { page } = bob;
  await page.goto(cli.stdout.trim());
  await page.getByRole('heading', { name: 'May this run once?' }).waitFor();
  // Nothing of it hides: the letter that is no Latin one, and the gap before the end.
  const shown = await page.getByRole('region', { name: 'what would run' }).textContent();
  expect(shown).toContain('⟨U+0430⟩');
  expect(shown).toContain('⟨60 spaces⟩ask-me.tmp');
  mkdirSync(PICTURES, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: join(PICTURES, `approval-${colorScheme}.png`), fullPage: true });
  }
  await page.getByRole('button', { name: 'Approve with a passkey' }).click();
  await page.getByText('Approved: the same call passes once.').waitFor();
  expect((await call(remove)).stopped).toBe(false);
  const decision = (await place.decisions()).at(-1);
  expect(decision?.decision.marks).toContain('approved');
  expect(decision?.facts.answers).toMatchObject([{ approvers: [{ name: 'bob', proof: 'passkey' }] }]);
  const again = await call(remove);
  expect(again.stopped).toBe(true);
  expect(again.ticket).not.toBe(asked.ticket);

  const weak = await known(again.ticket);
  await place.api.answerApproval(weak.ticket, { nonce: weak.nonce, says: 'approve' });
  await expect.poll(async () => (await known(weak.ticket)).state, SOON).toBe('approved');
  const refused = await call(remove);
  expect(refused.stopped).toBe(true);
  expect((await place.decisions()).at(-1)?.decision.marks).toContain('weak-approval-refused');
});

test('a person says no with a passkey, and the call stays stopped', async () => {
  const { ticket } = await call('echo ask-deny');
  await known(ticket);
  await openTicket(bob.page, ticket);
  await bob.page.getByRole('button', { name: 'Deny with a passkey' }).click();
  await bob.page.getByText('Denied: the call stays stopped.').waitFor();
  expect((await call('echo ask-deny')).text).toContain('a person was asked and said no');
});

test('a person brings in another passkey with one that counts, and without a link', async () => {
  const { page, cdp, authenticator } = bob;
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...AUTHENTICATOR, transport: 'usb' },
  });
  // The person touches the new one when it is to be made, and the old one when that is to speak for it.
  const touch = async (isNew: boolean): Promise<void> => {
    for (const [id, enabled] of [
      [authenticator, !isNew],
      [authenticatorId, isNew],
    ] as const)
      await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: id, enabled });
  };
  await touch(true);
  let asked = 0;
  await page.route('**/api/v1/passkeys/challenge', async (route) => {
    asked += 1;
    if (asked === 2) await touch(false);
    await route.continue();
  });
  await page.goto(new URL('/passkeys', place.url).href);
  await page.getByRole('button', { name: 'Add another passkey with one of yours' }).click();
  await page.getByText('Added for bob').waitFor();
  await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  await page.unroute('**/api/v1/passkeys/challenge');
  const added = await place.lifecycle('passkey-added');
  expect(added.at(-1)?.detail).toMatchObject({ name: 'bob', by: 'passkey' });
});

test('two people are two people with two passkeys; the second one’s own is brought in by a link of their own', async () => {
  const { ticket } = await call('echo both');
  await known(ticket);
  await openTicket(bob.page, ticket);
  const approve = bob.page.getByRole('button', { name: 'Approve with a passkey' });
  await approve.click();
  await bob.page.getByText('it takes another person').waitFor();
  const [first] = (await known(ticket)).approvals;
  await approve.click();
  await expect.poll(async () => (await known(ticket)).approvals[0]?.at, SOON).not.toBe(first?.at);
  expect(await known(ticket)).toMatchObject({ state: 'open', approvals: [{ name: 'bob' }] });
  const cara = await person();
  await addPasskey(cara.page, 'cara');
  await openTicket(cara.page, ticket);
  await cara.page.getByRole('button', { name: 'Approve with a passkey' }).click();
  await cara.page.getByText('Approved: the same call passes once.').waitFor();
  expect((await known(ticket)).approvals.map(({ name, proof }) => `${name} ${proof}`)).toEqual([
    'bob passkey',
    'cara passkey',
  ]);
});

test('a gesture on another page of this machine counts for nothing, and neither does one that is sent again', async () => {
  const { ticket: name } = await call('echo ask-elsewhere');
  const ticket = await known(name);
  const challenge = async () => {
    const begun = await place.api.approvalChallenge(name, { nonce: ticket.nonce, says: 'approve' });
    if (!begun.ok) throw new Error(begun.message);
    return begun.value;
  };
  await using elsewhere = await foreignPage();
  const begun = await challenge();
  const text = answerChallenge(ticket, { says: 'approve' }, begun.nonce);
  const { page } = bob;
  await page.goto(elsewhere.url);
  // The browser lets every port of `localhost` ask for this relying party; the origin is what tells them apart.
  const signed = await page.evaluate(signElsewhere, { text, passkeys: begun.passkeys });
  const send = (nonce: string) =>
    place.api.answerApproval(name, { nonce: ticket.nonce, says: 'approve', assertion: { ...signed, nonce } });
  expect((await send(begun.nonce)).ok).toBe(true);
  await expect.poll(async () => (await known(name)).refused, SOON).toContain('another page');
  const { refusedAt } = await known(name);
  expect(await send(begun.nonce)).toMatchObject({ ok: false, status: 409 });
  expect((await send((await challenge()).nonce)).ok).toBe(true);
  await expect.poll(async () => (await known(name)).refusedAt, SOON).not.toBe(refusedAt);
  expect(await place.lifecycle('approval-answer-refused')).toHaveLength(2);
  expect((await call('echo ask-elsewhere')).stopped).toBe(true);
});

test('a passkey that was removed answers nothing, and a used link brings none in', async () => {
  const link = askForLink('dan') ?? '';
  dan = await person();
  await dan.page.goto(link);
  await dan.page.getByRole('button', { name: 'Add a passkey' }).click();
  await dan.page.getByText('Added for dan').waitFor();
  const code = new URLSearchParams(new URL(link).hash.slice(1)).get('code') ?? '';
  const eve = await person();
  const fresh = askForLink('eve') ?? '';
  await eve.page.goto(fresh.replace(/code=[^&]*/, `code=${code}`));
  await eve.page.getByRole('button', { name: 'Add a passkey' }).click();
  await eve.page.getByText('the code is wrong, used or too old').waitFor();
  const listed = await place.api.passkeys();
  const all = listed.ok ? listed.value.items.flatMap(({ passkeys }) => passkeys) : [];
  expect(all.map(({ name }) => name)).toEqual(['bob', 'bob', 'cara', 'dan']);
  const bobs = all.find(({ name }) => name === 'bob')?.passkey ?? '';
  expect((await place.sallyport('approvals', 'passkey', 'remove', bobs)).stdout).toContain('it is removed');
  expect((await place.sallyport('approvals', 'passkey', 'list')).stdout).toMatch(/^bob {2}\S+ {2}removed /m);
  const { ticket } = await call('echo ask-removed');
  await known(ticket);
  await openTicket(bob.page, ticket);
  await bob.page.getByRole('button', { name: 'Approve with a passkey' }).click();
  await bob.page.getByText('No passkey was used, so nothing was sent.').waitFor();
});

// Last: an authenticator that has failed to verify its person a few times is blocked.
test('without verification of the person the page sends nothing', async () => {
  const { page, cdp, authenticator } = dan;
  await page.bringToFront();
  // Control: the same person, verified.
  const { ticket: verified } = await call('echo ask-verified');
  await known(verified);
  await openTicket(page, verified);
  await page.getByRole('button', { name: 'Approve with a passkey' }).click();
  await page.getByText('Approved: the same call passes once.').waitFor();
  const { ticket } = await call('echo ask-unverified');
  await known(ticket);
  await openTicket(page, ticket);
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: authenticator, isUserVerified: false });
  await page.getByRole('button', { name: 'Approve with a passkey' }).click();
  await page.getByText('No passkey was used, so nothing was sent.').waitFor();
  expect((await known(ticket)).state).toBe('open');
});

/** A page of somebody else on another port of this machine, as an agent can serve one. */
async function foreignPage(): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>a page</title>'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address object, never a pipe's name.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Runs in that page, by itself. */
async function signElsewhere({ text, passkeys }: { text: string; passkeys: string[] }) {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- nothing outside goes with it
  const encoded = (bytes: ArrayBuffer): string =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- nothing outside goes with it
  const decoded = (id: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(id.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  const used = await navigator.credentials.get({
    publicKey: {
      challenge: await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)),
      rpId: 'localhost',
      userVerification: 'required',
      allowCredentials: passkeys.map((id) => ({ type: 'public-key', id: decoded(id) })),
    },
  });
  // What the browser gives for a passkey.
  const { rawId, response } = used as PublicKeyCredential & { response: AuthenticatorAssertionResponse };
  return {
    credential: encoded(rawId),
    authenticatorData: encoded(response.authenticatorData),
    clientData: encoded(response.clientDataJSON),
    signature: encoded(response.signature),
  };
}
