import { strictness, type Decision, type WhenStale } from '@sallyport/action-model';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { arbitraryAction, arbitraryFacts } from '../test/arbitrary-action.ts';
import { arbitraryDocuments } from '../test/arbitrary-policy.ts';
import { decide } from './decide.ts';
import { expandGiven } from './document/given.ts';
import type { Given } from './document/given-schema.ts';
import type { Source } from './document/read-documents.ts';
import { loadPolicies } from './load-policies.ts';

// Other packages' tests share the machine; this is a limit, not an expectation.
vi.setConfig({ testTimeout: 120_000 });

const load = (sources: readonly Source[]) => {
  const loaded = loadPolicies(sources);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
};

const document = (rules: readonly object[], more: object = {}, id = 'p'): string =>
  JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'Policy',
    metadata: { id, category: 'c', severity: 'low' },
    onFailure: 'open',
    rules: rules.map((rule) => ({ on: ['file.read'], say: 'because', ...rule })),
    ...more,
  });

const HOSTS = { id: 'hosts', when: "action.paths.exists(p, p.under('/etc'))" };
const READ: Given = { kind: 'file.read', tool: 'Read', path: '/etc/hosts' };

const blocking = (rule: object, more: object = {}): string =>
  document([{ id: 'r', ...rule }], { whenStale: 'block', ...more });

const withoutModes = (text: string): string => text.replaceAll(/^whenStale: .*\n/gm, '');

const said = (texts: readonly string[], short: Given, whenStale?: WhenStale): Decision => {
  const expanded = expandGiven(short, undefined);
  if (!expanded.ok) throw new Error(expanded.why);
  const sources = texts.map((text, index) => ({
    name: `${index}.yaml`,
    text,
    ...(whenStale === undefined ? {} : { whenStale }),
  }));
  return decide(expanded.action, load(sources), expanded.facts);
};

describe('a category that tightens', () => {
  const rules = [{ ...HOSTS, verdict: 'redact' }];

  test('asks for approval before what would pass with less, and what was asked for still binds', () => {
    const stale = said([document(rules, { whenStale: 'tighten' })], { ...READ, stale: true });
    expect(stale.verdict).toBe('approve');
    expect(stale.obligations.map((each) => each.verdict)).toEqual(['approve', 'redact']);
    expect(stale.reasons[0]?.say).toMatch(/out of date; `sallyport doctor` says why.*because/);
  });

  test('does so only while the policy is out of date, and only where a rule matched', () => {
    const texts = [document(rules, { whenStale: 'tighten' })];
    expect(said(texts, READ).verdict).toBe('redact');
    expect(said(texts, { ...READ, path: '/srv/x', stale: true }).verdict).toBe('allow');
  });

  test('stays within the stage of its rollout', () => {
    const texts = [document(rules, { whenStale: 'tighten', rollout: { stage: 'observe' } })];
    expect(said(texts, { ...READ, stale: true })).toMatchObject({ verdict: 'approve', enforced: 'allow' });
  });
});

describe('a category that blocks', () => {
  const texts = [document([{ ...HOSTS, verdict: 'approve' }], { whenStale: 'block' })];

  test('stops every action that one of its rules could stop, whether it would have or not', () => {
    expect(said(texts, { ...READ, path: '/srv/x', stale: true })).toMatchObject({
      verdict: 'block',
      enforced: 'block',
      reasons: [{ policy: 'p', rule: 'hosts' }],
    });
    expect(said(texts, { ...READ, path: '/srv/x' }).verdict).toBe('allow');
    expect(said(texts, { kind: 'web.fetch', url: 'https://x.org', stale: true }).verdict).toBe('allow');
  });

  test('leaves alone what its rules only warn about, what they name another tool for, and what is only observed', () => {
    const stale: Given = { ...READ, path: '/srv/x', stale: true };
    expect(said([blocking({ verdict: 'warn' })], { ...stale, path: '/srv/x' }).verdict).toBe('warn');
    expect(
      said([blocking({ when: "has(action.tool) && action.tool.name == 'Grep'", verdict: 'block' })], stale)
        .verdict,
    ).toBe('allow');
    const observed = said(
      [blocking({ ...HOSTS, verdict: 'block' }, { rollout: { stage: 'observe' } })],
      stale,
    );
    expect(observed.enforced).toBe('allow');
  });
});

describe('which mode a category has', () => {
  const quiet = document([{ ...HOSTS, verdict: 'warn' }]);

  test('is what its documents say, else what their source says, else `keep`', () => {
    const stale: Given = { ...READ, stale: true };
    expect(said([quiet], stale).verdict).toBe('warn');
    expect(said([quiet], stale, 'tighten').verdict).toBe('approve');
    const other = document([{ ...HOSTS, verdict: 'warn' }], { whenStale: 'keep' }, 'q');
    expect(said([quiet, other], stale, 'tighten').verdict).toBe('warn');
  });

  test('is one: documents of a category that disagree are refused', () => {
    const texts = [
      document([{ ...HOSTS, verdict: 'warn' }], { whenStale: 'block' }),
      document([{ ...HOSTS, verdict: 'warn' }], { whenStale: 'keep' }, 'q'),
    ];
    const loaded = loadPolicies(texts.map((text, index) => ({ name: `${index}.yaml`, text })));
    expect(loaded).toMatchObject({
      ok: false,
      problems: [
        {
          message:
            'category `c` is to `block` when the policy is out of date in policy `p` and to `keep` here; choose one',
        },
      ],
    });
  });
});

test('being out of date never loosens: whatever the modes, all that was asked for is asked for still', () => {
  let tightened = 0;
  fc.assert(
    fc.property(arbitraryDocuments, arbitraryAction, arbitraryFacts, (texts, action, facts) => {
      const sources = (change: (text: string) => string) =>
        texts.map((text, index) => ({ name: `${index}.yaml`, text: change(text) }));
      const stale = { ...facts, posture: { ...facts.posture, bundleStale: true } };
      const kept = decide(action, load(sources(withoutModes)), stale);
      const now = decide(action, load(sources((text) => text)), stale);
      expect(now.obligations).toEqual(expect.arrayContaining([...kept.obligations]));
      expect(strictness(now.verdict)).toBeGreaterThanOrEqual(strictness(kept.verdict));
      expect(strictness(now.enforced)).toBeGreaterThanOrEqual(strictness(kept.enforced));
      if (strictness(now.verdict) > strictness(kept.verdict)) tightened++;
    }),
    { numRuns: 200 },
  );
  expect(tightened).toBeGreaterThan(0);
});
