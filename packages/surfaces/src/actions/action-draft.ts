import type { ActionKind, ActionOf, ContentSample, HostUse, PathUse } from '@sallyport/action-model';
import { boundedPaths } from '../tools/path-uses.ts';

/** What every action gets in the same way, so that readers of tools need not know of it. */
type Added = 'id' | 'digest' | 'origin' | 'tool' | 'findings';
type Lists = 'effects' | 'paths' | 'hosts' | 'samples';

/** An action as the reader of one tool or event knows it: what is done, not yet by whom. */
export type ActionDraft = { [Kind in ActionKind]: Omit<ActionOf<Kind>, Added> }[ActionKind];

type OwnFields<Kind extends ActionKind> = Omit<ActionOf<Kind>, Added | Lists | 'kind'>;
type SomeLists = Partial<Pick<ActionDraft, Lists>>;

export const draft = <Kind extends ActionKind>(
  kind: Kind,
  own: OwnFields<Kind>,
  lists: SomeLists = {},
): ActionDraft =>
  // TypeScript does not see that a spread over a generic kind gives that kind's member of the union.
  ({
    effects: [],
    hosts: [],
    samples: [],
    ...lists,
    paths: boundedPaths(lists.paths ?? []),
    ...own,
    kind,
  }) as unknown as ActionDraft;

const MAX_SAMPLE = 262_144;

/** Content is bounded by cutting, and says so; an empty text gives no sample. */
export const sample = (role: ContentSample['role'], text: string | undefined): readonly ContentSample[] =>
  text === undefined || text === ''
    ? []
    : [{ role, text: text.slice(0, MAX_SAMPLE), truncated: text.length > MAX_SAMPLE }];

export const samples = (...lists: readonly (readonly ContentSample[])[]): ContentSample[] =>
  lists.flat().slice(0, 64);

/** Cuts a label that no decision stands on. */
export const clip = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1)}…`;

const isOutside = ({ zone }: HostUse): boolean => zone === 'public' || zone === 'metadata';

/** What the paths and hosts themselves prove. */
export const effectsOf = (paths: readonly PathUse[], hosts: readonly HostUse[]): ActionDraft['effects'] => [
  ...(hosts.some(isOutside) ? (['external'] as const) : []),
  ...(paths.some(({ access }) => access === 'delete') ? (['irreversible'] as const) : []),
];
