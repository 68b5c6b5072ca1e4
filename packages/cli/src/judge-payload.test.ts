import { loadPolicies } from '@sallyport/policy-core';
import { expect, test } from 'vitest';
import { createJudge } from './judge-payload.ts';

const rule = (id: string, when: string) => ({ id, on: ['file.read'], when, verdict: 'block', say: 'no' });
const policy = () => {
  const text = JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'Policy',
    metadata: { id: 'p', category: 'c', severity: 'low' },
    onFailure: 'open',
    rules: [
      rule('not-for-guests', "'guests' in origin.groups"),
      rule(
        'for-security-only',
        "action.paths.exists(p, p.under('/srv/keys')) && !('security' in origin.groups)",
      ),
    ],
  });
  const loaded = loadPolicies([{ name: 'p.yaml', text }]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
};

const judged = async (path: string, groups: readonly string[], groupsProof: 'claimed' | 'process') => {
  const judge = createJudge({
    policy: policy(),
    surface: 'claude-code-hook',
    home: '/home/ada',
    user: 'ada',
    groupsOf: () => ({ groups, groupsProof }),
    explain: true,
  });
  const answer = await judge(
    JSON.stringify({
      hook_event_name: 'PreToolUse',
      session_id: 's',
      cwd: '/tmp',
      tool_name: 'Read',
      tool_input: { file_path: path },
    }),
  );
  if ('error' in answer) throw new Error(answer.error.message);
  return answer;
};

test('the groups of the person reach the action with their proof, and its policy', async () => {
  const answer = await judged('/srv/x', ['guests'], 'claimed');
  expect(answer.action?.origin).toMatchObject({ groups: ['guests'], proofs: { groups: 'claimed' } });
  expect(answer.reasons.map((reason) => reason.rule)).toEqual(['not-for-guests']);
});

test('an exception for a group counts where the group is proved, and not where it is claimed', async () => {
  expect((await judged('/srv/keys/x', ['security'], 'process')).verdict).toBe('allow');
  const claimed = await judged('/srv/keys/x', ['security'], 'claimed');
  expect(claimed.verdict).toBe('block');
  expect(claimed.explanation?.[0]?.rules.find(({ rule: id }) => id === 'for-security-only')).toMatchObject({
    outcome: 'matched',
  });
});
