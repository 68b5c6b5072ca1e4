import { expect, it } from 'vitest';
import { type PathScope, scopeOf } from './path-scope.ts';

const FOLDERS = { home: '/home/ann', cwd: '/home/ann/work/shop' };

const CASES: Readonly<Record<PathScope, readonly string[]>> = {
  device: ['/dev/sda', '/dev/nvme0n1p2', '/dev/disk2', '\\\\.\\PhysicalDrive0'],
  system: [
    '/',
    '/*',
    '/etc',
    '/etc/nginx',
    '/usr/local/',
    'C:\\',
    'C:\\Windows\\System32',
    '/home',
    '/var/lib/x',
  ],
  home: ['~', '~/', '~/*', '$HOME', '"$HOME"/*', '/home/bob', '../..', '/Users/bob', '%USERPROFILE%', '~/.*'],
  keys: ['~/.ssh', '~/.ssh/id_ed25519', '~/.aws', '/root/.gnupg'],
  personal: [
    '~/Documents',
    '~/Documents/thesis',
    '/Users/bob/Desktop',
    '~/.config/app',
    'C:/Users/bob/Documents',
    '/srv/shop/backups',
    '/data/shop.db',
  ],
  project: ['.', './', '*', './*', '.*', '..', '$PWD', '$(pwd)/*', '.git', '/home/ann/work/shop'],
  'inside-project': ['src', './src/app', 'packages/a', 'src/*.ts', '.github'],
  rebuilt: [
    'node_modules',
    'dist/*',
    './build',
    'packages/a/dist',
    '__pycache__',
    'app.log',
    '/home/ann/other/target',
  ],
  temporary: ['/tmp/x', '/tmp', '"$TMPDIR/x"', '/var/tmp/y', '~/.cache/pip', '/private/var/folders/x'],
  elsewhere: ['/home/ann/other', '../blog', '/app/src', 'D:/data'],
  unknown: ['$DIR', '"${DIR}"/x', '$(find-it)', '{}', '`which x`'],
};

it.for(Object.entries(CASES))('%s is where these lie', ([scope, paths]) => {
  expect(paths.map((path) => [path, scopeOf(path, FOLDERS)])).toEqual(paths.map((path) => [path, scope]));
});
