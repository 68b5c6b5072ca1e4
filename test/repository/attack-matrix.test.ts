import { expect, test } from 'vitest';
import { attackMatrix } from '../flows/support/attack-matrix.ts';

test('docs/attack-matrix.md says what the flows expect; `vitest -u` prints it anew', async () => {
  await expect(attackMatrix()).toMatchFileSnapshot('../../docs/attack-matrix.md');
});
