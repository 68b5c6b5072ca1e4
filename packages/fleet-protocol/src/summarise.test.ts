import {
  ACTION_KINDS,
  type ActionKind,
  EvidenceRecord,
  quietFacts,
  type RecordedAction,
} from '@sallyport/action-model';
import { describe, expect, it } from 'vitest';
import { activityItem, searchText } from './activity-item.ts';
import { summarise } from './summarise.ts';

const link = {
  v: 1,
  seq: 7,
  at: '2026-11-22T10:00:00.000Z',
  device: 'device-1',
  tier: 'cooperative',
  prev: '0'.repeat(64),
  hash: '1'.repeat(64),
};
const origin = {
  home: '/home/ada',
  user: 'ada',
  groups: [],
  os: 'linux',
  tier: 'cooperative',
  agent: 'claude-code',
  surface: 'hook',
  session: 'session-1',
  permissionMode: 'default',
  trigger: 'person',
  attended: true,
  proofs: {},
};
const use = (path: string) => ({
  path,
  given: path,
  access: 'read',
  recursive: false,
  glob: false,
  certain: true,
});
const host = (name: string) => ({ host: name, registrableDomain: name, direction: 'send', zone: 'public' });

const decided = (action: Record<string, unknown>, more: Record<string, unknown> = {}): EvidenceRecord =>
  EvidenceRecord.parse({
    ...link,
    type: 'decision',
    action: { id: 'a', digest: 'd'.repeat(64), effects: [], paths: [], hosts: [], ...action },
    origin,
    facts: quietFacts(link.at),
    decision: {
      verdict: 'block',
      enforced: 'block',
      stage: 'enforce',
      obligations: [],
      reasons: [{ policy: 'p', rule: 'r', say: 'no\u202E way' }],
      policyVersion: '1',
      marks: [],
    },
    sightings: [],
    findings: [],
    redactions: [],
    ...more,
  });

// What a person reads for each kind; the record of a kind without a line here does not compile.
const EXPECTED: Record<
  ActionKind,
  { action: Partial<Record<keyof RecordedAction, unknown>>; sentence: string }
> = {
  'file.read': { action: { paths: [use('/home/ada/.ssh/id_ed25519')] }, sentence: 'read ~/.ssh/id_ed25519' },
  'file.list': { action: { paths: [use('/etc')] }, sentence: 'list /etc' },
  'file.write': { action: { paths: [use('/a'), use('/b'), use('/c')] }, sentence: 'write /a and 2 more' },
  'file.delete': { action: {}, sentence: 'delete a file that was not named' },
  'shell.run': {
    action: { command: { text: 'ls -l\nrm x', shell: 'bash', programs: [], marks: [] } },
    sentence: 'run ls -l rm x',
  },
  'web.fetch': { action: { url: 'https://example.com/a' }, sentence: 'fetch https://example.com/a' },
  'web.search': { action: { query: 'weather' }, sentence: 'search the web for weather' },
  'net.connect': { action: { hosts: [host('example.com')] }, sentence: 'connect to example.com' },
  'net.upload': { action: { hosts: [host('a.com'), host('b.com')] }, sentence: 'upload to a.com and 1 more' },
  'net.download': { action: {}, sentence: 'download from a host that was not named' },
  'message.send': {
    action: { recipients: ['bob@example.com'] },
    sentence: 'send a message to bob@example.com',
  },
  'share.change': { action: {}, sentence: 'change sharing with someone not named' },
  'access.grant': { action: { recipients: ['eve'] }, sentence: 'grant access to eve' },
  'tool.call': {
    action: { tool: { name: 'mcp__x__y', provenance: 'mcp-server', known: false } },
    sentence: 'call mcp__x__y',
  },
  'prompt.submit': { action: {}, sentence: 'submit a prompt' },
  'model.request': { action: { model: 'claude' }, sentence: 'ask the model claude' },
  'model.response': { action: {}, sentence: 'answer from the model' },
  'screen.act': {
    action: { gesture: 'left_click', app: 'Mail' },
    sentence: 'use the screen: left_click in Mail',
  },
  'browser.act': {
    action: { gesture: 'navigate', url: 'https://a.com' },
    sentence: 'use the browser: navigate at https://a.com',
  },
  'agent.spawn': {
    action: { agentType: 'explore', remote: true },
    sentence: 'start an agent explore outside this device',
  },
  'schedule.create': { action: { schedule: 'daily', remote: false }, sentence: 'schedule a task daily' },
  'config.change': {
    action: { setting: 'permissions.defaultMode' },
    sentence: 'change the setting permissions.defaultMode',
  },
  'component.install': { action: { component: { type: 'plugin', name: 'x' } }, sentence: 'install plugin x' },
  'component.load': { action: {}, sentence: 'load a component that was not named' },
};

describe('summarise', () => {
  it.each(ACTION_KINDS)('says what a %s did, starting with a verb', (kind) => {
    const { action, sentence } = EXPECTED[kind];
    expect(summarise(decided({ kind, ...action }))).toBe(sentence);
  });

  it('keeps a hostile name on one bounded line without hidden characters', () => {
    const path = `/tmp/\u202E\u001b]0;x\u0007\n${'x'.repeat(5000)}`;
    const sentence = summarise(decided({ kind: 'file.read', paths: [use(path)] }));
    expect(sentence.length).toBeLessThanOrEqual(300);
    expect(sentence).not.toMatch(/\p{C}/u);
  });

  it.each([
    [{ type: 'outcome', outcome: 'failed', tool: 'Bash' }, 'fail in Bash'],
    [
      { type: 'lifecycle', event: 'SessionStart', detail: { source: 'startup' } },
      'note SessionStart: source startup',
    ],
    [{ type: 'gap', cause: 'disk-full', count: 3 }, 'miss 3 records: disk-full'],
    [{ type: 'gap', cause: 'corrupt-tail' }, 'miss records: corrupt-tail'],
  ])('says what %j was', (fields, sentence) => {
    expect(summarise(EvidenceRecord.parse({ ...link, ...fields }))).toBe(sentence);
  });
});

describe('activityItem', () => {
  const source = { epoch: 'e', host: 'lap\u0000top', user: 'bob' };

  it('takes the strictest reason and the origin of a decision', () => {
    const record = decided(
      { kind: 'file.read' },
      { redactions: [{ field: '/action/input', kind: 'jwt', count: 1 }] },
    );
    expect(activityItem(record, source)).toMatchObject({
      device: 'device-1',
      epoch: 'e',
      seq: 7,
      session: 'session-1',
      user: 'ada',
      host: 'laptop',
      verdict: 'block',
      reason: 'no way',
      rule: 'r',
      rules: [{ policy: 'p', rule: 'r' }],
      redacted: true,
    });
  });

  it('finds the session of a lifecycle event in its detail when it has no origin', () => {
    const record = EvidenceRecord.parse({
      ...link,
      type: 'lifecycle',
      event: 'bypass-detected',
      detail: { session: 's9' },
    });
    expect(activityItem(record, source)).toMatchObject({ session: 's9', user: 'bob', verdict: null });
  });

  it('is found by the paths and hosts that its sentence leaves out', () => {
    const record = decided({
      kind: 'file.read',
      paths: [use('/a'), use('/second')],
      hosts: [host('far.example')],
    });
    const words = searchText(record, activityItem(record, source));
    expect(words).toContain('/second');
    expect(words).toContain('far.example');
  });
});
