import type { KeyObject } from 'node:crypto';
import { BundleEnvelope } from '@sallyport/fleet-protocol';
import { loadPolicies, type Problem, type ReadCommand } from '@sallyport/policy-core';
import type { EvidenceStore } from '../store/evidence-store.ts';
import { nextBundle, type BundleContent, type DocumentSummaries } from './next-bundle.ts';

export type PublishOutcome =
  | { kind: 'published'; version: string; envelope: BundleEnvelope }
  /** The documents are not a policy; nothing was signed. */
  | { kind: 'refused'; problems: readonly Problem[] };

export type Publish = (content: BundleContent) => Promise<PublishOutcome>;

/**
 * A signature says that the documents load and that their tests pass, so both are checked here, whoever asks.
 * Documents with commands in their tests need `readCommand`; without it they are refused. One at a time, or two
 * bundles would take the same sequence.
 */
export const createPublisher = (
  store: EvidenceStore,
  key: KeyObject,
  readCommand: ReadCommand | undefined,
  now: () => Date,
): Publish => {
  const publish = async (content: BundleContent): Promise<PublishOutcome> => {
    const loaded = loadPolicies(content.documents, readCommand === undefined ? {} : { readCommand });
    if (!loaded.ok) return { kind: 'refused', problems: loaded.problems };
    const summaries: DocumentSummaries = loaded.policy.documents.map(({ id, category, stage, rules }) => ({
      name: id,
      category,
      stage,
      rules: rules.length,
    }));
    const newest = await store.reader.call('currentPolicy');
    const next = nextBundle(content, summaries, newest, key, now());
    if (next !== null) await store.writer.call('addPolicyVersion', next);
    const current = next ?? newest;
    if (current === null) throw new Error('a bundle was neither made nor there');
    const envelope = BundleEnvelope.parse(JSON.parse(current.envelope));
    return { kind: 'published', version: current.record.version, envelope };
  };
  let last: Promise<unknown> = Promise.resolve();
  return (content) => {
    const result = last.then(() => publish(content));
    last = result.catch(() => undefined);
    return result;
  };
};
