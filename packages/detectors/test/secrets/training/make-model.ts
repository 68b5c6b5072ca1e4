/** Trains the filter again: `node packages/detectors/test/secrets/training/make-model.ts`. */
import { writeFileSync } from 'node:fs';
import { modelModule } from './model-module.ts';

const { module, manifest } = await modelModule();
writeFileSync(new URL('../../../src/secrets/generic/model.ts', import.meta.url), module);
writeFileSync(new URL('manifest.json', import.meta.url), manifest);
