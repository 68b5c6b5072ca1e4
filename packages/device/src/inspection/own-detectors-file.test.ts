import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testMachine } from '../../test/install/test-machine.ts';
import { OwnDetectorsFile, readOwnDetectorsFile } from './own-detectors-file.ts';

const list = (pattern: string): string => `
apiVersion: sallyport/v1
kind: Detectors
detectors:
  - name: number
    level: warn
    pattern: '${pattern}'
    tests:
      - {text: PRJ-1234, expect: found}
      - {text: nothing, expect: nothing}
`;

it('gives the list, reads it again when it changed, and forgets it with the file', async () => {
  await using machine = await testMachine();
  const file = join(machine.root, 'detectors.yaml');
  const own = new OwnDetectorsFile(file, 'cooperative');
  expect(own.text()).toBeUndefined();
  writeFileSync(file, list('PRJ'));
  expect(own.text()).toBe(list('PRJ'));
  writeFileSync(`${file}.new`, list('PRJ-[0-9]+'));
  renameSync(`${file}.new`, file);
  expect(own.text()).toBe(list('PRJ-[0-9]+'));
  rmSync(file);
  expect(own.text()).toBeUndefined();
});

it('keeps the last good list while the file can not be used, and says why', async () => {
  await using machine = await testMachine();
  const file = join(machine.root, 'detectors.yaml');
  const own = new OwnDetectorsFile(file, 'cooperative');
  writeFileSync(file, list('PRJ'));
  own.text();
  writeFileSync(file, list('PRJ(?=-)'));
  expect(own.text()).toBe(list('PRJ'));
  expect(readOwnDetectorsFile(file, 'cooperative')).toEqual({
    kind: 'unusable',
    why: expect.stringContaining('detectors.yaml: detector `number` `PRJ(?=-)` looks ahead') as string,
  });
});

it('is not used on a managed machine where others can write it', async () => {
  await using machine = await testMachine();
  const file = join(machine.root, 'detectors.yaml');
  writeFileSync(file, list('PRJ'), { mode: 0o644 });
  expect(readOwnDetectorsFile(file, 'managed')).toMatchObject({ kind: 'ok', text: list('PRJ') });
  chmodSync(file, 0o664);
  expect(readOwnDetectorsFile(file, 'managed')).toMatchObject({ kind: 'unusable' });
  expect(readOwnDetectorsFile(file, 'cooperative')).toMatchObject({ kind: 'ok', text: list('PRJ') });
});
