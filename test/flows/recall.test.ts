/** A skill that was fine yesterday: it is recalled while a session that has loaded it goes on. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_VERSIONS, runClient, type Script } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { install, type Installation } from './support/installation.ts';

const uses = (...calls: [name: string, input: object][]): Script => [
  ...calls.map(([name, input]) => [{ type: 'tool_use', name, input }] as const),
  [{ type: 'text', text: 'done' }],
];
const load: [string, object] = ['Skill', { skill: 'deploy' }];

describe.each(CLIENT_VERSIONS)('with the real client %s', (version) => {
  let place: Installation;
  let skill: string;
  beforeAll(async () => {
    place = await install({
      '.claude/skills/deploy/SKILL.md':
        '---\nname: deploy\ndescription: deploys\n---\nLoaded: !`touch loaded.txt; echo yes`\n',
      '.claude/skills/deploy/run.sh': 'echo deploy\n',
    });
    skill = join(place.home, '.claude/skills/deploy');
  });
  afterAll(async () => place[Symbol.asyncDispose]());
  const at = (name: string): string => join(place.cwd, name);
  const run = (script: Script, prompt = 'please help') =>
    runClient({ version, home: place.home, prompt, script, allowedTools: ['Skill', 'Bash'] });
  const hasLoaded = (): boolean => {
    const is = existsSync(at('loaded.txt'));
    rmSync(at('loaded.txt'), { force: true });
    return is;
  };
  let exposed: string | undefined;

  test('a recall stops a running session that has loaded it, at its next action', async () => {
    const wait = `touch waits; for n in $(seq 200); do [ -e recalled ] && break; sleep .1; done; echo went-on`;
    const running = run(uses(load, ['Bash', { command: wait }], ['Bash', { command: 'touch after.txt' }]));
    await expect.poll(() => existsSync(at('waits')), { timeout: 20_000 }).toBe(true);
    expect(hasLoaded()).toBe(true);
    const why = 'it sends keys away';
    const recalled = await place.sallyport('recall', 'add', skill, '--why', why, '--name', 'deploy', '--yes');
    expect(recalled.exitCode).toBe(0);
    writeFileSync(at('recalled'), '');
    const result = await running;
    expect(result.toolResults[1]?.text).toContain('went-on');
    expect(result.toolResults[2]?.text).toContain('this session has loaded a part that was recalled since');
    expect(existsSync(at('after.txt'))).toBe(false);
    exposed = result.sessionId;
  });

  test('it loads nowhere any more: not by the model, and not when a person types it', async () => {
    const byModel = await run(uses(load, ['Bash', { command: 'touch goes-on.txt' }]));
    expect(byModel.toolResults[0]?.text).toContain('the part `deploy` was recalled: it sends keys away');
    expect(hasLoaded()).toBe(false);
    expect(byModel.modelSaw('Loaded:')).toBe(false);
    // Nothing of it came into this session, so the session goes on.
    expect(existsSync(at('goes-on.txt'))).toBe(true);
    await run(uses(), '/deploy');
    expect(hasLoaded()).toBe(false);
  });

  test('who was exposed is known afterwards, and the recall is on record', async () => {
    await expect
      .poll(
        async () => {
          const { stdout } = await place.sallyport('recall', 'exposure', skill, '--json');
          // The program's own report; another shape fails here.
          const { sessions } = JSON.parse(stdout) as {
            sessions: { session: string; actions: number; stopped: number }[];
          };
          return sessions.find(({ session }) => session === exposed);
        },
        { timeout: 15_000 },
      )
      .toMatchObject({ actions: 3, stopped: 1 });
    const versions = await place.sallyport('policy', 'list', '--json');
    expect(versions.stdout).toContain('"kind":"recalled"');
    const list = await place.sallyport('recall', 'list');
    expect(list.stdout).toContain('it sends keys away');
  });

  test('other content under the same name loads, and the recalled one does when the recall is lifted', async () => {
    writeFileSync(join(skill, 'run.sh'), 'echo deploy 2\n');
    await run(uses(load));
    expect(hasLoaded()).toBe(true);
    writeFileSync(join(skill, 'run.sh'), 'echo deploy\n');
    await run(uses(load));
    expect(hasLoaded()).toBe(false);
    const lifted = await place.sallyport('recall', 'lift', skill, '--why', 'it was another one', '--yes');
    expect(lifted.exitCode).toBe(0);
    await run(uses(load));
    expect(hasLoaded()).toBe(true);
  });
});
