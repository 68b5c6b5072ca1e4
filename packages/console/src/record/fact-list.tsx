import type { Proof } from '@sallyport/action-model';
import type { ReactNode } from 'react';
import type { FilterName } from '../activity/filters.ts';
import { Icon } from '../shell/icon.tsx';
import { EvidenceLine } from '../text/evidence-text.tsx';
import { visibleString } from '../text/visible-text.ts';

/** The API takes no longer filter. */
const MAX_FILTER_CHARACTERS = 200;

export const Facts = ({ children }: { readonly children: ReactNode }) => (
  <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-1">{children}</dl>
);

/** One line of facts; absent facts take no room. */
export const Fact = ({
  name,
  value,
  proof,
  filter,
  onFilter,
  verbatim = false,
}: {
  readonly name: string;
  readonly value: string | null | undefined;
  readonly proof?: Proof | undefined;
  /** Narrows the list to this value. A button and not a link: nothing that evidence says becomes an address. */
  readonly filter?: FilterName;
  readonly onFilter?: (name: FilterName, value: string) => void;
  readonly verbatim?: boolean;
}) => {
  if (value === undefined || value === null || value === '') return null;
  const text = <EvidenceLine text={value} maxCharacters={1000} verbatim={verbatim} />;
  const canFilter = filter !== undefined && onFilter !== undefined && value.length <= MAX_FILTER_CHARACTERS;
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">
        {canFilter ? (
          <button
            type="button"
            className="inline-flex max-w-full items-center gap-1.5 rounded text-left text-accent hover:underline"
            aria-label={`show only ${name} ${visibleString(value, 100)}`}
            onClick={() => onFilter(filter, value)}
          >
            <span className="min-w-0">{text}</span>
            <Icon name="filter" className="size-3" />
          </button>
        ) : (
          text
        )}
        {/* The space is for whoever hears or copies it. */}
        {proof !== undefined && ' '}
        {proof !== undefined && <ProofMark proof={proof} />}
      </dd>
    </>
  );
};

const PROOF_TITLES: Readonly<Record<Proof, string>> = {
  process: 'read from the operating system',
  key: 'signed, or sent with a secret the agent cannot read',
  claimed: 'the client or its environment says so; it could be forged',
};

const ProofMark = ({ proof }: { readonly proof: Proof }) => (
  <span
    title={PROOF_TITLES[proof]}
    className={`ml-1 whitespace-nowrap text-2xs ${proof === 'claimed' ? 'italic text-ink-3' : 'font-medium text-allow'}`}
  >
    {proof === 'claimed' ? 'claimed' : `proved by ${proof}`}
  </span>
);

export const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="border-t border-line px-4 py-3">
    <h3 className="mb-2 text-xs font-semibold text-ink-2">{title}</h3>
    {children}
  </section>
);
