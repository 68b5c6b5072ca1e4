import { ActionKind, FailMode, Stage, Verdict, WhenStale } from '@sallyport/action-model';
import { z } from 'zod';
import { Duration } from './duration.ts';
import { Given } from './given-schema.ts';
import { Expires, Judge, RateLimit, Schedule } from './rule-limits-schema.ts';

/** The document format, `sallyport/v1`. Unknown keys are errors: a misspelt key must not switch a rule off. */
export const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/u, 'must be lower-case words joined by `-`, at most 64 characters');
export const Approval = z.strictObject({
  by: z
    .string()
    .max(200)
    .regex(/^(?:group|user):./u, 'must be `group:NAME` or `user:NAME`')
    .optional()
    .meta({ description: 'who may approve: `group:NAME` or `user:NAME`' }),
  expires: Duration.optional().meta({
    description: 'how long an unanswered request stays open, `15m` without it',
  }),
  twoPerson: z.boolean().optional().meta({ description: 'two different people have to approve' }),
});

export const Rule = z.strictObject({
  id: Name.meta({ description: 'names the rule in decisions; one of its kind in the document' }),
  on: z.array(ActionKind).min(1).meta({ description: 'the kinds of action the rule is about' }),
  when: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'a CEL condition; without one the rule matches every action of its kinds' }),
  verdict: Verdict.meta({
    description: 'what the rule asks for when it counts; of all that count the strictest names the decision',
  }),
  say: z.string().min(1).max(2000).meta({ description: 'one sentence for the person and the model' }),
  approval: Approval.optional().meta({ description: 'only with `verdict: approve`: who answers, and how' }),
  expires: Expires.optional(),
  schedule: Schedule.optional().meta({ description: 'the rule counts only in these hours' }),
  rateLimit: RateLimit.optional().meta({
    description: 'the rule counts only once its condition has held this often in a window of time',
  }),
  judge: Judge.optional().meta({
    description: 'the rule counts only when a judge says yes; where none is set up it does not count',
  }),
  refs: z
    .array(z.string().max(200))
    .max(20)
    .optional()
    .meta({ description: 'what the rule answers to: entries of standards, links' }),
  replaceClientPrompt: z
    .boolean()
    .optional()
    .meta({ description: 'only with `verdict: allow`: the client need not ask either' }),
  native: z
    .array(z.string().min(1).max(500))
    .max(100)
    .optional()
    .meta({ description: 'permission rules of the client to deny where the condition cannot be compiled' }),
});
export type Rule = z.infer<typeof Rule>;

export const PolicyTest = z.strictObject({ given: Given, expect: Verdict });
export type PolicyTest = z.infer<typeof PolicyTest>;

export const Rollout = z.strictObject({
  stage: Stage.meta({ description: 'observe records only, warn turns what is stricter into a warning' }),
  groups: z
    .record(z.string().min(1), Stage)
    .optional()
    .meta({ description: 'the stage for people in a group' }),
  percent: z
    .partialRecord(Stage, z.number().min(0).max(100))
    .optional()
    .meta({ description: 'the share of devices that is at least at this stage' }),
});
export type Rollout = z.infer<typeof Rollout>;

/** And what it ends with. */
export const documentTail = {
  newServers: z.enum(['tell', 'wrap']).optional().meta({
    description:
      'what a guard does with MCP servers of its person that are not behind the gateway: `tell` names them (as without it), `wrap` puts them behind it; one document that says so is enough',
  }),
  tests: z
    .array(PolicyTest)
    .max(2000)
    .optional()
    .meta({ description: 'actions in short, and the verdict of this document alone; all must pass' }),
  rollout: Rollout.optional().meta({
    description: 'how far it is put in force: the strictest of the stage, any group and any share of devices',
  }),
};

/** What every kind of document that decides begins with. */
export const documentHead = {
  metadata: z.strictObject({
    id: Name.meta({ description: 'names the document in decisions; one of its kind in a policy' }),
    category: Name.meta({ description: 'what it is about; documents of one category fail in one way' }),
    severity: z
      .enum(['low', 'medium', 'high', 'critical'])
      .meta({ description: 'among verdicts that are equally strict, the graver document speaks first' }),
    description: z.string().max(2000).optional().meta({ description: 'for people' }),
  }),
};

export const PolicyDocument = z.strictObject({
  apiVersion: z.literal('sallyport/v1'),
  kind: z.literal('Policy'),
  ...documentHead,
  onFailure: FailMode.meta({
    description:
      'what a rule that cannot be evaluated counts as: closed blocks, open lets go; one mode per category',
  }),
  whenStale: WhenStale.optional().meta({
    description:
      'what the category does while the policy on a device is out of date: keep, tighten (ask before what would pass with less) or block; one mode per category, else the bundle says',
  }),
  rules: z
    .array(Rule)
    .min(1)
    .max(500)
    .meta({ description: 'all of them are considered; their order never matters' }),
  newServers: documentTail.newServers,
  tests: documentTail.tests,
  rollout: documentTail.rollout,
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;
