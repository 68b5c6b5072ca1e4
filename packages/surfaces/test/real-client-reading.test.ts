import { PLACEHOLDER_HOME, CLIENT_VERSIONS, makeClientHome, recordHooks } from '@sallyport/testkit';
import { readHook } from '@sallyport/surfaces';
import { describe, expect, it } from 'vitest';
import { testContext } from './test-context.ts';

/* The corpus holds recordings; this says that the installed clients still send what was recorded. */

describe.each(CLIENT_VERSIONS)('a run of the real client %s', (version) => {
  it('is read from its first hook to its last', async () => {
    await using place = await makeClientHome({ 'project/notes.txt': 'alpha\n' });
    const { hooks, result } = await recordHooks({
      version,
      prompt: 'read @notes.txt',
      home: place.home,
      script: [
        [{ type: 'tool_use', name: 'Bash', input: { command: 'cat notes.txt' } }],
        [{ type: 'tool_use', name: 'Read', input: { file_path: `${place.cwd}/notes.txt` } }],
      ],
    });
    const readings = hooks.map(({ payload, environment }) =>
      readHook(payload, { ...testContext(), home: PLACEHOLDER_HOME, environment }),
    );
    expect(readings.filter(({ kind }) => kind === 'unreadable')).toEqual([]);

    const actions = readings.flatMap((reading) => (reading.kind === 'actions' ? reading.actions : []));
    const notes = `${PLACEHOLDER_HOME}/project/notes.txt`;
    expect(actions).toMatchObject([
      { kind: 'prompt.submit' },
      { kind: 'file.read', paths: [{ path: notes }] },
      {
        kind: 'shell.run',
        command: { programs: [{ name: 'cat' }] },
        paths: [{ path: notes, access: 'read' }],
      },
      { kind: 'file.read', paths: [{ path: notes }] },
    ]);
    for (const { origin } of actions) {
      expect(origin).toMatchObject({ agent: 'claude-code', agentVersion: version, attended: false });
      expect(origin.session).toBe(result.sessionId);
    }

    const outcomes = readings.flatMap((reading) =>
      reading.kind === 'outcome' && reading.event === 'PostToolUse' ? reading.outcomes : [],
    );
    const calls = readings.flatMap((reading) =>
      reading.kind === 'actions' && reading.toolUseId !== undefined
        ? [[reading.toolUseId, reading.actions[0]?.digest]]
        : [],
    );
    expect(outcomes.map(({ toolUseId, digest }) => [toolUseId, digest])).toEqual(calls);
    expect(readings.map((reading) => ('event' in reading ? reading.event : ''))).toEqual(
      expect.arrayContaining(['SessionStart', 'Stop', 'SessionEnd']),
    );
  });
});
