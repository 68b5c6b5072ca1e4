import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../settings.ts';
import { readManagedMachine } from './managed-machine.ts';

const MACHINE = { v: 1, stateHome: '/var/lib/sallyport', port: 7070, hookPort: 907, pack: 'individual' };
const uid = process.getuid?.() ?? 0;

describe('readManagedMachine', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'machine-'));
    file = join(folder, 'machine.json');
    writeFileSync(file, JSON.stringify(MACHINE), { mode: 0o644 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('believes a file that only its owner can change', () => {
    expect(readManagedMachine(file, uid)).toEqual({ kind: 'managed', machine: MACHINE });
  });

  it('takes a machine without the file for an unmanaged one', () => {
    expect(readManagedMachine(join(folder, 'none.json'), uid)).toEqual({ kind: 'not-managed' });
    expect(readManagedMachine(join(file, 'below-a-file'), uid)).toEqual({ kind: 'not-managed' });
  });

  it.for([
    ['others may write the file', () => chmodSync(file, 0o666)],
    ['others may write its folder', () => chmodSync(folder, 0o777)],
    ['it is not JSON', () => writeFileSync(file, '{')],
    ['a field is missing', () => writeFileSync(file, '{"v":1}')],
    ['a field is unknown', () => writeFileSync(file, JSON.stringify({ ...MACHINE, upstream: 'x' }))],
    ['the pack is unknown', () => writeFileSync(file, JSON.stringify({ ...MACHINE, pack: '../x' }))],
    [
      'a folder stands in its place',
      () => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ] as const)('refuses to go on as either when %s', ([, harm]) => {
    harm();
    expect(readManagedMachine(file, uid)).toMatchObject({
      kind: 'unsafe',
      message: expect.stringContaining('as root') as string,
    });
  });

  it('says which of these an install may mend: root’s own file with no sense in it', () => {
    writeFileSync(file, '{');
    expect(readManagedMachine(file, uid)).toMatchObject({ kind: 'unsafe', damaged: true });
    chmodSync(file, 0o666);
    expect(readManagedMachine(file, uid)).toMatchObject({ kind: 'unsafe', damaged: false });
  });

  it.runIf(uid === 0)('does not believe a file that belongs to somebody else, or a link of theirs', () => {
    chownSync(file, 12345, 12345);
    expect(readManagedMachine(file)).toMatchObject({ kind: 'unsafe' });
    const link = join(folder, 'link.json');
    const mine = mkdtempSync(join(tmpdir(), 'theirs-'));
    symlinkSync(join(mine, 'machine.json'), link);
    expect(readManagedMachine(link)).toEqual({ kind: 'not-managed' });
    rmSync(mine, { recursive: true });
  });

  it('lets no variable of the environment change what root has written', () => {
    const environment = {
      SALLYPORT_HOME: '/tmp/elsewhere',
      SALLYPORT_PORT: '0',
      SALLYPORT_PACK: 'nonsense',
      LISTEN_PID: '1',
      LISTEN_FDS: '3',
    };
    expect(readSettings(environment, readManagedMachine(file, uid))).toMatchObject({
      ok: true,
      settings: {
        tier: 'managed',
        stateHome: '/var/lib/sallyport',
        port: 7070,
        hookPort: 907,
        pack: 'individual',
        descriptors: {},
      },
    });
  });

  it('reads the sockets that the service manager hands over by their names', () => {
    const environment = {
      LISTEN_PID: String(process.pid),
      LISTEN_FDS: '3',
      LISTEN_FDNAMES: 'hook:console:console',
    };
    const read = readSettings(environment, { kind: 'not-managed' });
    expect(read.ok && { ...read.settings.descriptors }).toEqual({ hook: [3], console: [4, 5] });
  });
});
