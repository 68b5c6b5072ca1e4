import { expect, it } from 'vitest';
import { environmentOf } from './condition/environment.ts';
import { rolesAskedFor } from './findings-asked.ts';
import { findingRoles, lastResort, loadPolicies, resultFailMode, type CompiledPolicy } from './index.ts';

const roles = (condition: string): readonly string[] | undefined => {
  const asked = rolesAskedFor(environmentOf('file.read').parse(condition).ast);
  return asked === undefined ? undefined : [...asked].toSorted();
};
const ALL = ['arguments', 'code', 'command', 'content', 'message', 'prompt', 'query', 'result'];

it('reads from a condition which findings it depends on', () => {
  expect(roles("action.paths.exists(p, p.name == 'x')")).toBeUndefined();
  expect(roles("action.findings.exists(f, f.role == 'result' && f.level == 'block')")).toEqual(['result']);
  expect(roles("action.findings.exists(f, f.level == 'block' && f.role in ['content', 'code'])")).toEqual([
    'code',
    'content',
  ]);
});

it('asks for nothing to be inspected by a rule about the mark of a redaction or a file that comes back', () => {
  expect(roles("action.findings.exists(f, f.rule == 'redaction-mark')")).toEqual([]);
  expect(roles("action.findings.exists(f, f.rule == 'file-comes-back')")).toEqual([]);
  expect(roles("action.findings.exists(f, f.rule == 'jwt')")).toEqual(ALL);
});

it.each([
  "action.findings.exists(f, f.level == 'block')",
  "action.findings.exists(f, f.role == 'result' || f.level == 'block')",
  "action.findings.exists(f, f.role != 'result')",
  "action.findings.all(f, f.role == 'result')",
  "action.findings.exists(f, f.role == 'result') && action.findings.exists(f, f.detector == 'pii')",
  'action.findings.size() > 0.0',
])('takes `%s` as asking for everything, because its syntax does not narrow it', (condition) => {
  expect(roles(condition)).toEqual(ALL);
});

const policyOf = (onFailure: string, verdict: string, when: string, rollout = ''): CompiledPolicy => {
  const text = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: p, category: secrets, severity: high}
onFailure: ${onFailure}
rules:
  - id: r
    on: [shell.run, file.read, tool.call]
    when: ${when}
    verdict: ${verdict}
    say: no
${rollout}`;
  const loaded = loadPolicies([{ name: 'p.yaml', text }]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
};
const RESULT = "action.findings.exists(f, f.role == 'result')";

it('a rule about results closes the door behind a tool and not the one before it', () => {
  const table = lastResort(policyOf('closed', 'redact', RESULT), {
    Bash: ['shell.run'],
    PostToolBatch: 'results',
  });
  expect(table).toEqual({ tools: { Bash: 'open', PostToolBatch: 'closed' }, unknownTool: 'open' });
});

it.each([
  ['open', 'redact', RESULT, ''],
  ['closed', 'warn', RESULT, ''],
  ['closed', 'redact', RESULT, 'rollout: {stage: observe}'],
  ['closed', 'redact', "action.findings.exists(f, f.role == 'content')", ''],
])('the door behind a tool stays open for %s %s %s %s', (onFailure, verdict, when, rollout) => {
  const policy = policyOf(onFailure, verdict, when, rollout);
  expect(lastResort(policy, { PostToolBatch: 'results' }).tools['PostToolBatch']).toBe('open');
});

it('says which content has to be looked at, and that no one has to when no rule asks', () => {
  const policy = policyOf('closed', 'block', `'!has(action.tool) && ${RESULT.replaceAll("'", "''")}'`);
  expect([...findingRoles(policy, 'file.read', { byTool: false })]).toEqual(['result']);
  expect([...findingRoles(policy, 'file.read', { byTool: true })]).toEqual([]);
  expect([...findingRoles(policy, 'web.fetch', { byTool: false })]).toEqual([]);
  expect(resultFailMode(policy, 'web.fetch')).toBeUndefined();
});
