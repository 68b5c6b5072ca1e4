import { diff } from '@sallyport/policy-core';
import type { Command } from 'commander';
import { define, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { withStanding } from './apply.ts';
import type { Standing } from './draft.ts';
import { IN_FORCE, knownPolicies } from './known-policies.ts';
import { countRules, showDiff } from './show-diff.ts';

export const registerDiff = (policy: Command): Command =>
  define<Standing>(
    withStanding(
      policy
        .command('diff')
        .argument('<old>', 'a version, `in-force`, a shipped pack or a folder; alone, it is the new one')
        .argument('[new]', 'the same; default: what is in force is compared with the first')
        .description('What one policy says and another does not, rule by rule'),
    ),
    [
      'sallyport policy diff ./policies',
      'sallyport policy diff 3-1f0c9a2b7d44 in-force',
      'sallyport policy diff individual ./policies --json',
    ],
    async (options, first = '', second) => {
      const context = openState();
      if (isFailure(context)) return context;
      const known = knownPolicies(context);
      const [from, to] = await Promise.all(
        (second === undefined ? [IN_FORCE, first] : [first, second]).map((name) =>
          known.named(name, options),
        ),
      );
      if (from === undefined || isFailure(from)) return from ?? { exit: EXIT.ok };
      if (to === undefined || isFailure(to)) return to ?? { exit: EXIT.ok };
      const documents = diff(from, to);
      if (!options.json) showDiff(documents);
      return {
        exit: EXIT.ok,
        data: { from: from.version, to: to.version, rules: countRules(documents), documents },
      };
    },
  );
