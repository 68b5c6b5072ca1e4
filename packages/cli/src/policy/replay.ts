import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { withStanding } from './apply.ts';
import type { Standing } from './draft.ts';
import { knownPolicies } from './known-policies.ts';
import { readDecisions, sinceOf, type Reading } from './read-decisions.ts';
import { replayEvidence } from './replay-evidence.ts';
import { showReplay } from './show-replay.ts';

type Options = Standing & { policy?: string; since?: string; withoutAnswers: boolean };

export const registerReplay = (policy: Command): Command =>
  define<Options>(
    withStanding(
      policy
        .command('replay')
        .description(
          'Decide again what this device has on record, under a draft, and list only what would differ; without a draft, under the versions that were in force, which must differ nowhere',
        )
        .option('--policy <draft>', 'a folder, a shipped pack, a version, or `in-force`')
        .option('--since <time>', 'only what happened since then: `2026-11-01`, or how long ago: `7d`')
        .option('--without-answers', 'as if nobody had approved anything', false),
    ),
    [
      'sallyport policy replay --policy ./policies --since 7d',
      'sallyport policy replay',
      'sallyport policy replay --policy ./policies --json | jq .prompts',
    ],
    async ({ json, policy: name, since, withoutAnswers, ...standing }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const sinceMs = sinceOf(since, Date.now());
      if (typeof sinceMs === 'object') return sinceMs;
      if (!existsSync(context.home.spool))
        return failure('there is no evidence here yet; run `sallyport up`');
      const known = knownPolicies(context);
      const draft = name === undefined ? undefined : await known.named(name, standing);
      if (draft !== undefined && isFailure(draft)) return draft;
      const reading: Reading = { records: 0, unreadable: 0 };
      const said = await replayEvidence(
        readDecisions(context.home.spool, sinceMs, reading),
        ({ decision }) => draft ?? known.version(decision.policyVersion),
        { answers: withoutAnswers ? 'none' : 'stored' },
      );
      const label = draft?.version ?? 'the versions that were in force';
      if (!json) showReplay(said, label);
      // Evidence that its own policy does not bear out is a fault, in one of the two.
      const isBorneOut =
        draft !== undefined || said.changed - said.changedByRedaction + said.otherRules === 0;
      return {
        exit: isBorneOut ? EXIT.ok : EXIT.failed,
        data: { policy: draft?.version ?? null, since: since ?? null, ...reading, ...said },
      };
    },
  );
