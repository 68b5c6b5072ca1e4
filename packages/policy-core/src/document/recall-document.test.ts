import { describe, expect, test } from 'vitest';
import { given, loadTexts } from '../../test/small-policy.ts';
import { decide } from '../decide.ts';
import { loadPolicies } from '../load-policies.ts';
import { MAX_RECALLED } from './recall-document.ts';

const shaOf = (number: number): string => number.toString(16).padStart(4, '0').repeat(16);
const documentOf = (
  components: readonly Readonly<Record<string, unknown>>[],
  changes: Readonly<Record<string, unknown>> = {},
): string =>
  JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'Recall',
    metadata: { id: 'recalled', category: 'recalled', severity: 'critical' },
    onFailure: 'closed',
    components,
    ...changes,
  });

const BAD = shaOf(1);
const policy = loadTexts([
  documentOf([{ sha256: BAD, type: 'skill', name: 'deploy', why: 'it sends keys away' }]),
]);
const decided = (short: Parameters<typeof given>[0], by = policy) => {
  const { action, facts } = given(short);
  return decide(action, by, facts);
};

describe('a recalled part', () => {
  test('does not load and is not installed, and the reason says why', () => {
    for (const kind of ['component.load', 'component.install'] as const) {
      const decision = decided({ kind, component: { type: 'skill', name: 'other-name', sha256: BAD } });
      expect(decision.verdict).toBe('block');
      expect(decision.reasons[0]?.say).toBe('the skill `deploy` was recalled: it sends keys away');
    }
  });

  test('is known by its content alone: the same name with other content loads', () => {
    expect(
      decided({ kind: 'component.load', component: { type: 'skill', name: 'deploy', sha256: shaOf(2) } })
        .verdict,
    ).toBe('allow');
    expect(decided({ kind: 'component.load', component: { type: 'skill', name: 'deploy' } }).verdict).toBe(
      'allow',
    );
  });

  test('that is a server has no tool called any more, whatever kind of action the tool is', () => {
    expect(decided({ kind: 'message.send', tool: 'mcp__mail__send', serverSha256: BAD }).verdict).toBe(
      'block',
    );
    expect(decided({ kind: 'message.send', tool: 'mcp__mail__send', serverSha256: shaOf(2) }).verdict).toBe(
      'allow',
    );
    expect(decided({ kind: 'message.send', tool: 'mcp__mail__send' }).verdict).toBe('allow');
  });

  test('that is a server is found by its content under every command, however many are on the list', () => {
    const long = loadTexts([
      documentOf(
        Array.from({ length: MAX_RECALLED }, (_, index) => ({ sha256: shaOf(index + 1), why: 'x' })),
      ),
    ]);
    for (const by of [policy, long])
      for (const [contentSha256, verdict] of [
        [BAD, 'block'],
        [shaOf(0), 'allow'],
      ] as const) {
        const server = { sha256: shaOf(9999), contentSha256 };
        for (const kind of ['component.load', 'component.install'] as const)
          expect(decided({ kind, component: { type: 'mcp-server', name: 'x', ...server } }, by).verdict).toBe(
            verdict,
          );
        const call = { tool: 'mcp__x__y', serverSha256: shaOf(9999), serverContentSha256: contentSha256 };
        expect(decided({ kind: 'message.send', ...call }, by).verdict).toBe(verdict);
        const exposure = [{ type: 'mcp-server' as const, name: 'x', ...server }];
        expect(decided({ kind: 'file.read', exposure }, by).verdict).toBe(verdict);
      }
  });

  test('ends what a session can do that has it loaded already, and no other session', () => {
    const exposure = [{ type: 'skill' as const, name: 'deploy', sha256: BAD }];
    for (const kind of ['file.read', 'shell.run', 'prompt.submit'] as const) {
      expect(decided({ kind, exposure }).verdict).toBe('block');
      expect(decided({ kind, exposure: [{ type: 'skill', name: 'deploy', sha256: shaOf(2) }] }).verdict).toBe(
        'allow',
      );
      expect(decided({ kind }).verdict).toBe('allow');
    }
  });
});

test('the longest list loads, and each of its parts is stopped', () => {
  const long = loadTexts([
    documentOf(Array.from({ length: MAX_RECALLED }, (_, index) => ({ sha256: shaOf(index), why: 'x' }))),
  ]);
  for (const number of [0, 99, MAX_RECALLED - 1]) {
    const sha256 = shaOf(number);
    expect(
      decided({ kind: 'component.load', component: { type: 'plugin', name: 'x', sha256 } }, long).verdict,
    ).toBe('block');
    expect(
      decided({ kind: 'file.read', exposure: [{ type: 'plugin', name: 'x', sha256 }] }, long).verdict,
    ).toBe('block');
    expect(decided({ kind: 'tool.call', tool: 'mcp__a__b', serverSha256: sha256 }, long).verdict).toBe(
      'block',
    );
  }
  expect(
    decided({ kind: 'tool.call', tool: 'mcp__a__b', serverSha256: shaOf(MAX_RECALLED) }, long).verdict,
  ).toBe('allow');
});

test.each([
  ['a hash in capitals', [{ sha256: BAD.toUpperCase().replace('0', 'A'), why: 'x' }], 'hexadecimal'],
  ['a hash that is none', [{ sha256: "0' || true", why: 'x' }], 'hexadecimal'],
  ['no reason', [{ sha256: BAD }], 'why'],
  ['an empty list', [], 'components'],
])('%s is an error that names its place', (_name, components, says) => {
  const outcome = loadPolicies([{ name: 'r.yaml', text: documentOf(components) }], {
    testsAlreadyPassed: true,
  });
  expect(outcome.ok ? '' : JSON.stringify(outcome.problems)).toContain(says);
});

test('the reason is a text and never a part of a condition', () => {
  const hostile = loadTexts([documentOf([{ sha256: BAD, name: "'] || true || ['", why: "' || true" }])]);
  expect(
    decided({ kind: 'component.load', component: { type: 'skill', name: 'x', sha256: shaOf(2) } }, hostile)
      .verdict,
  ).toBe('allow');
});
