import { PolicyId, RuleId, type Decision, type Finding } from '@sallyport/action-model';
import { expect, it } from 'vitest';
import { labelsOfAction, labelsOfResult } from './session-labels.ts';

type Subject = Parameters<typeof labelsOfAction>[0];
const action = (changes: object): Subject =>
  // What labels are read from; the rest of an action is not.
  ({
    kind: 'file.read',
    hosts: [],
    findings: [],
    tool: { provenance: 'built-in' },
    ...changes,
  }) as unknown as Subject;
const finding = (detector: Finding['detector'], level: Finding['level']) => ({ detector, level });

it.each([
  ['a file', {}, []],
  ['a page', { kind: 'web.fetch' }, ['untrusted-content']],
  ["a server's answer", { kind: 'tool.call', tool: { provenance: 'mcp-server' } }, ['untrusted-content']],
  ['a file with instructions', { findings: [finding('injection', 'warn')] }, ['untrusted-content']],
  ['a file with a secret', { findings: [finding('secret', 'block')] }, ['secret-seen', 'sensitive-read']],
  ['a file with what may be a secret', { findings: [finding('secret', 'warn')] }, []],
  ["a table of people's data", { findings: [finding('pii', 'block')] }, ['sensitive-read']],
  ['one address', { findings: [finding('pii', 'warn')] }, []],
])('the result of %s gives these labels', (_name, changes, labels) => {
  expect(labelsOfResult(action(changes))).toEqual(labels);
});

const decision = (enforced: Decision['enforced'], policy?: string): Decision => ({
  verdict: enforced,
  enforced,
  stage: 'enforce',
  obligations:
    policy === undefined
      ? []
      : [{ verdict: 'block', policy: PolicyId.parse(policy), rule: RuleId.parse('r'), stage: 'warn' }],
  reasons: [],
  policyVersion: '1',
  marks: [],
});
const categoryOf = (policy: string): string => (policy === 'credentials' ? 'secrets' : 'other');

it.each([
  ['let go', decision('allow'), {}, []],
  ['of a listed path, let go with a warning', decision('warn', 'credentials'), {}, ['sensitive-read']],
  ['of another category', decision('warn', 'other'), {}, []],
  ['of a listed path, stopped', decision('block', 'credentials'), {}, []],
  ['that sends a message', decision('allow'), { kind: 'message.send' }, ['external-send']],
  [
    'that sends to a public host',
    decision('allow'),
    { kind: 'shell.run', hosts: [{ zone: 'public', direction: 'send' }] },
    ['external-send'],
  ],
  ['that fetches from one', decision('allow'), { hosts: [{ zone: 'public', direction: 'both' }] }, []],
  ['that would have sent, stopped', decision('block'), { kind: 'message.send' }, []],
])('an action %s gives these labels', (_name, said, changes, labels) => {
  expect(labelsOfAction(action(changes), said, categoryOf)).toEqual(labels);
});
