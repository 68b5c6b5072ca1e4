import { policyJsonSchema } from '@sallyport/policy-core';
import type { Command } from 'commander';
import { define } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { printLine } from '../terminal.ts';

export const registerSchema = (policy: Command): Command =>
  define<object>(
    policy
      .command('schema')
      .description('The JSON Schema of policy documents, for an editor to complete and check them'),
    [
      'sallyport policy schema >policy.schema.json',
      'sallyport policy schema --json | jq .oneOf[0].properties.rules',
    ],
    async ({ json }) => {
      const schema = policyJsonSchema();
      if (!json) printLine(JSON.stringify(schema, undefined, 2));
      return { exit: EXIT.ok, data: schema };
    },
  );
