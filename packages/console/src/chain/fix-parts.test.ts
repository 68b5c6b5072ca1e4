import { expect, test } from 'vitest';
import { fixParts } from './fix-parts.ts';

test('a bare command is a command', () => {
  expect(fixParts('sallyport install claude-code')).toEqual([
    { kind: 'command', text: 'sallyport install claude-code' },
  ]);
});

test('commands are found in a sentence', () => {
  expect(fixParts('restart the client, then run `sallyport status`')).toEqual([
    { kind: 'words', text: 'restart the client, then run ' },
    { kind: 'command', text: 'sallyport status' },
  ]);
});

test('a sentence that only begins like a command stays a sentence', () => {
  expect(fixParts('sallyport is not on the PATH. reinstall it')).toHaveLength(1);
  expect(fixParts('sallyport is not on the PATH. reinstall it')[0]?.kind).toBe('words');
});
