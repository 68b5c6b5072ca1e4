import { Stage } from '@sallyport/action-model';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { Name } from '../document/policy-document.ts';
import type { Source } from '../document/read-documents.ts';
import { readYaml } from '../document/read-yaml.ts';
import { formatProblem, type Problem } from '../problem.ts';

const Percent = z.number().min(0).max(100);

/** How a pack comes into force a step at a time, and how much must be covered before the next step. */
const RolloutPlan = z.strictObject({
  apiVersion: z.literal('sallyport/v1'),
  kind: z.literal('RolloutPlan'),
  metadata: z.strictObject({ id: Name, description: z.string().max(2000).optional() }),
  steps: z
    .array(
      z.strictObject({
        id: Name,
        about: z.string().min(1).max(500),
        measure: z.enum(['hook-health', 'audited', 'enforced']),
        /** Of every document that `policies` does not name. */
        stage: Stage,
        policies: z.record(Name, Stage).optional(),
        ready: z.strictObject({ hosts: Percent, actions: Percent }),
      }),
    )
    .min(1)
    .max(50),
});
export type RolloutPlan = z.infer<typeof RolloutPlan>;
export type RolloutStep = RolloutPlan['steps'][number];

export type ReadRolloutPlan =
  { readonly ok: true; readonly plan: RolloutPlan } | { readonly ok: false; readonly why: string };

export const readRolloutPlan = (source: Source): ReadRolloutPlan => {
  const problems: Problem[] = [];
  const [read, ...others] = readYaml(source, RolloutPlan, problems);
  const [problem] = problems;
  if (problem !== undefined) return { ok: false, why: formatProblem(problem) };
  if (read === undefined || others.length > 0)
    return { ok: false, why: `${source.name}: holds not exactly one rollout plan` };
  const { steps } = read.document;
  const twice = steps.find(({ id }, place) => steps.findIndex((one) => one.id === id) !== place);
  return twice === undefined
    ? { ok: true, plan: read.document }
    : { ok: false, why: `${source.name}: step \`${twice.id}\` is there twice` };
};

/** The same documents, comments and all, at the stages of a step. */
export const atStep = (source: Source, { stage, policies = {} }: RolloutStep): Source => {
  const parsed = parseAllDocuments(source.text);
  const documents = 'empty' in parsed ? [] : parsed;
  for (const document of documents) {
    const id: unknown = document.getIn(['metadata', 'id']);
    const own = typeof id === 'string' && Object.hasOwn(policies, id) ? policies[id] : undefined;
    document.set('rollout', document.createNode({ stage: own ?? stage }));
  }
  return { ...source, text: documents.map(String).join('---\n') };
};
