import { readdirSync } from 'node:fs';
import { CLIENT_VERSIONS, makeClientHome, runClient } from '@sallyport/testkit';
import { readHook } from '@sallyport/surfaces';
import { expect, it } from 'vitest';
import { testContext } from './test-context.ts';

/* The client is the oracle: whatever file a typed skill makes it touch, the reader must have seen in its text. */

const skill = [
  '---',
  'name: hello',
  'description: says hello',
  'arguments: who other',
  '---',
  'plain `touch ~/ran-plain` and glued!`touch ~/ran-glued`',
  'span !`touch ~/ran-span` and another !`touch ~/ran-second`',
  '!`touch \\',
  '~/ran-two-lines`',
  'one line ```!touch ~/ran-one-line-fence``` more',
  '  ```!',
  '  touch ~/ran-indented-fence',
  '  ```',
  '!`touch ~/ran-$0`',
  '!`touch ~/ran-$ARGUMENTS[1]`',
  '!`touch ~/ran-named-$who`',
  '',
].join('\n');

it.each(CLIENT_VERSIONS)('every command that %s runs for a typed skill was read before', async (version) => {
  await using place = await makeClientHome({ '.claude/skills/hello/SKILL.md': skill });
  await runClient({
    version,
    prompt: '/hello ann "b-c" d',
    home: place.home,
    permissionMode: 'bypassPermissions',
    script: [],
  });
  const ran = readdirSync(place.home).filter((name) => name.startsWith('ran-'));
  expect(ran.length).toBeGreaterThanOrEqual(6);

  const reading = readHook(
    {
      hook_event_name: 'UserPromptExpansion',
      cwd: place.cwd,
      expansion_type: 'slash_command',
      command_name: 'hello',
      command_args: 'ann "b-c" d',
    },
    { ...testContext(), home: place.home, readComponent: () => ({ text: skill, copies: [] }) },
  );
  const actions = reading.kind === 'actions' ? reading.actions : [];
  const read = actions.flatMap(({ paths }) => paths.map(({ path }) => path));
  expect(read).toEqual(expect.arrayContaining(ran.map((name) => `${place.home}/${name}`)));
});
