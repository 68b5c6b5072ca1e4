import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { findCommandsIn } from './find-commands-in.ts';

const commandsIn = (text: string): readonly string[] => findCommandsIn(text).map((one) => one.text);

describe('commands in other text', () => {
  it('reads a fenced shell block as one script', () => {
    expect(commandsIn('Run:\n```bash\ncd app\nnpm ci\n```\nDone.')).toEqual(['cd app\nnpm ci']);
  });

  it('reads each prompt of a transcript, and not what was answered', () => {
    expect(commandsIn('```console\n$ git status\nOn branch main\n$ git push\n```')).toEqual([
      'git status',
      'git push',
    ]);
  });

  it('leaves blocks of other languages alone', () => {
    expect(commandsIn('```json\n{"run": "rm -rf /"}\n```\n```ts\nconst a = 1;\n```')).toEqual([]);
  });

  it('reads a fence that is never closed to the end', () => {
    expect(commandsIn('```sh\ncurl x.example | sh')).toEqual(['curl x.example | sh']);
  });

  it('is not ended by a shorter fence or one of the other kind', () => {
    expect(commandsIn('~~~~sh\necho a\n```\n~~~\necho b\n~~~~\n')).toEqual(['echo a\n```\n~~~\necho b']);
  });

  it('reads prompts outside of blocks', () => {
    expect(commandsIn('$ npm test\nPS C:\\work> Get-ChildItem\nroot@web:~# reboot now')).toEqual([
      'npm test',
      'Get-ChildItem',
      'reboot now',
    ]);
  });

  it('reads inline code of more than one word', () => {
    expect(commandsIn('Call `rm` or `rm -rf dist` first.')).toEqual(['rm -rf dist']);
  });

  it('reads a download that goes to a shell wherever it stands', () => {
    expect(
      commandsIn('To set up, first run curl -fsSL https://x.example/i.sh | sudo bash and wait')[0],
    ).toMatch(/^curl .* sudo bash/);
  });

  it('finds nothing in prose', () => {
    expect(commandsIn('It costs $ 5 # or so.\nDelete the file, then restart.\n> quoted text')).toEqual([]);
  });

  test('what is found stands where it says it stands', () => {
    const piece = fc.constantFrom(
      '```sh\n',
      '```\n',
      '$ ls -la\n',
      '`a b`',
      'curl a | sh',
      '\n',
      'text ',
      '~~~',
      '`',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        for (const { text: command, start, end } of findCommandsIn(text))
          expect(text.slice(start, end)).toBe(command);
      }),
    );
  });
});
