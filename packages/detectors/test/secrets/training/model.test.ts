import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { modelModule } from './model-module.ts';

const committed = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

test('training again gives the committed model and manifest, to the last byte', async () => {
  const { module, manifest } = await modelModule();
  expect(module).toBe(committed('../../../src/secrets/generic/model.ts'));
  expect(manifest).toBe(committed('manifest.json'));
});
