import type { ChainLink } from '@sallyport/fleet-protocol';
import { memo, useState } from 'react';
import { Icon } from '../shell/icon.tsx';
import { useNow } from '../shell/use-now.ts';
import { EvidenceLine } from '../text/evidence-text.tsx';
import { ago, fullTime } from '../text/format-time.ts';
import { chainSummary, LINK_NAMES, linkState, nextFix, proofFacts, type LinkState } from './describe-link.ts';
import { FixText } from './fix-text.tsx';
import { useStatus } from './use-status.ts';

const STATE_LOOK = {
  proved: { icon: 'allow', colour: 'text-allow' },
  'fix needed': { icon: 'block', colour: 'text-block' },
  'not yet': { icon: 'waiting', colour: 'text-ink-3' },
} as const satisfies Record<LinkState, object>;

const Link = ({ link, nowMs }: { readonly link: ChainLink; readonly nowMs: number }) => {
  const state = linkState(link);
  const look = STATE_LOOK[state];
  const facts = proofFacts(link);
  return (
    <li className="chain-link min-w-0 flex-1 py-1.5 pl-3 pr-6">
      <div className="flex items-center gap-1.5">
        <span className={look.colour}>
          <Icon name={look.icon} className="size-3.5" />
        </span>
        <span className={`truncate font-medium ${state === 'not yet' ? 'text-ink-2' : ''}`}>
          {LINK_NAMES[link.id]}
        </span>
        <span
          className={`ml-auto whitespace-nowrap text-xs ${state === 'fix needed' ? 'font-semibold text-block' : 'text-ink-3'}`}
        >
          {state === 'proved' && link.at !== null ? (
            <>
              <span className="sr-only">proved </span>
              <time dateTime={link.at} title={fullTime(link.at)}>
                {ago(link.at, nowMs)}
              </time>
            </>
          ) : (
            state
          )}
        </span>
      </div>
      <p className="truncate pl-5 text-xs text-ink-3">
        {facts.length === 0 ? '–' : <EvidenceLine text={facts.join(' · ')} maxCharacters={120} />}
      </p>
    </li>
  );
};

/** How far the proof reaches that a client's actions come through here; what is missing, and how to get it. */
export const ChainStrip = memo(() => {
  const answer = useStatus();
  const nowMs = useNow();
  const [open, setOpen] = useState(false);
  if (answer === undefined || !answer.ok) {
    return (
      <section
        aria-label="Hook delivery chain"
        className="border-b border-line bg-surface px-3 py-2 text-ink-2"
      >
        {answer === undefined ? (
          'Reading the chain…'
        ) : (
          <>
            The chain is unknown: <FixText fix={answer.message} />
          </>
        )}
      </section>
    );
  }
  const { chain } = answer.value;
  const fix = nextFix(chain);
  return (
    <section aria-label="Hook delivery chain" className="border-b border-line bg-surface">
      <button
        type="button"
        className="flex w-full items-center gap-2 px-3 py-2 text-left lg:hidden"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span className={fix?.ok === false ? 'text-block' : 'text-allow'}>
          <Icon
            name={fix?.ok === false ? 'block' : fix === undefined ? 'allow' : 'waiting'}
            className="size-3.5"
          />
        </span>
        Chain: {chainSummary(chain)}
        <Icon name="chevron" className={`ml-auto size-3.5 ${open ? 'rotate-180' : ''}`} />
      </button>
      <ol className={`${open ? 'flex' : 'hidden'} flex-col lg:flex lg:flex-row`}>
        {chain.map((link) => (
          <Link key={link.id} link={link} nowMs={nowMs} />
        ))}
      </ol>
      {fix !== undefined && fix.fix !== null && (
        <p
          className={`border-t px-3 py-1.5 ${fix.ok === false ? 'border-line bg-block-tint' : 'border-line bg-warn-tint'}`}
        >
          <strong className="font-semibold">
            {fix.ok === false ? 'To fix' : 'Next, for'} “{LINK_NAMES[fix.id]}”:
          </strong>{' '}
          <FixText fix={fix.fix} />
        </p>
      )}
    </section>
  );
});
