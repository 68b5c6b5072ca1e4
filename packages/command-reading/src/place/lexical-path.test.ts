import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveLexically } from './lexical-path.ts';

const linux = { home: '/home/u', cwd: '/home/u/work' };
const mac = { home: '/Users/u', cwd: '/Users/u/work' };
const windows = { home: 'C:\\Users\\u', cwd: 'C:\\Users\\u\\work' };

describe('a path by its text', () => {
  test.each([
    ['/etc/passwd', '/etc/passwd'],
    ['a/b', '/home/u/work/a/b'],
    ['.env', '/home/u/work/.env'],
    ['./a', '/home/u/work/a'],
    ['..', '/home/u'],
    ['../../../../..', '/'],
    ['/a//b///c/', '/a/b/c'],
    ['/a/./b/../c', '/a/c'],
    ['/a/...', '/a/...'],
    ['~', '/home/u'],
    ['~/.ssh', '/home/u/.ssh'],
    ['~bob/.ssh', '/home/bob/.ssh'],
    ['~root/.ssh', '/root/.ssh'],
    ['/proc/self/root/etc/shadow', '/etc/shadow'],
    ['/proc/1/root/etc/shadow', '/etc/shadow'],
    ['/proc/self/root/proc/self/root/etc', '/etc'],
    ['/proc/self/task/7/root/etc', '/etc'],
    ['/proc/thread-self/root/etc', '/etc'],
    ['/proc/self/cwd/a', '/home/u/work/a'],
    ['/proc/self/root/../etc', '/etc'],
    ['/proc/self/environ', '/proc/self/environ'],
    ['/etc/../proc/self/root/etc', '/etc'],
    ['file:///etc/passwd', '/etc/passwd'],
    ['file://localhost/etc/pass%77d', '/etc/passwd'],
    ['/etc/passwd\0.png', '/etc/passwd'],
    ['/dev/fd/3', '/dev/fd/3'],
    ['a\\b', '/home/u/work/a\\b'],
    ['C:\\Users\\x', 'C:/Users/x'],
    ['c:/x/../y', 'C:/y'],
  ])('on Linux %j is %j', (given, path) => {
    expect(resolveLexically(given, linux).path).toBe(path);
  });

  test.each([
    ['~bob', '/Users/bob'],
    ['~root', '/var/root'],
    ['/private/etc/hosts', '/etc/hosts'],
    ['/System/Volumes/Data/Users/u/.ssh', '/Users/u/.ssh'],
  ])('on macOS %j is %j', (given, path) => {
    expect(resolveLexically(given, mac).path).toBe(path);
  });

  test.each([
    ['~\\.ssh\\id_rsa', 'C:/Users/u/.ssh/id_rsa'],
    ['..\\.ssh', 'C:/Users/u/.ssh'],
    ['\\\\?\\C:\\Windows', 'C:/Windows'],
    ['\\\\server\\share\\x', '//server/share/x'],
    ['id_rsa. ', 'C:/Users/u/work/id_rsa'],
    ['x::$DATA', 'C:/Users/u/work/x'],
    ['/c/Users/u', 'C:/Users/u'],
    ['\\Windows', 'C:/Windows'],
    ['C:', 'C:/'],
  ])('on Windows %j is %j', (given, path) => {
    expect(resolveLexically(given, windows).path).toBe(path);
  });

  test('says whether it is a pattern', () => {
    expect(resolveLexically('a*', linux).glob).toBe(true);
    expect(resolveLexically('/a/[bc]', linux).glob).toBe(true);
    expect(resolveLexically('/a/b', linux).glob).toBe(false);
  });

  const parts = fc.array(
    fc.constantFrom('a', '.', '..', '', '.b', '~', 'proc', 'self', 'root', 'cwd', '1', 'C:', 'é'),
    { maxLength: 12 },
  );

  test('comes out absolute, without dots, and stays what it is when resolved again', () => {
    fc.assert(
      fc.property(
        parts,
        fc.constantFrom('', '/', '~/'),
        fc.constantFrom(linux, mac, windows),
        (names, start, folders) => {
          const { path } = resolveLexically(start + names.join('/'), folders);
          expect(path).toMatch(/^(?:\/|[A-Z]:\/)/);
          expect(path.split('/').filter((part) => part === '.' || part === '..')).toEqual([]);
          expect(resolveLexically(path, folders).path).toBe(path);
        },
      ),
    );
  });
});
