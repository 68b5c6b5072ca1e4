import type { RecalledComponent } from '@sallyport/action-model';
import {
  BundleEnvelope,
  PolicyBundle,
  RECALLED_DOCUMENT,
  type ApplyRequest,
  type LiftRecallRequest,
  type RecallRequest,
  type RollBackRequest,
} from '@sallyport/fleet-protocol';
import { formatProblem, type Source } from '@sallyport/policy-core';
import type { Log } from '../log.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import type { StoredPolicyVersion } from '../store/operations.ts';
import type { BundleContent } from './next-bundle.ts';
import { readRecalled, recalledDocument } from './recalled-document.ts';
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
  /** What nobody may use any more, whatever the documents say. */
  readonly recalls: () => Promise<readonly RecalledComponent[]>;
  readonly recall: (request: RecallRequest, at: string) => Promise<DeskOutcome>;
  readonly liftRecall: (request: LiftRecallRequest) => Promise<DeskOutcome>;
  /** Signs the content in force anew when it is half way to stale. */
  readonly renew: () => Promise<void>;
};

const BY_ITSELF = 'sallyport';

/**
 * How a policy comes into force: from the shipped pack, from a person's own documents beside it, or from an older
 * version. It composes contents and leaves checking and signing to `publish`. Numbers only grow: going back is a new
 * version with old content, so no device mistakes it for a replay. INVARIANT: what is recalled stays so through each of
 * these, and ends by `liftRecall` alone.
 */
export const createPolicyDesk = ({
  store,
  publish: publishAll,
  shippedPack,
  log,
}: PolicyDeskParts): PolicyDesk => {
  const current = (): Promise<StoredPolicyVersion | null> => store.reader.call('currentPolicy');
  const inTurn = oneAtATime();

  /** As it stands in the version in force; nothing of it is read where it only goes on. */
  const recalled = async (): Promise<BundleContent['documents']> => {
    const newest = await current();
    return newest === null ? [] : bundleOf(newest).documents.filter(({ name }) => name === RECALLED_DOCUMENT);
  };
  const publish: Publish = async (content, replaces) =>
    publishAll({ ...content, documents: [...content.documents, ...(await recalled())] }, replaces);
  const recalls = async (): Promise<readonly RecalledComponent[]> => readRecalled(await recalled());
  const putRecalls = async (
    components: readonly RecalledComponent[],
    said: { readonly by: string; readonly reason: string },
  ): Promise<DeskOutcome> => {
    const newest = await current();
    if (newest === null) return { kind: 'unknown', why: 'no policy was published yet' };
    const content = contentOf(newest);
    return publishAll({
      ...content,
      documents: [...content.documents, ...recalledDocument(components)],
      publication: { kind: 'recalled', ...said },
    });
  };

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
    begin: (settingsPack) =>
      inTurn(async () => {
        const newest = await current();
        return newest?.record.chosen === true ? kept(newest) : ofSettings(settingsPack);
      }),

    apply: async ({ extends: pack, documents: own, by, reason, replaces }) => {
      const shipped = pack === null ? [] : shippedPack(pack);
      if (shipped === undefined) return { kind: 'unknown', why: `this program ships no pack \`${pack}\`` };
      const taken = own.find(({ name }) => shipped.some((one) => one.name === name));
      if (taken !== undefined)
        return { kind: 'unknown', why: `\`${taken.name}\` is the name of a document of the pack; rename it` };
      if (own.some(({ name }) => name === RECALLED_DOCUMENT))
        return {
          kind: 'unknown',
          why: `\`${RECALLED_DOCUMENT}\` is the list that \`sallyport recall\` keeps; rename the document`,
        };
      const publication = { kind: 'applied', by, ...(reason === undefined ? {} : { reason }) } as const;
      const content: BundleContent = {
        pack: pack ?? 'own',
        extends: pack,
        own: own.map(({ name }) => name),
        documents: [...shipped, ...own],
        chosen: true,
        publication,
      };
      return inTurn(() => publish(content, replaces));
    },

    rollBack: async ({ to, by, reason, replaces }) => {
      const target = await store.reader.call('storedPolicy', to);
      if (target === null) return { kind: 'unknown', why: `there is no policy version \`${to}\`` };
      const content = contentOf(target);
      const said = reason ?? `back to ${to}`;
      const back: BundleContent = {
        ...content,
        // Going back to an older pack stays so: following the program's would undo it at the next start.
        extends: isOfThisProgram(content, shippedPack) ? (content.extends ?? content.pack) : null,
        chosen: true,
        publication: { kind: 'rolled-back', by, reason: said },
      };
      return inTurn(() => publish(back, replaces));
    },

    recalls,

    recall: ({ components, by }, at) =>
      inTurn(async () => {
        const again = new Set(components.map(({ sha256 }) => sha256));
        const before = (await recalls()).filter(({ sha256 }) => !again.has(sha256));
        const names = components.map(({ name, sha256 }) => name ?? sha256.slice(0, 12));
        const reason = `${names.join(', ')}: ${components[0]?.why ?? ''}`.slice(0, 1000);
        return putRecalls([...before, ...components.map((component) => ({ ...component, by, at }))], {
          by,
          reason,
        });
      }),

    liftRecall: ({ sha256, reason, by }) =>
      inTurn(async () => {
        const before = await recalls();
        const after = before.filter((one) => one.sha256 !== sha256);
        return before.length === after.length
          ? { kind: 'unknown', why: `\`${sha256}\` is not recalled` }
          : putRecalls(after, { by, reason: `lifted ${sha256.slice(0, 12)}: ${reason}`.slice(0, 1000) });
      }),

    renew: () =>
      inTurn(async () => {
        const newest = await current();
        if (newest !== null) await publish(contentOf(newest));
      }),
  };
};

/** What is recalled is read before a version is made of it, and nobody may make another one in between. */
const oneAtATime = (): (<Result>(task: () => Promise<Result>) => Promise<Result>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
};

const bundleOf = ({ envelope }: StoredPolicyVersion): PolicyBundle =>
  PolicyBundle.parse(JSON.parse(BundleEnvelope.parse(JSON.parse(envelope)).payload));

/** As it was signed, without what was recalled then. */
const contentOf = (version: StoredPolicyVersion): BundleContent => {
  const { record } = version;
  const { pack, documents, whenStale } = bundleOf(version);
  return {
    pack,
    documents: documents.filter(({ name }) => name !== RECALLED_DOCUMENT),
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
