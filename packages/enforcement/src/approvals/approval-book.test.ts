import {
  type Action,
  ActionId,
  type ApprovalMessage,
  type AskedRule,
  type Binding,
  DeviceId,
  PolicyId,
  RuleId,
  SessionId,
} from '@sallyport/action-model';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApprovalBook, type ApprovalEvent, type Question, type SavedApprovals } from './approval-book.ts';

const DEVICE = DeviceId.parse('d');
const rule = (name: string, terms: Partial<AskedRule['terms']> = {}): AskedRule => ({
  policy: PolicyId.parse('p'),
  rule: RuleId.parse(name),
  say: 'ask',
  terms: { expiresMs: 60_000, twoPerson: false, ...terms },
});
const binding = (changes: Partial<Binding> = {}): Binding => ({
  user: 'ann',
  session: SessionId.parse('s'),
  tool: 'WebFetch',
  cwd: '/work',
  arguments: 'a'.repeat(64),
  files: [
    { path: '/work/x.sh', resolved: '/work/x.sh', kind: 'file', dev: '1', ino: '2', sha256: 'b'.repeat(64) },
  ],
  policyVersion: '1',
  openEnded: [],
  ...changes,
});
const action = (changes: Partial<Action> = {}): Action =>
  ({
    id: ActionId.parse('a'),
    kind: 'web.fetch',
    url: 'https://one.test/x',
    digest: '0'.repeat(64),
    origin: {},
    effects: [],
    paths: [],
    hosts: [{ host: 'one.test', registrableDomain: 'one.test', direction: 'receive', zone: 'public' }],
    samples: [],
    findings: [],
    ...changes,
    // Only what the book looks at.
  }) as unknown as Action;

const question = (bound: Binding, rules: readonly AskedRule[]): Question => ({
  device: DEVICE,
  agent: 'claude-code',
  attended: true,
  kind: 'web.fetch',
  effects: [],
  text: 'x',
  textLeftOut: 0,
  hosts: [],
  paths: [],
  binding: bound,
  rules: [...rules],
});

const bookOf = (saved: SavedApprovals = { tickets: [], grants: [] }) => {
  const clock = { ms: Date.parse('2026-11-22T10:00:00.000Z') };
  const events: ApprovalEvent[] = [];
  let last: SavedApprovals = saved;
  let count = 0;
  const book = new ApprovalBook(saved, {
    now: () => new Date(clock.ms),
    newName: (prefix) => `${prefix}${++count}`,
    newNonce: () => 'n'.repeat(32),
    mayAnswer: (name, by) => by === `user:${name}`,
    changed: (all, event) => {
      last = all;
      events.push(event);
    },
  });
  return { book, clock, events, saved: () => last };
};

const says = (
  ticket: string,
  changes: Partial<Extract<ApprovalMessage, { type: 'answer' }>> = {},
): Extract<ApprovalMessage, { type: 'answer' }> => ({
  type: 'answer',
  device: DEVICE,
  ticket,
  nonce: 'n'.repeat(32),
  says: 'approve',
  by: { name: 'bob', proof: 'other-device' },
  at: '2026-11-22T10:00:01.000Z',
  thinkMs: 1000,
  ...changes,
});
const RULES = [rule('r')];
const ask = (
  book: ApprovalBook,
  bound = binding(),
  rules: readonly AskedRule[] = RULES,
  caller: object = {},
) => book.ask(question(bound, rules), [action()], caller).ticket.ticket;

describe('a ticket', () => {
  it('lets the very call pass once, and no second time', () => {
    const { book } = bookOf();
    const ticket = ask(book);
    expect(book.take(ticket, binding(), RULES, {})).toBeUndefined();
    expect(book.answer(says(ticket))).toEqual({ ok: true });
    expect(book.take(ticket, binding(), RULES, {})).toMatchObject([
      { rule: 'r', ticket, approvers: [{ name: 'bob' }] },
    ]);
    expect(book.take(ticket, binding(), RULES, {})).toBeUndefined();
    expect(ask(book)).not.toBe(ticket);
  });

  it('stands for all actions of one held call, until that call has its reply', () => {
    const { book } = bookOf();
    const caller = {};
    const rules = [rule('one'), rule('two')];
    const ticket = ask(book, binding(), [rule('one')], caller);
    expect(ask(book, binding(), [rule('two')], caller)).toBe(ticket);
    book.answer(says(ticket));
    expect(book.take(ticket, binding(), rules.slice(0, 1), caller)).toHaveLength(1);
    expect(book.take(ticket, binding(), rules.slice(1), caller)).toHaveLength(1);
    book.release(caller);
    expect(book.take(ticket, binding(), rules, caller)).toBeUndefined();
  });

  it.each<[string, Partial<Binding>]>([
    ['arguments', { arguments: 'c'.repeat(64) }],
    ['folder', { cwd: '/other' }],
    ['session', { session: SessionId.parse('t') }],
    ['user', { user: 'eve' }],
    ['user number', { uid: 7 }],
    ['tool', { tool: 'Bash' }],
    ['tool definition', { toolDefinition: 'd'.repeat(64) }],
    ['policy', { policyVersion: '2' }],
    [
      'script content',
      {
        files: [
          {
            path: '/work/x.sh',
            resolved: '/work/x.sh',
            kind: 'file',
            dev: '1',
            ino: '2',
            sha256: 'e'.repeat(64),
          },
        ],
      },
    ],
    [
      'script behind a link',
      {
        files: [
          {
            path: '/work/x.sh',
            resolved: '/tmp/x.sh',
            kind: 'file',
            dev: '1',
            ino: '2',
            sha256: 'b'.repeat(64),
          },
        ],
      },
    ],
    [
      'inode of the script',
      {
        files: [
          {
            path: '/work/x.sh',
            resolved: '/work/x.sh',
            kind: 'file',
            dev: '1',
            ino: '3',
            sha256: 'b'.repeat(64),
          },
        ],
      },
    ],
    ['script that is gone', { files: [{ path: '/work/x.sh', resolved: '/work/x.sh', kind: 'missing' }] }],
    ['no scripts', { files: [] }],
    ['what is open-ended', { openEnded: ['more'] }],
  ])('is worth nothing for another %s', (_name, changes) => {
    const { book } = bookOf();
    const ticket = ask(book);
    book.answer(says(ticket));
    const other = binding(changes);
    expect(book.take(ticket, other, RULES, {})).toBeUndefined();
    expect(ask(book, other)).not.toBe(ticket);
  });

  it('is void once the same call came with another script, even when the script is put back', () => {
    const { book, events } = bookOf();
    const ticket = ask(book);
    book.answer(says(ticket));
    ask(book, binding({ files: [] }));
    expect(book.take(ticket, binding(), RULES, {})).toBeUndefined();
    expect(events.map(({ type }) => type)).toEqual(['asked', 'answered', 'changed', 'asked']);
  });

  it('ends, approved or not; a denial counts for as long', () => {
    const { book, clock } = bookOf();
    const [open, approved, denied] = ['1', '2', '3'].map((digit) =>
      ask(book, binding({ arguments: digit.repeat(64) })),
    );
    if (open === undefined || approved === undefined || denied === undefined) throw new Error('not asked');
    book.answer(says(approved));
    book.answer(says(denied, { says: 'deny' }));
    expect(ask(book, binding({ arguments: '3'.repeat(64) }))).toBe(denied);
    clock.ms += 60_000;
    expect(book.answer(says(open))).toMatchObject({ ok: false });
    expect(book.take(approved, binding({ arguments: '2'.repeat(64) }), RULES, {})).toBeUndefined();
    expect(ask(book, binding({ arguments: '3'.repeat(64) }))).not.toBe(denied);
  });

  it('takes no answer with another nonce, for another device, twice, or from somebody who may not', () => {
    const { book, events } = bookOf();
    const ticket = ask(book, binding(), [rule('r', { by: 'user:bob' })]);
    expect(book.answer(says(ticket, { nonce: 'x'.repeat(32) }))).toMatchObject({ ok: false });
    expect(book.answer(says(ticket, { device: DeviceId.parse('e') }))).toMatchObject({ ok: false });
    expect(book.answer(says(ticket, { by: { name: 'eve', proof: 'passkey' } }))).toMatchObject({ ok: false });
    expect(book.answer(says(ticket, { by: { name: 'ann', proof: 'other-device' } }))).toMatchObject({
      ok: false,
      why: 'whoever asked may not answer',
    });
    expect(book.get(ticket)?.refused).toBe('whoever asked may not answer');
    expect(book.answer(says(ticket))).toEqual({ ok: true });
    expect(book.answer(says(ticket, { says: 'deny' }))).toMatchObject({ ok: false });
    expect(events.map(({ type }) => type)).toEqual(['asked', 'refused', 'refused', 'answered']);
  });

  it.each<[string, Partial<AskedRule['terms']>, string, boolean]>([
    ['a rule that names nobody', {}, 'ann', true],
    ['a rule that names them', { by: 'user:ann' }, 'ann', true],
    ['a rule that wants two', { twoPerson: true }, 'ann', false],
    ['a rule that wants two, by another spelling', { twoPerson: true }, 'Ann ', false],
    ['a rule that names others', { by: 'user:bob' }, 'ann', false],
  ])('takes the passkey of the person whose agent asks for %s: %s', (_name, terms, user, ok) => {
    const { book } = bookOf();
    const ticket = ask(book, binding({ user }), [rule('r', terms)]);
    expect(book.answer(says(ticket, { by: { name: 'ann', proof: 'passkey' } })).ok).toBe(ok);
  });

  it('that was not taken leaves the question open and says why, and when', () => {
    const { book, clock } = bookOf();
    const ticket = ask(book);
    clock.ms += 1000;
    book.refuse(ticket, { name: 'bob', proof: 'weak' }, 'it does not hold');
    expect(book.get(ticket)).toMatchObject({
      state: 'open',
      refused: 'it does not hold',
      refusedAt: '2026-11-22T10:00:01.000Z',
    });
    book.answer(says(ticket));
    expect(book.get(ticket)).not.toHaveProperty('refused');
    book.refuse(ticket, { name: 'bob', proof: 'weak' }, 'too late');
    expect(book.get(ticket)).toMatchObject({ state: 'approved' });
  });

  it('takes the same person once where two have to agree', () => {
    const { book } = bookOf();
    const rules = [rule('r', { twoPerson: true })];
    const ticket = ask(book, binding(), rules);
    book.answer(says(ticket));
    book.answer(says(ticket));
    expect(book.get(ticket)?.state).toBe('open');
    book.answer(says(ticket, { by: { name: 'carol', proof: 'passkey' } }));
    expect(book.take(ticket, binding(), rules, {})).toMatchObject([
      { approvers: [{ name: 'bob' }, { name: 'carol' }] },
    ]);
  });

  it('does not answer for a rule that asked later', () => {
    const { book } = bookOf();
    const ticket = ask(book);
    book.answer(says(ticket));
    const more = [rule('r'), rule('new')];
    expect(book.take(ticket, binding(), more, {})).toBeUndefined();
    expect(ask(book, binding(), more)).not.toBe(ticket);
  });

  it('counts the same question once more instead of asking again, and asks only so much', () => {
    const { book, events } = bookOf();
    const first = ask(book);
    expect([ask(book), ask(book)]).toEqual([first, first]);
    expect(book.get(first)?.asked).toBe(3);
    expect(events.filter(({ type }) => type === 'asked')).toHaveLength(1);
    const flood = (): void => {
      for (let index = 0; index < 60; index++)
        ask(book, binding({ arguments: String(index).padStart(64, '0') }));
    };
    expect(flood).toThrow('too many questions');
  });

  it('outlives a restart, and is still used once', () => {
    const { book, saved } = bookOf();
    const ticket = ask(book);
    book.answer(says(ticket));
    const again = bookOf(saved());
    expect(again.book.take(ticket, binding(), RULES, {})).toHaveLength(1);
    expect(bookOf(again.saved()).book.take(ticket, binding(), RULES, {})).toBeUndefined();
  });

  it('is never used more often than it was approved, whatever happens in which order', () => {
    const deed = fc.record({
      digest: fc.constantFrom('1', '2'),
      step: fc.constantFrom('ask', 'approve', 'deny', 'take', 'later', 'restart'),
    });
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
        let place = bookOf();
        const names = new Map<string, string>();
        const approved = new Map<string, number>();
        const used = new Map<string, number>();
        for (const { digest, step } of deeds) {
          const bound = binding({ arguments: digest.repeat(64) });
          const name = names.get(digest);
          if (step === 'ask') names.set(digest, ask(place.book, bound));
          else if (step === 'later') place.clock.ms += 25_000;
          else if (step === 'restart') place = { ...bookOf(place.saved()), clock: place.clock };
          else if (name === undefined) continue;
          else if (step === 'take') {
            if (place.book.take(name, bound, RULES, {}) !== undefined)
              used.set(name, (used.get(name) ?? 0) + 1);
          } else if (place.book.answer(says(name, { says: step })).ok && step === 'approve')
            approved.set(name, (approved.get(name) ?? 0) + 1);
        }
        for (const [name, times] of used)
          expect(times).toBeLessThanOrEqual(Math.min(1, approved.get(name) ?? 0));
      }),
    );
  });
});

describe('a standing grant', () => {
  const granted = (
    bound = binding(),
    pattern: 'same' | 'host' | 'path' = 'same',
    maxUses = 2,
    rules = RULES,
  ) => {
    const place = bookOf();
    const ticket = ask(place.book, bound, rules);
    place.book.answer(says(ticket, { grant: { pattern, maxUses, lastsMs: 3_600_000 } }));
    place.book.take(ticket, bound, rules, {});
    return place;
  };

  it('answers calls like it without a question, so often and so long as it says', () => {
    const { book, clock } = granted();
    expect(book.byGrant([action()], binding(), RULES)).toMatchObject([
      { ticket: 'G2', approvers: [{ name: 'bob' }] },
    ]);
    expect(book.byGrant([action()], binding({ session: SessionId.parse('t') }), RULES)).toHaveLength(1);
    expect(book.byGrant([action()], binding(), RULES)).toBeUndefined();
    const later = granted();
    later.clock.ms += 3_600_000;
    expect(later.book.byGrant([action()], binding(), RULES)).toBeUndefined();
    expect(clock.ms).toBeGreaterThan(0);
  });

  it('ends when it is revoked', () => {
    const { book } = granted();
    const revoke: ApprovalMessage = {
      type: 'revoke',
      device: DEVICE,
      grant: 'G2',
      by: { name: 'bob', proof: 'weak' },
      at: '2026-11-22T10:00:01.000Z',
    };
    expect(book.answer(revoke)).toEqual({ ok: true });
    expect(book.byGrant([action()], binding(), RULES)).toBeUndefined();
  });

  it.each<[string, Partial<Binding>, AskedRule[]]>([
    ['other arguments', { arguments: 'c'.repeat(64) }, RULES],
    ['another folder', { cwd: '/other' }, RULES],
    ['another user', { user: 'eve' }, RULES],
    ['another tool', { tool: 'Bash' }, RULES],
    ['another policy', { policyVersion: '2' }, RULES],
    ['another script', { files: [] }, RULES],
    ['something open-ended', { openEnded: ['why'] }, RULES],
    ['one more rule', {}, [rule('r'), rule('new')]],
  ])('is none for %s', (_name, changes, rules) => {
    expect(granted().book.byGrant([action()], binding(changes), rules)).toBeUndefined();
  });

  it('to one host covers other calls to it, and no other host', () => {
    const { book } = granted(binding(), 'host');
    const other = binding({ arguments: 'c'.repeat(64) });
    expect(book.byGrant([action()], other, RULES)).toHaveLength(1);
    const elsewhere = {
      hosts: [{ host: 'two.test', registrableDomain: 'two.test', direction: 'receive', zone: 'public' }],
    } as Partial<Action>;
    expect(book.byGrant([action(elsewhere)], other, RULES)).toBeUndefined();
  });

  it.each<[string, Partial<Binding>, AskedRule[], Partial<Action>]>([
    ['what is open-ended', { openEnded: ['a script'] }, RULES, {}],
    ['what cannot be undone', {}, RULES, { effects: ['irreversible'] }],
    ['what takes two people', {}, [rule('r', { twoPerson: true })], {}],
  ])('is never made of %s', (_name, changes, rules, deed) => {
    const { book } = bookOf();
    const { ticket } = book.ask(question(binding(changes), rules), [action(deed)], {});
    expect(ticket.grantable).toEqual([]);
    book.answer(says(ticket.ticket, { grant: { pattern: 'same', maxUses: 5, lastsMs: 60_000 } }));
    expect(book.grants()).toEqual([]);
  });
});
