import { Obligation, PolicyId, RuleId, VERDICTS, type Decision, type Verdict } from '@sallyport/action-model';
import { describe, expect, it } from 'vitest';
import { capabilityOf } from './client-capability.ts';
import { express } from './express.ts';
import { HOOK_EVENTS, hookEventOf, subscribedEvents } from './hook-events.ts';
import { replyTo } from './reply-to.ts';

const decision = (verdict: Verdict, changes: Partial<Decision> = {}): Decision => ({
  verdict,
  enforced: verdict,
  stage: 'enforce',
  obligations: [],
  reasons: [
    {
      policy: PolicyId.parse('secrets-stay-home'),
      rule: RuleId.parse('ssh-keys'),
      say: 'private keys stay out of agents',
    },
  ],
  policyVersion: '1',
  marks: [],
  ...changes,
});
const client = capabilityOf('2.1.330');
const parsed = (text: string): unknown => JSON.parse(text);

const said = (event: string) => {
  const reply = replyTo(event, decision('block'), client);
  return reply.exitCode === 2 ? 'exit 2' : parsed(reply.stdout || '{}');
};
const fitted = (verdict: Verdict) => express(decision(verdict), 'PreToolUse', client);
const names = (version?: string) => subscribedEvents(version).map(({ event }) => event);

describe('an allow', () => {
  it('is an empty reply on every event, so that the client still asks what it would have asked', () => {
    for (const event of [...Object.keys(HOOK_EVENTS), 'Tomorrow']) {
      expect(replyTo(event, decision('allow'), client)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    }
  });

  it('is never said to the client, whatever the decision', () => {
    for (const event of Object.keys(HOOK_EVENTS)) {
      for (const verdict of VERDICTS) {
        const { stdout } = replyTo(event, decision(verdict), client);
        expect(stdout).not.toMatch(/"(?:permissionDecision|behavior|action)":"(?:allow|accept|ask|defer)"/);
        expect(stdout).not.toContain('"continue"');
        expect(stdout).not.toContain('\n');
      }
    }
  });
});

describe('a block', () => {
  it('of a tool is a deny whose reason lets the model go on', () => {
    const reply = replyTo('PreToolUse', decision('block'), client, { toolName: 'Read' });
    expect(reply).toMatchObject({ exitCode: 0, stderr: '' });
    expect(parsed(reply.stdout)).toEqual({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: expect.stringMatching(
          /stopped this Read call[^]*private keys stay out of agents \(rule secrets-stay-home\/ssh-keys\)[^]*do not retry[^]*Go on with/,
        ),
      },
    });
  });

  it('has the words of each event', () => {
    expect(said('UserPromptSubmit')).toMatchObject({
      decision: 'block',
      reason: expect.stringContaining('prompt'),
    });
    expect(said('UserPromptExpansion')).toMatchObject({ decision: 'block' });
    expect(said('ConfigChange')).toMatchObject({ decision: 'block' });
    expect(said('PreCompact')).toMatchObject({ decision: 'block' });
    expect(said('PermissionRequest')).toMatchObject({
      hookSpecificOutput: { decision: { behavior: 'deny', interrupt: false } },
    });
    expect(said('Elicitation')).toMatchObject({ hookSpecificOutput: { action: 'decline' } });
    expect(said('PostToolBatch')).toBe('exit 2');
    expect(said('TaskCreated')).toBe('exit 2');
    expect(said('PreModelSwitch')).toBe('exit 2');
  });

  it('is not claimed where the client goes on anyway', () => {
    for (const event of ['SessionStart', 'SessionEnd', 'PostToolUse', 'Stop', 'DirectoryAdded', 'Tomorrow']) {
      const fitted = express(decision('block'), event, client);
      expect(fitted.marks).toContain('observe-only-surface');
      expect(['warn', 'allow']).toContain(fitted.enforced);
      const reply = replyTo(event, decision('block'), client);
      expect(reply.exitCode).toBe(0);
      expect(reply.stdout).not.toContain('"decision"');
    }
    const managed = express(decision('block'), 'ConfigChange', client, { configSource: 'policy_settings' });
    expect(managed.marks).toContain('observe-only-surface');
  });

  it('by a failure says what failed and that it was no judgement of the call', () => {
    const failed = decision('block', {
      reasons: [],
      failMode: { failure: 'unreadable-payload', mode: 'closed', detail: '`command`: expected string' },
    });
    const { stdout } = replyTo('PreToolUse', failed, client, { toolName: 'Bash' });
    expect(stdout).toContain('could not be understood: `command`: expected string');
  });

  it('stays short however many rules spoke', () => {
    const reason = decision('block').reasons[0];
    const reasons = Array.from(
      { length: 900 },
      () => ({ ...reason, say: 'x'.repeat(1900) }) as Decision['reasons'][0],
    );
    expect(replyTo('PreToolUse', decision('block', { reasons }), client).stdout.length).toBeLessThan(5000);
  });
});

describe('what a hook cannot say', () => {
  it('becomes stricter, and is marked', () => {
    expect(fitted('redact')).toMatchObject({ enforced: 'block', marks: ['redact-became-block'] });
    expect(fitted('approve')).toMatchObject({ enforced: 'block', marks: ['approve-became-block'] });
    expect(fitted('read-only')).toMatchObject({
      verdict: 'read-only',
      enforced: 'block',
      marks: ['read-only-became-approve', 'approve-became-block'],
    });
  });

  it('is the same said once or twice', () => {
    for (const event of Object.keys(HOOK_EVENTS)) {
      for (const verdict of VERDICTS) {
        const once = express(decision(verdict), event, client);
        expect(express(once, event, client)).toEqual(once);
      }
    }
  });
});

describe('a warning', () => {
  it('reaches model and person without touching the permission', () => {
    const { stdout } = replyTo('PreToolUse', decision('warn'), client, { toolName: 'Bash' });
    expect(parsed(stdout)).toEqual({
      systemMessage: expect.stringContaining('private keys stay out of agents'),
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        additionalContext: expect.stringContaining('private keys stay out of agents'),
      },
    });
  });

  it('that cannot be shown is an allow with a mark', () => {
    expect(express(decision('warn'), 'SessionEnd', client)).toMatchObject({
      verdict: 'warn',
      enforced: 'allow',
      marks: ['warn-not-shown'],
    });
  });
});

describe('the events that are subscribed to', () => {
  it('are those the client knows; without a version, those every client knows', () => {
    expect(names()).toContain('PreToolUse');
    expect(names()).not.toContain('DirectoryAdded');
    expect(names('2.1.197')).toEqual(names());
    expect(names('2.1.330')).toEqual([...names(), 'DirectoryAdded'].sort((a, b) => order(a) - order(b)));
  });

  it('never include one whose hook replaces what the client does', () => {
    expect(subscribedEvents('9.9.9').map(({ event }) => event)).not.toContain('WorktreeCreate');
  });

  it('have a matcher where the client compares one', () => {
    for (const { event, matcher } of subscribedEvents('2.1.330')) {
      expect(matcher).toBe(hookEventOf(event).matchesOn === undefined ? undefined : '*');
    }
  });
});

const order = (event: string): number => Object.keys(HOOK_EVENTS).indexOf(event);

describe('an ability of the client', () => {
  it('is missing when the version is unknown or odd', () => {
    for (const version of [undefined, '', 'latest', '2.1', '2.1.330-beta']) {
      expect(capabilityOf(version)).toMatchObject({ onFailureBlock: false, promptStopsTypedSkill: false });
    }
  });

  it('counts from its first version on', () => {
    expect(capabilityOf('2.1.294').onFailureBlock).toBe(false);
    expect(capabilityOf('2.1.295').onFailureBlock).toBe(true);
    expect(capabilityOf('2.10.0').onFailureBlock).toBe(true);
    expect(capabilityOf('3.0.0').onFailureBlock).toBe(true);
  });
});

describe('a read-only run', () => {
  const rewritten = { command: 'sallyport sandbox-run 0123', description: 'list' };

  it('is the same call with another command, and leaves the permission to the client', () => {
    const context = { toolName: 'Bash', readOnly: 'sandbox' as const, updatedInput: rewritten };
    const { stdout } = replyTo('PreToolUse', decision('read-only'), client, context);
    expect(parsed(stdout)).toEqual({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        updatedInput: rewritten,
        additionalContext: expect.stringContaining('runs this Bash call read-only'),
      },
    });
  });

  it('of what changes nothing anyway is an empty reply', () => {
    const context = { toolName: 'Read', readOnly: 'already' as const };
    expect(express(decision('read-only'), 'PreToolUse', client, context)).toMatchObject({
      enforced: 'read-only',
      marks: [],
    });
    expect(replyTo('PreToolUse', decision('read-only'), client, context).stdout).toBe('');
  });

  it('without the command to run instead is a block', () => {
    const context = { toolName: 'Bash', readOnly: 'sandbox' as const };
    expect(replyTo('PreToolUse', decision('read-only'), client, context).stdout).toContain('"deny"');
  });

  it('is a block where something has to be redacted too', () => {
    const context = { toolName: 'Bash', readOnly: 'sandbox' as const, updatedInput: rewritten };
    const redacted = { verdict: 'redact', policy: 'p', rule: 'r', stage: 'enforce' };
    const both = decision('read-only', { obligations: [Obligation.parse(redacted)] });
    expect(replyTo('PreToolUse', both, client, context).stdout).toContain('"deny"');
  });

  it('is none where another rule blocks, or on an event that runs nothing', () => {
    const context = { toolName: 'Bash', readOnly: 'sandbox' as const, updatedInput: rewritten };
    expect(replyTo('PreToolUse', decision('block'), client, context).stdout).toContain('"deny"');
    expect(replyTo('UserPromptSubmit', decision('read-only'), client, context).stdout).toContain('"block"');
  });
});

describe('a message without what must not leave', () => {
  const updatedInput = { to: 'bob', message: 'the key is [redacted:aws-key]' };

  it('is the same call with another text, and leaves the permission to the client', () => {
    const context = { toolName: 'SendMessage', canRedactInput: true, updatedInput };
    expect(parsed(replyTo('PreToolUse', decision('redact'), client, context).stdout)).toEqual({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        updatedInput,
        additionalContext: expect.stringContaining('took something out of this SendMessage call'),
      },
    });
  });

  it('is a block where the text could not be made', () => {
    const context = { toolName: 'SendMessage', canRedactInput: true };
    expect(replyTo('PreToolUse', decision('redact'), client, context).stdout).toContain('"deny"');
    expect(
      replyTo('UserPromptSubmit', decision('redact'), client, { ...context, updatedInput }).stdout,
    ).toContain('"block"');
  });
});
