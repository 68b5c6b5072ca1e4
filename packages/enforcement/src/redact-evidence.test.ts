import { type Action, EvidenceRecord, type NewEvidence, quietFacts } from '@sallyport/action-model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { enforce, type Door } from './enforce.ts';
import { redactEvidence } from './redact-evidence.ts';

const TOKEN = ['ghp', 'abcdefghijklmnopqrstuvwxyzABCDEF0123'].join('_');
const LINK = {
  v: 1,
  seq: 1,
  at: '2026-11-22T10:00:00.000Z',
  device: 'd',
  tier: 'cooperative',
  prev: '0'.repeat(64),
  hash: '0'.repeat(64),
};

type Texts = { command: string; words: string[]; path: string; session: string; tool: string };

const actionOf = ({ command, words, path, session, tool }: Texts): Action =>
  // Longer than the model allows on purpose: a surface that forgets a bound must not cost the record.
  ({
    kind: 'shell.run',
    id: 'a1',
    digest: '0'.repeat(64),
    origin: {
      groups: [],
      os: 'linux',
      tier: 'cooperative',
      agent: 'claude-code',
      surface: 'hook',
      session,
      toolUseId: session,
      cwd: path,
      permissionMode: 'default',
      trigger: 'unknown',
      attended: true,
      proofs: {},
    },
    tool: { name: tool, provenance: 'built-in', known: true },
    effects: [],
    paths: [{ path, given: path, access: 'read', recursive: false, glob: false, certain: true }],
    hosts: [{ host: path, registrableDomain: path, scheme: tool, direction: 'send', zone: 'public' }],
    samples: [],
    findings: [],
    command: {
      text: command,
      shell: 'bash',
      programs: [
        { name: tool, given: path, args: words, flags: words, via: [tool], certain: true, elevated: false },
      ],
      marks: [],
    },
  }) as unknown as Action;

async function recordOf(texts: Texts, nativeInput?: string): Promise<NewEvidence> {
  const kept: NewEvidence[] = [];
  const door: Door = {
    policy: () => ({ ok: false, failure: 'no-bundle' }),
    lastResort: () => ({ tools: {}, unknownTool: 'open' }),
    facts: () => quietFacts(LINK.at),
    append: async (evidence) => {
      kept.push(evidence);
      return { ok: true };
    },
    now: () => new Date(LINK.at),
  };
  await enforce(
    {
      actions: [actionOf(texts)],
      surface: 'hook',
      express: (decision) => decision,
      ...(nativeInput === undefined ? {} : { nativeInput }),
    },
    door,
  );
  const [record] = kept;
  if (record === undefined) throw new Error('no record');
  return record;
}

const PLAIN: Texts = { command: 'ls', words: [], path: '/home/u', session: 's', tool: 'Bash' };

const hostile = fc.oneof(
  fc.string(),
  fc.constantFrom('toString', '__proto__', 'constructor'),
  fc
    .tuple(
      fc.constantFrom('a', 'token=abcdef ', `${TOKEN} `, `/${TOKEN}`, 'password="', '😀', '--token x '),
      fc.integer({ min: 0, max: 6000 }),
    )
    .map(([piece, count]) => piece.repeat(count)),
);

test('whatever an action holds, its record parses and holds no secret', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        command: hostile,
        words: fc.array(hostile, { maxLength: 3 }),
        path: hostile,
        session: hostile,
        tool: hostile,
      }),
      fc.option(hostile, { nil: undefined }),
      async (texts, input) => {
        const record = await recordOf(
          texts,
          input === undefined ? undefined : JSON.stringify({ tool_input: { [input]: input } }),
        );
        expect(EvidenceRecord.safeParse({ ...LINK, ...record }).error).toBeUndefined();
        expect(JSON.stringify(record)).not.toContain(TOKEN);
      },
    ),
    { numRuns: 30 },
  );
}, 60_000);

test('the native input is redacted string by string and stays JSON', async () => {
  const command = 'curl -d "{\\"password\\":\\"Sup3rS3cretPw\\"}" https://x.example';
  const record = await recordOf({ ...PLAIN, command }, JSON.stringify({ tool_input: { command } }));
  if (record.type !== 'decision') throw new Error('not a decision');
  expect(JSON.stringify(record)).not.toContain('Sup3rS3cretPw');
  expect(JSON.parse(record.action.input ?? '')).toHaveProperty('tool_input.command');
  expect(record.redactions).toContainEqual({ field: '/action/input', kind: 'assigned-secret', count: 1 });
});

test('a secret known from the command is gone from its words, and a plain word stays in names and paths', async () => {
  const record = await recordOf({
    ...PLAIN,
    command: "sshpass -p 'Hunter2 Hunter2' ssh a; echo --password notes.txt; cat notes.txt",
    words: ['-p', 'Hunter2 Hunter2'],
    path: 'notes.txt',
  });
  expect(JSON.stringify(record)).not.toContain('Hunter2');
  expect(record).toMatchObject({ action: { paths: [{ given: 'notes.txt' }] } });
});

test('outcomes and lifecycle events are redacted and cut like decisions', () => {
  const event: NewEvidence = {
    type: 'lifecycle',
    event: 'SessionStart',
    detail: { source: TOKEN, [`${TOKEN}x`]: 'y'.repeat(3000), through: 3 },
  };
  const outcome: NewEvidence = { type: 'outcome', tool: `${TOKEN} ${'z'.repeat(400)}`, outcome: 'failed' };
  for (const evidence of [event, outcome]) {
    const redacted = redactEvidence(evidence);
    expect(JSON.stringify(redacted)).not.toContain(TOKEN);
    expect(EvidenceRecord.safeParse({ ...LINK, ...redacted }).error).toBeUndefined();
    expect(redactEvidence(redacted)).toEqual(redacted);
  }
});

test('a key whose lines a shell would take for commands is gone from names, words and paths too', async () => {
  const lines = [
    'lQOYBF5X8n0BCADQz3xkV7mYp2Tq9RwLs1HbJc4NfGd6EiUoAvKtBxMyZrSjQhPl',
    'Wm8/Kp4cXv7Yt1Zr+Ns6Bq3Dh5Gj9Fa2Le0UiOyTbRwEnMkIuHgVfCdSxAzPqJlo',
  ];
  const [begin, end] = ['BEGIN', 'END'].map((edge) =>
    [`-----${edge} PGP PRIVATE`, ' KEY BLOCK-----'].join(''),
  );
  const record = await recordOf({
    ...PLAIN,
    command: `${begin}\nVersion: 1\n\n${lines.join('\n')}\n${end}\nls -la`,
    words: [
      lines[0] ?? '',
      'Kp4cXv7Yt1Zr+Ns6Bq3Dh5Gj9Fa2Le0UiOyTbRwEnMkIuHgVfCdSxAzPqJlo',
      '-la',
      'notes.txt',
    ],
    path: lines[1] ?? '',
    tool: lines[0] ?? '',
  });
  if (record.type !== 'decision') throw new Error('no decision');
  const { command, paths } = record.action;
  const [program] = command?.programs ?? [];
  // `via` holds names of ours.
  const shown = JSON.stringify({ text: command?.text, program: { ...program, via: [] }, paths });
  for (const line of lines) expect(shown).not.toContain(line.slice(4, 24));
  expect(program?.args.slice(2)).toEqual(['-la', 'notes.txt']);
  expect(command?.text).toContain('ls -la');
});
