import { existsSync, writeFileSync } from 'node:fs';
import { PolicyId, RuleId, type Decision, type Verdict } from '@sallyport/action-model';
import { capabilityOf, replyTo, type HookEventName } from '@sallyport/surfaces';
import {
  CLIENT_VERSIONS,
  makeClientHome,
  runClient,
  type ClientVersion,
  type ScriptedTurn,
} from '@sallyport/testkit';
import { describe, expect, it } from 'vitest';

/* The replies of `replyTo`, given to the real client: does it do what the words are meant to say? */

const decision = (verdict: Verdict): Decision => ({
  verdict,
  enforced: verdict,
  stage: 'enforce',
  obligations: [],
  reasons: [
    {
      policy: PolicyId.parse('house-rules'),
      rule: RuleId.parse('not-this'),
      say: 'this is kept out of agents',
    },
  ],
  policyVersion: '1',
  marks: [],
});

/** Settings whose hook on one event always gives this reply; the reply lies in files of the home. */
const replying = (version: ClientVersion, event: HookEventName, verdict: Verdict) => {
  const reply = replyTo(event, decision(verdict), capabilityOf(version));
  return {
    files: { 'reply/stdout': reply.stdout, 'reply/stderr': reply.stderr },
    settings: {
      hooks: {
        [event]: [
          {
            hooks: [
              {
                type: 'command',
                command: `cat > /dev/null; cat ~/reply/stdout; cat ~/reply/stderr >&2; exit ${reply.exitCode}`,
              },
            ],
          },
        ],
      },
    },
  };
};

const bash = (command: string): ScriptedTurn => [{ type: 'tool_use', name: 'Bash', input: { command } }];
const REASON = 'this is kept out of agents (rule house-rules/not-this)';

/** Somebody changes the repository's settings while a session runs: do later commands get its environment? */
const seenAfterChange = async (version: ClientVersion, verdict: Verdict): Promise<boolean> => {
  await using place = await makeClientHome({ 'project/.claude/settings.json': '{}' });
  const nap = "python3 -c 'import time; time.sleep(2.5)'";
  const result = await runClient({
    version,
    prompt: 'wait',
    home: place.home,
    ...replying(version, 'ConfigChange', verdict),
    script: (_request, turn) => {
      if (turn === 1) writeFileSync(`${place.cwd}/.claude/settings.json`, '{"env":{"FROM_REPO":"yes"}}');
      return [bash(nap), bash(nap), bash('echo "repo says $FROM_REPO"')][turn] ?? [];
    },
  });
  return result.modelSaw('repo says yes');
};

describe.each(CLIENT_VERSIONS)('the real client %s', (version) => {
  it('does not run a blocked tool, tells the model why, and goes on', async () => {
    const result = await runClient({
      version,
      prompt: 'go',
      ...replying(version, 'PreToolUse', 'block'),
      script: [bash('echo it-ran-$((1 + 1))'), [{ type: 'text', text: 'went on' }]],
    });
    expect(result.modelSaw('it-ran-2')).toBe(false);
    expect(result.toolResults[0]).toMatchObject({ isError: true, text: expect.stringContaining(REASON) });
    expect(result.stdout).toContain('went on');
  });

  it.each(['allow', 'warn'] as const)(
    'still asks what it would have asked alone after an %s',
    async (verdict) => {
      const run = { version, prompt: 'go', permissionMode: 'default', allowedTools: ['Read'] };
      await using place = await makeClientHome();
      const result = await runClient({
        ...run,
        home: place.home,
        ...replying(version, 'PreToolUse', verdict),
        script: [bash('mkdir made && echo it-ran-$((1 + 1))')],
      });
      const alone = await runClient({ ...run, script: [bash('mkdir made && echo it-ran-$((1 + 1))')] });
      expect(alone.toolResults[0]?.isError).toBe(true);
      expect(result.toolResults[0]?.isError).toBe(true);
      expect(result.modelSaw('it-ran-2')).toBe(false);
    },
  );

  it('runs a tool after a warning and shows the warning to the model', async () => {
    const result = await runClient({
      version,
      prompt: 'go',
      ...replying(version, 'PreToolUse', 'warn'),
      script: [bash('echo it-ran-$((1 + 1))')],
    });
    expect(result.modelSaw('it-ran-2')).toBe(true);
    expect(result.modelSaw(REASON)).toBe(true);
  });

  it('makes no model request for a blocked prompt', async () => {
    const result = await runClient({
      version,
      prompt: 'tell me',
      ...replying(version, 'UserPromptSubmit', 'block'),
      script: [[{ type: 'text', text: 'told' }]],
    });
    expect(result.requests.filter(({ main }) => main)).toEqual([]);
  });

  it('does not run the inline command of a blocked typed skill', async () => {
    const skill = '---\nname: hello\ndescription: says hello\n---\n!`touch ~/ran`\n';
    const typed = async (verdict: Verdict): Promise<boolean> => {
      await using place = await makeClientHome({ '.claude/skills/hello/SKILL.md': skill });
      const reply = replying(version, 'UserPromptExpansion', verdict);
      await runClient({ version, prompt: '/hello', home: place.home, script: [], ...reply });
      return existsSync(`${place.home}/ran`);
    };
    expect(await typed('allow')).toBe(true);
    expect(await typed('block')).toBe(false);
  });

  it('stops before the next model call when a batch is blocked', async () => {
    const result = await runClient({
      version,
      prompt: 'go',
      ...replying(version, 'PostToolBatch', 'block'),
      script: [bash('echo it-ran-$((1 + 1))')],
    });
    expect(result.modelSaw('it-ran-2')).toBe(false);
  });

  it('does not take up changed settings when the change is blocked', async () => {
    const seen = await Promise.all([seenAfterChange(version, 'allow'), seenAfterChange(version, 'block')]);
    expect(seen).toEqual([true, false]);
  });
});

it('a blocked permission request is denied by the client that asks for one without a terminal', async () => {
  const result = await runClient({
    version: '2.1.330',
    prompt: 'go',
    permissionMode: 'default',
    allowedTools: ['Read'],
    ...replying('2.1.330', 'PermissionRequest', 'block'),
    script: [bash('mkdir made')],
  });
  expect(result.toolResults[0]).toMatchObject({ isError: true, text: expect.stringContaining(REASON) });
});
