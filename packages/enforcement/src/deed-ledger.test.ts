import { type Action, type Finding, SessionId, ToolUseId } from '@sallyport/action-model';
import { expect, test } from 'vitest';
import { bare } from './action.fixture.ts';
import { DeedLedger } from './deed-ledger.ts';

const finding = (at: number, rule = 'email'): Finding => ({
  detector: 'pii',
  rule,
  level: 'warn',
  role: 'content',
  sample: 0,
  start: at,
  end: at + 1,
  confidence: 1,
  detectorVersion: '1',
});

const write = (toolUseId: string, findings: readonly Finding[]): Action => ({
  ...bare('a', { session: SessionId.parse('s'), toolUseId: ToolUseId.parse(toolUseId) }),
  kind: 'file.write',
  samples: [{ role: 'content', text: 'x'.repeat(1000), truncated: false }],
  findings: [...findings],
});

const thousands = Array.from({ length: 4096 }, (_, at) => finding(at));

test('keeps neither content nor more than the first findings of a deed', () => {
  const ledger = new DeedLedger();
  const met = ledger.meet([write('t', thousands)]);
  expect(met?.deed.actions).toMatchObject([{ samples: [], findings: { length: 64 } }]);
});

test('what is kept of findings counts, so that many deeds with many of them push the oldest out', () => {
  const ledger = new DeedLedger({ maxCost: 100_000 });
  for (let at = 0; at < 20; at++) ledger.meet([write(`t${at}`, thousands)]);
  const { user, session } = write('t', []).origin;
  const known = Array.from({ length: 20 }, (_, at) =>
    ledger.deedsOf({ user, session, toolUseId: ToolUseId.parse(`t${at}`) }),
  );
  expect(known.map((deeds) => deeds.length).join('')).toBe('00000000000001111111');
});

test('a deed with thousands of findings is met again, and another with others is not taken for it', () => {
  const ledger = new DeedLedger();
  ledger.meet([write('t', thousands)]);
  expect(ledger.meet([write('t', thousands)])).toMatchObject({ kind: 'again' });
  expect(ledger.meet([write('t', [finding(0, 'phone'), ...thousands])])).toMatchObject({
    kind: 'first',
    reused: true,
  });
});
