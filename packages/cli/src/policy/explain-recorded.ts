import { existsSync } from 'node:fs';
import { Facts, type Decision } from '@sallyport/action-model';
import { recordsBehind } from '@sallyport/device';
import {
  actionOfRecord,
  explain,
  type CompiledPolicy,
  type Explanation,
  type RetainedDecision,
} from '@sallyport/policy-core';
import { failure, isFailure, type Failure } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { decisionOf } from './read-decisions.ts';

export type ExplainedRecord = {
  seq: number;
  at: string;
  action: string;
  kind: string;
  /** What was decided then, and by which version. */
  live: Pick<Decision, 'verdict' | 'enforced' | 'policyVersion' | 'marks'>;
  explanation: Explanation;
};

/** The newest decision about an action, by its id or by the number of its record. */
export async function findRecorded(spool: string, id: string): Promise<RetainedDecision | Failure> {
  if (!existsSync(spool)) return failure('there is no evidence here yet; run `sallyport up`');
  const seq = /^\d{1,15}$/.test(id) ? Number(id) : undefined;
  let found: RetainedDecision | undefined;
  for await (const line of recordsBehind(spool, seq === undefined ? 0 : seq - 1)) {
    if (seq !== undefined && line.seq !== seq) break;
    if (seq === undefined && !line.text.includes(id)) continue;
    const record = decisionOf(line.text);
    if (record === 'unreadable' || record === undefined) continue;
    if (seq !== undefined || record.action.id === id) found = record;
  }
  return (
    found ??
    failure(
      `there is no decision \`${id}\` here; \`sallyport evidence tail --json | jq .action.id\` lists them`,
      EXIT.usage,
    )
  );
}

/** Why it was decided as it was: from what evidence keeps, by the version that decided it unless another is given. */
export async function explainRecorded(
  record: RetainedDecision,
  policyOf: (version: string) => CompiledPolicy | Failure | Promise<CompiledPolicy | Failure>,
): Promise<ExplainedRecord | Failure> {
  const action = actionOfRecord(record);
  const facts = Facts.safeParse(record.facts).data;
  if (action === undefined || facts === undefined)
    return failure(`what record ${record.seq} holds makes no action`);
  const policy = await policyOf(record.decision.policyVersion);
  if (isFailure(policy)) return policy;
  const { verdict, enforced, policyVersion, marks } = record.decision;
  return {
    seq: record.seq,
    at: record.at,
    action: action.id,
    kind: action.kind,
    live: { verdict, enforced, policyVersion, marks },
    explanation: explain(action, policy, facts),
  };
}
