import {
  BundleEnvelope,
  PolicyBundle,
  type ApplyRequest,
  type RollBackRequest,
} from '@sallyport/fleet-protocol';
import { formatProblem, type Source } from '@sallyport/policy-core';
import type { Log } from '../log.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import type { StoredPolicyVersion } from '../store/operations.ts';
import type { BundleContent } from './next-bundle.ts';
import type { Publish, PublishOutcome } from './publisher.ts';

export type PolicyDeskParts = {
  readonly store: EvidenceStore;
  readonly publish: Publish;
  /** The documents of a pack that comes with this program; undefined when it has none of that name. */
  readonly shippedPack: (name: string) => readonly Source[] | undefined;
  readonly log: Log;
};

export type DeskOutcome = PublishOutcome | { kind: 'unknown'; why: string };

export type PolicyDesk = {
  /** At a start: what a person chose stays, beside the pack that this program ships; else the pack of the settings. */
  readonly begin: (settingsPack: string) => Promise<DeskOutcome>;
  readonly apply: (request: ApplyRequest) => Promise<DeskOutcome>;
  readonly rollBack: (request: RollBackRequest) => Promise<DeskOutcome>;
  /** Signs the content in force anew when it is half way to stale. */
  readonly renew: () => Promise<void>;
};

const BY_ITSELF = 'sallyport';

/**
 * How a policy comes into force: from the shipped pack, from a person's own documents beside it, or from an older
 * version. It composes contents and leaves checking and signing to `publish`. Numbers only grow: going back is a new
 * version with old content, so no device mistakes it for a replay.
 */
export const createPolicyDesk = ({ store, publish, shippedPack, log }: PolicyDeskParts): PolicyDesk => {
  const current = (): Promise<StoredPolicyVersion | null> => store.reader.call('currentPolicy');

  const ofSettings = async (pack: string): Promise<DeskOutcome> => {
    const documents = shippedPack(pack);
    if (documents === undefined) return { kind: 'unknown', why: `this program ships no pack \`${pack}\`` };
    return publish({ pack, documents: [...documents], publication: { kind: 'shipped', by: BY_ITSELF } });
  };

  /** The own documents stay what they were; the pack beside them is the one of this program. */
  const kept = async (newest: StoredPolicyVersion): Promise<DeskOutcome> => {
    const content = contentOf(newest);
    const pack = content.extends === null ? undefined : shippedPack(content.extends ?? content.pack);
    if (pack !== undefined) {
      const own = ownOf(content);
      const upgraded = await publish({
        ...content,
        documents: [...pack, ...own],
        publication: {
          kind: 'upgraded',
          by: BY_ITSELF,
          reason: `the pack \`${content.pack}\` that this program ships${own.length > 0 ? ', beside the own documents' : ''}`,
        },
      });
      if (upgraded.kind !== 'refused') return upgraded;
      log.error(
        { problems: upgraded.problems.map(formatProblem) },
        'the own documents do not go with the pack of this program, so the policy in force stays as it is',
      );
    }
    const again = await publish(content);
    if (again.kind !== 'refused') return again;
    // A control plane that did not start could not be given a better one.
    log.error(
      { problems: again.problems.map(formatProblem) },
      'the policy in force cannot be read by this program any more; put another one in force with `sallyport policy apply`',
    );
    const envelope = BundleEnvelope.parse(JSON.parse(newest.envelope));
    return { kind: 'published', version: newest.record.version, envelope, changed: false };
  };

  return {
    begin: async (settingsPack) => {
      const newest = await current();
      return newest?.record.chosen === true ? kept(newest) : ofSettings(settingsPack);
    },

    apply: async ({ extends: pack, documents: own, by, reason, replaces }) => {
      const shipped = pack === null ? [] : shippedPack(pack);
      if (shipped === undefined) return { kind: 'unknown', why: `this program ships no pack \`${pack}\`` };
      const taken = own.find(({ name }) => shipped.some((one) => one.name === name));
      if (taken !== undefined)
        return { kind: 'unknown', why: `\`${taken.name}\` is the name of a document of the pack; rename it` };
      const publication = { kind: 'applied', by, ...(reason === undefined ? {} : { reason }) } as const;
      return publish(
        {
          pack: pack ?? 'own',
          extends: pack,
          own: own.map(({ name }) => name),
          documents: [...shipped, ...own],
          chosen: true,
          publication,
        },
        replaces,
      );
    },

    rollBack: async ({ to, by, reason, replaces }) => {
      const target = await store.reader.call('storedPolicy', to);
      if (target === null) return { kind: 'unknown', why: `there is no policy version \`${to}\`` };
      const content = contentOf(target);
      const said = reason ?? `back to ${to}`;
      return publish(
        {
          ...content,
          // Going back to an older pack stays so: following the program's would undo it at the next start.
          extends: isOfThisProgram(content, shippedPack) ? (content.extends ?? content.pack) : null,
          chosen: true,
          publication: { kind: 'rolled-back', by, reason: said },
        },
        replaces,
      );
    },

    renew: async () => {
      const newest = await current();
      if (newest !== null) await publish(contentOf(newest));
    },
  };
};

/** As it was signed. */
const contentOf = ({ envelope, record }: StoredPolicyVersion): BundleContent => {
  const { payload } = BundleEnvelope.parse(JSON.parse(envelope));
  const { pack, documents, whenStale } = PolicyBundle.parse(JSON.parse(payload));
  return {
    pack,
    documents,
    whenStale,
    extends: record.extends === undefined ? pack : record.extends,
    own: record.own ?? [],
    chosen: record.chosen ?? false,
    ...(record.publication === undefined ? {} : { publication: record.publication }),
  };
};

const ownOf = ({ documents, own = [] }: BundleContent): BundleContent['documents'] =>
  documents.filter(({ name }) => own.includes(name));

const isOfThisProgram = (content: BundleContent, shippedPack: PolicyDeskParts['shippedPack']): boolean => {
  if (content.extends === null) return false;
  const own = new Set(ownOf(content));
  const then = content.documents.filter((document) => !own.has(document));
  const now = shippedPack(content.extends ?? content.pack) ?? [];
  return (
    then.length === now.length &&
    now.every(({ name, text }) => then.some((one) => one.name === name && one.text === text))
  );
};
