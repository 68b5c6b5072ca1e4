/** Writes the translated rules: `node packages/detectors/test/secrets/rule-maker/make-rules.ts RULES.toml`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { rulesModule } from './rules-module.ts';

const file = process.argv[2];
if (file === undefined) throw new Error('name the rule file to translate');
writeFileSync(
  new URL('../../../src/secrets/gitleaks-rules.ts', import.meta.url),
  await rulesModule(readFileSync(file, 'utf8')),
);
