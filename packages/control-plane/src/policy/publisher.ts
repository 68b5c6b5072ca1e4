import type { KeyObject } from 'node:crypto';
import { BundleEnvelope } from '@sallyport/fleet-protocol';
import { loadPolicies, type Problem, type ReadCommand, type Source } from '@sallyport/policy-core';
import type { EvidenceStore } from '../store/evidence-store.ts';
import { nextBundle, type BundleContent, type DocumentSummaries } from './next-bundle.ts';

export type PublishOutcome =
  /** `changed` is false when the bundle in force says the same. */
  | { kind: 'published'; version: string; envelope: BundleEnvelope; changed: boolean }
  /** The documents are not a policy; nothing was signed. */
  | { kind: 'refused'; problems: readonly Problem[] }
  /** Another version than the one to be replaced is in force by now. */
  | { kind: 'superseded'; current: string | null };

export type Publish = (content: BundleContent, replaces?: string) => Promise<PublishOutcome>;

export type PublisherParts = {
  readonly store: EvidenceStore;
  readonly key: KeyObject;
  readonly readCommand: ReadCommand | undefined;
  /** What every device loads beside a bundle: a bundle that clashes with it would be refused there. */
  readonly builtIn: readonly Source[];
  /** A new bundle is in force. */
  readonly announce: (version: string) => void;
  readonly now: () => Date;
};

/**
 * A signature says that the documents load and that their tests pass, so both are checked here, whoever asks.
 * Documents with commands in their tests need `readCommand`; without it they are refused. One at a time, or two
 * bundles would take the same sequence.
 */
export const createPublisher = ({
  store,
  key,
  readCommand,
  builtIn,
  announce,
  now,
}: PublisherParts): Publish => {
  const publish: Publish = async (content, replaces) => {
    const newest = await store.reader.call('currentPolicy');
    const current = newest?.record.version ?? null;
    if (replaces !== undefined && replaces !== current) return { kind: 'superseded', current };
    const loaded = loadPolicies(content.documents, readCommand === undefined ? {} : { readCommand });
    if (!loaded.ok) return { kind: 'refused', problems: loaded.problems };
    const onDevices = loadPolicies([...builtIn, ...content.documents], { testsAlreadyPassed: true });
    if (!onDevices.ok) return { kind: 'refused', problems: onDevices.problems };
    const summaries: DocumentSummaries = loaded.policy.documents.map(({ id, category, stage, rules }) => ({
      name: id,
      category,
      stage,
      rules: rules.length,
    }));
    const next = nextBundle(content, summaries, newest, key, now());
    if (next !== null) {
      await store.writer.call('addPolicyVersion', next);
      announce(next.record.version);
    }
    const inForce = next ?? newest;
    if (inForce === null) throw new Error('a bundle was neither made nor there');
    const envelope = BundleEnvelope.parse(JSON.parse(inForce.envelope));
    return { kind: 'published', version: inForce.record.version, envelope, changed: next !== null };
  };
  let last: Promise<unknown> = Promise.resolve();
  return (content, replaces) => {
    const result = last.then(() => publish(content, replaces));
    last = result.catch(() => undefined);
    return result;
  };
};
