/*
 * The tests of approvals and passkeys are worth what they notice: each of these breaks one line of a copy of the code, and
 * its tests, run against that copy, must turn red. All copies are run in one go.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = process.cwd();
/** Inside the repository, so that libraries are found; thrown away afterwards. */
const BUILD = join(ROOT, '.build');

const BOOK = 'enforcement/src/approvals/approval-book.ts';
const VERIFY = 'device/src/approvals/passkeys/verify-passkey.ts';
const RING = 'device/src/approvals/passkeys/passkey-ring.ts';
const CHALLENGE = 'fleet-protocol/src/passkey-challenge.ts';
const CEREMONIES = 'control-plane/src/approvals/ceremonies.ts';

/** What is copied, and from where imports by a package's name then lead into the copy. */
const PARTS = [
  'enforcement/src',
  'fleet-protocol/src',
  'device/src/approvals/passkeys',
  'device/src/derived-key.ts',
  'device/src/private-file.ts',
  'device/src/sealed-file.ts',
  CEREMONIES,
  CEREMONIES.replace('.ts', '.test.ts'),
];
const COPIED = ['enforcement', 'fleet-protocol'];

const testOf = (file: string): string => file.replace('.ts', '.test.ts');

interface Mutant {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Where it must be noticed. */
  readonly by: string;
}

const MUTANTS: readonly Mutant[] = [
  {
    what: 'an approval is used again and again',
    file: BOOK,
    from: "if (ticket.state === 'approved') this.#put('used', { ...ticket, state: 'used' });",
    to: "if (ticket.state === 'approved') this.#takenBy.delete(name);",
    by: testOf(BOOK),
  },
  { what: 'one person is two', file: BOOK, from: '? 2 : 1', to: '? 1 : 1', by: testOf(BOOK) },
  {
    what: 'an answer to an earlier ticket of the same name counts',
    file: BOOK,
    from: 'ticket.nonce !== message.nonce ||',
    to: '',
    by: testOf(BOOK),
  },
  {
    what: 'an approval never ends',
    file: BOOK,
    from: ' && Date.parse(expiresAt) > nowMs',
    to: '',
    by: testOf(BOOK),
  },
  {
    what: 'whoever asked is the second person',
    file: 'enforcement/src/approvals/own-answer.ts',
    from: 'terms.twoPerson || ',
    to: '',
    by: testOf(BOOK),
  },
  {
    what: 'the files of a call may become others',
    file: 'enforcement/src/approvals/binding.ts',
    from: '[file.path, file.resolved, file.kind, file.dev, file.ino, file.sha256]',
    to: '[file.path]',
    by: testOf(BOOK),
  },
  {
    what: 'what can’t be undone gets a standing grant',
    file: 'enforcement/src/approvals/grants.ts',
    from: "effects.includes('irreversible')",
    to: "effects.includes('irreversible') && false",
    by: testOf(BOOK),
  },
  {
    what: 'a page on another port will do',
    file: VERIFY,
    from: 'read.origin !== origin',
    to: "!read.origin.startsWith('http://localhost')",
    by: testOf(VERIFY),
  },
  {
    what: 'a gesture for another site will do',
    file: VERIFY,
    from: '!bytes.subarray(0, FLAGS).equals(party)',
    to: 'party.length === 0',
    by: testOf(VERIFY),
  },
  {
    what: 'a touch will do, of whomever',
    file: VERIFY,
    from: '(flags & VERIFIED) === 0',
    to: '(flags & VERIFIED) < 0',
    by: testOf(VERIFY),
  },
  {
    what: 'a copied authenticator is taken',
    file: VERIFY,
    from: 'counter <= pinned.counter',
    to: 'counter < 0',
    by: testOf(VERIFY),
  },
  {
    what: 'a gesture over another challenge is taken',
    file: VERIFY,
    from: 'return read.challenge === challenge ?',
    to: "return read.challenge !== '' ?",
    by: testOf(RING),
  },
  {
    what: 'nobody looks at the signature',
    file: VERIFY,
    from: "!isSigned(signed, key, Buffer.from(signature, 'base64url'))",
    to: 'signed.length === 0',
    by: testOf(VERIFY),
  },
  {
    what: 'a gesture in a frame is taken',
    file: VERIFY,
    from: 'read.crossOrigin === true || ',
    to: '',
    by: testOf(VERIFY),
  },
  {
    what: 'a gesture counts twice',
    file: RING,
    from: 'if (this.wasTaken(assertion.nonce)) return',
    to: "if (assertion.nonce === '') return",
    by: testOf(RING),
  },
  {
    what: 'the control plane is believed',
    file: RING,
    from: "message.by.proof === 'weak'",
    to: "message.by.name !== ''",
    by: testOf(RING),
  },
  {
    what: 'the control plane says whose passkey it is',
    file: RING,
    from: 'const { name, passkey } = checked.value;',
    to: 'const { name, passkey } = { ...checked.value, name: message.by.name };',
    by: testOf(RING),
  },
  {
    what: 'a passkey comes in by itself',
    file: RING,
    from: 'if (sponsor === undefined)\n',
    to: "if (sponsor === undefined && now().getTime() > 0) return { ok: true, value: 'eve' };\n    if (sponsor === undefined)\n",
    by: testOf(RING),
  },
  {
    what: 'a new passkey brings in one that counts',
    file: RING,
    from: 'Date.parse(spoken.value.countsFrom) > now().getTime()',
    to: 'now().getTime() < 0',
    by: testOf(RING),
  },
  {
    what: 'a passkey that was removed comes back',
    file: RING,
    from: 'this.#removed.some(',
    to: '[].some(',
    by: testOf(RING),
  },
  {
    what: 'a code is used again',
    file: 'device/src/approvals/passkeys/passkey-codes.ts',
    from: 'codes.filter((each) => each !== found)',
    to: 'codes',
    by: testOf(RING),
  },
  {
    what: 'a new passkey counts at once',
    file: 'device/src/approvals/passkeys/weak-because.ts',
    from: 'Date.parse(countsFrom) > now.getTime()',
    to: 'now.getTime() < 0',
    by: testOf(RING),
  },
  {
    what: 'what somebody wrote into the file is believed',
    file: 'device/src/sealed-file.ts',
    from: "!timingSafeEqual(Buffer.from(sealed.mac, 'hex'), sealOf(sealed.body, key))",
    to: "sealed.mac === ''",
    by: testOf(RING),
  },
  { what: 'a yes is a no', file: CHALLENGE, from: '    says,\n', to: '', by: testOf(RING) },
  {
    what: 'the call may become another after it was shown',
    file: CHALLENGE,
    from: '    ticket.binding,\n',
    to: '',
    by: testOf(RING),
  },
  {
    what: 'more rules are discharged than were shown',
    file: CHALLENGE,
    from: '    ticket.rules,\n',
    to: '',
    by: testOf(RING),
  },
  {
    what: 'a nonce is good for ever',
    file: CEREMONIES,
    from: '    this.#open.delete(nonce);\n',
    to: '',
    by: testOf(CEREMONIES),
  },
];

let folder = '';
const failures = new Map<string, number>();

/** A copy of its own for each, with the tests that must notice; the first one is as it is, with all of them. */
const lay = (name: string, tests: readonly string[]): string => {
  const copy = join(folder, name);
  for (const part of PARTS) {
    cpSync(join(ROOT, 'packages', part), join(copy, part), {
      recursive: true,
      filter: (path) =>
        !path.endsWith('.test.ts') || tests.some((each) => path.endsWith(each.replaceAll('/', sep))),
    });
  }
  const links = COPIED.map(
    (part) => [`'@sallyport/${part}'`, `'${join(copy, part, 'src/index.ts')}'`] as const,
  );
  for (const entry of readdirSync(copy, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8');
    const linked = links.reduce((all, [from, to]) => all.replaceAll(from, to), text);
    if (linked !== text) writeFileSync(path, linked);
  }
  return copy;
};

beforeAll(async () => {
  mkdirSync(BUILD, { recursive: true });
  folder = mkdtempSync(join(BUILD, 'approval-mutants-'));
  lay('as-it-is', [testOf(BOOK), testOf(VERIFY), testOf(RING), testOf(CEREMONIES)]);
  for (const [index, { file, from, to, by }] of MUTANTS.entries()) {
    const path = join(lay(`mutant-${index}`, [by]), file);
    const text = readFileSync(path, 'utf8');
    // A mutant that changes nothing, or more than it says, would prove nothing.
    if (text.split(from).length !== 2) throw new Error(`${file} does not hold this once: ${from}`);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  const config = join(folder, 'vitest.config.mjs');
  writeFileSync(config, "export default { test: { include: ['**/*.test.ts'] } };\n");
  const report = join(folder, 'report.json');
  await promisify(execFile)(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      `--root=${folder}`,
      `--config=${config}`,
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    // Red is what is hoped for; whether it ran at all says the report.
    { timeout: 240_000, env: { PATH: process.env['PATH'] ?? '' } },
  ).catch(() => {});
  // Vitest's own form.
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { name: string; assertionResults: { status: string }[] }[];
  };
  for (const { name, assertionResults } of testResults) {
    const [copy = ''] = relative(folder, name).split(sep);
    // Of a copy that could not even be read no test was run, and nothing noticed anything.
    if (assertionResults.length === 0) throw new Error(`${name} could not be run`);
    const failed = assertionResults.filter(({ status }) => status === 'failed').length;
    failures.set(copy, (failures.get(copy) ?? 0) + failed);
  }
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the copy as it is passes', () => {
  expect(failures.get('as-it-is')).toBe(0);
});

test.each(MUTANTS.map((mutant, index) => ({ ...mutant, index })))(
  'the tests notice when $what',
  ({ index }) => {
    expect(failures.get(`mutant-${index}`)).toBeGreaterThan(0);
  },
);
