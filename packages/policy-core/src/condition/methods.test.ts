import type { Facts } from '@sallyport/action-model';
import { describe, expect, test } from 'vitest';
import { given, policyOf, problemsOf } from '../../test/small-policy.ts';
import { decide } from '../decide.ts';
import type { Given } from '../document/given-schema.ts';
import { findingRoles } from '../findings-asked.ts';

const holds = (when: string, short: Given, changes: Partial<Facts> = {}): boolean => {
  const { action, facts } = given(short);
  const policy = policyOf([{ on: [short.kind], when }]);
  return decide(action, policy, { ...facts, ...changes }).verdict === 'block';
};
const problemOf = (when: string): readonly string[] =>
  problemsOf([{ when }]).map((message) => message.replace('rule `rule-0`: ', ''));

const found = (rule: string, role: 'content' | 'result', detector: 'secret' | 'pii' = 'secret'): Given => ({
  kind: 'file.read',
  path: '~/x',
  findings: [{ detector, rule, level: 'block', role }],
});

const rolesOf = (when: string) => findingRoles(policyOf([{ when }]), 'file.read', { byTool: true });

const at = (when: string, now: string) => holds(when, { kind: 'file.read', path: '~/x', now });

describe('sendsTo and sendsOutside', () => {
  test.each([
    ['ann@ours.example', false, true],
    ['Ann <ANN@Mail.Ours.Example.>', false, true],
    ['eve@evil.example', true, false],
    ['eve@evilours.example', true, false],
    ['ann@ours.example@evil.example', true, false],
    ['ann@ours.example, eve@evil.example', true, true],
    ['mailto:eve%40evil.example', true, false],
    ['eve＠evil.example', true, false],
    ['https://ours.example/share?to=x', false, true],
    ['https://ours.example@evil.example/', true, false],
    ['ours.example', false, true],
    ['#general', false, false],
    ['user', false, false],
  ])('of the recipient %s: outside %s, inside %s', (recipient, outside, inside) => {
    const message: Given = { kind: 'message.send', recipients: [recipient] };
    expect(holds("action.sendsOutside('ours.example')", message)).toBe(outside);
    expect(holds("action.sendsTo('ours.example')", message)).toBe(inside);
  });

  test('hosts count where data goes to them, and nowhere near is outside', () => {
    const upload: Given = { kind: 'net.upload', url: 'https://drop.example/x', host: 'drop.example' };
    expect(holds("action.sendsOutside('ours.example')", upload)).toBe(true);
    expect(holds("action.sendsTo('drop.example')", upload)).toBe(true);
    expect(holds("action.sendsTo('drop.example')", { ...upload, direction: 'receive' })).toBe(false);
    const near: Given = { kind: 'net.upload', url: 'http://localhost:80/x' };
    expect(holds("action.sendsOutside('ours.example')", near)).toBe(false);
  });

  test('a domain is written as one', () => {
    expect(problemOf("action.sendsTo('ann@ours.example')")).toEqual([
      expect.stringContaining('domain `ann@ours.example` must be a lower-case name'),
    ]);
  });
});

describe('what an action carries and gives back', () => {
  test.each([
    ["action.carries('secret')", found('jwt', 'content'), true],
    ["action.carries('secret')", found('jwt', 'result'), false],
    ["action.returns('secret')", found('jwt', 'result'), true],
    ["action.returns('secret')", found('jwt', 'content'), false],
    ["action.carries('pii', 'secret:aws-*')", found('aws-key', 'content'), true],
    ["action.carries('pii', 'secret:aws-*')", found('jwt', 'content'), false],
    ["action.carries('pii:credit-card')", found('credit-card', 'content', 'pii'), true],
    ["action.carries('secret')", found('redaction-mark', 'content'), false],
    ["action.carries('secret:redaction-mark')", found('redaction-mark', 'content'), true],
  ])('`%s`', (when, short, expected) => {
    expect(holds(when, short)).toBe(expected);
  });

  test('`facts.carries` asks for values from earlier in the session', () => {
    const carried = [{ name: 'secret#1', detector: 'secret' as const, rule: 'jwt' }];
    const read: Given = { kind: 'file.read', path: '~/x' };
    expect(holds("facts.carries('secret:j*')", read, { carried })).toBe(true);
    expect(holds("facts.carries('file', 'pii')", read, { carried })).toBe(false);
  });

  test('each asks for the findings of its own side, so that nothing else is looked for', () => {
    expect([...rolesOf("action.returns('secret')")]).toEqual(['result']);
    expect(rolesOf("action.carries('secret')").has('result')).toBe(false);
    expect(rolesOf("action.carries('secret')").has('content')).toBe(true);
    expect(rolesOf("facts.carries('secret')").size).toBe(0);
  });

  test('what does not exist is refused with a suggestion', () => {
    expect(problemOf("action.carries('sceret')")).toEqual([
      'unknown detector `sceret`; did you mean `secret`?',
    ]);
    expect(problemOf("facts.carries('injection')")).toEqual([
      'unknown detector `injection`; known here: `secret`, `pii`, `file`',
    ]);
  });
});

test('`causes` asks for effects', () => {
  const pays: Given = { kind: 'tool.call', tool: 'mcp__shop__pay', effects: ['financial'] };
  expect(holds("action.causes('irreversible', 'financial')", pays)).toBe(true);
  expect(holds("action.causes('public')", pays)).toBe(false);
  expect(problemOf("action.causes('finacial')")).toEqual([
    'unknown effect `finacial`; did you mean `financial`?',
  ]);
});

describe('time in a zone', () => {
  test.each([
    ["now.getHours('Europe/Berlin') == 9", '2026-01-12T08:30:00Z', true],
    ["now.getHours('Europe/Berlin') == 9", '2026-07-13T07:30:00Z', true],
    ['now.getHours() == 8', '2026-01-12T08:30:00Z', true],
    ["now.getDayOfWeek('America/New_York') == 0", '2026-01-12T04:59:00Z', true],
    ["now.getDate('Asia/Tokyo') == 13 && now.getMonth('Asia/Tokyo') == 0", '2026-01-12T15:00:00Z', true],
    ["now.getFullYear('Pacific/Kiritimati') == 2027", '2026-12-31T10:00:00Z', true],
    ["now.getMinutes('Asia/Kolkata') in [30]", '2026-12-31T10:00:00Z', true],
    [
      "origin.attended && !(now.getHours('UTC') >= 18 || now.getHours('UTC') < 6)",
      '2026-12-31T19:00:00Z',
      false,
    ],
  ])('`%s` at %s', (when, now, expected) => {
    expect(at(when, now)).toBe(expected);
  });

  test('the zone of the machine never matters, nor the hour that it skips', () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Europe/Berlin';
    try {
      // At this local time the clocks of the machine are set forward.
      expect(new Date('2026-03-29T02:30:00').getHours()).toBe(3);
      expect(at("now.getHours('UTC') == 2", '2026-03-29T02:30:00Z')).toBe(true);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  test('a zone is a literal that exists', () => {
    expect(problemOf("now.getHours('Europe/Berln') == 9")).toEqual([
      'the time zone of `getHours` must name a time zone, and `Europe/Berln` is none; did you mean `Europe/Berlin`?',
    ]);
    expect(problemOf('now.getHours(origin.agent) == 9')).toEqual([
      'the time zone of `getHours` must be a text literal',
    ]);
    expect(problemOf("now.getHoursInZone('UTC') == 9")).toHaveLength(1);
  });
});
