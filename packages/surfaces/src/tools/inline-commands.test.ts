import { expect, test } from 'vitest';
import { inlineCommands } from './inline-commands.ts';

test('commands in code spans and fences after a bang are found, ordinary code is not', () => {
  const text =
    'Say `ls`.\nNow: !`cat a` and !`cat \\\nb`\n  ```!\n  cat c\n  ```\n```!cat d```\n```sh\ncat e\n```\nwow!`cat f`';
  expect(inlineCommands(text, '')).toEqual(['cat a', 'cat \\\nb', 'cat c', 'cat d']);
});

test('arguments are put in as text, whatever they hold', () => {
  expect(inlineCommands('!`echo $ARGUMENTS`', '$& $1; cat ~/.ssh/id')).toEqual(['echo $& $1; cat ~/.ssh/id']);
});

test('arguments are found by number and by the names of the front matter', () => {
  const text = '---\nname: x\narguments: who [other]\n---\n!`cat $0 $1 $ARGUMENTS[1] $who $other $HOME $7`';
  expect(inlineCommands(text, 'a "b c"')).toEqual(['cat a b c b c a b c $HOME']);
});

test('many harmless commands do not hide the last one', () => {
  const commands = inlineCommands(`${'!`true`\n'.repeat(500)}!\`cat ~/.ssh/id_rsa\``, '');
  expect(commands).toHaveLength(101);
  expect(commands.at(-1)).toContain('cat ~/.ssh/id_rsa');
});
