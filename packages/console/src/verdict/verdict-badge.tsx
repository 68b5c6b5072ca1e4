import type { Verdict } from '@sallyport/action-model';
import type { ActivityItem } from '@sallyport/fleet-protocol';
import { Icon } from '../shell/icon.tsx';

export const VERDICT_COLOUR: Readonly<Record<Verdict, string>> = {
  allow: 'text-allow',
  warn: 'text-warn',
  redact: 'text-redact',
  'read-only': 'text-read-only',
  approve: 'text-approve',
  block: 'text-block',
};

const One = ({ verdict, strong }: { readonly verdict: Verdict; readonly strong: boolean }) => (
  <span
    className={`inline-flex items-center gap-1.5 ${VERDICT_COLOUR[verdict]} ${strong ? 'font-semibold' : ''}`}
  >
    <Icon name={verdict} className="size-3.5" />
    {verdict}
  </span>
);

const ICONS = {
  decision: 'waiting',
  sighting: 'outcome',
  outcome: 'outcome',
  lifecycle: 'lifecycle',
  gap: 'gap',
} as const satisfies Record<ActivityItem['type'], string>;

/**
 * Icon and word. What policy said comes first, as in the filter; where something else was carried out (a rollout
 * stage, a surface that can't redact) both stand there, and the second one is what happened.
 */
export const VerdictBadge = ({
  item,
}: {
  readonly item: Pick<ActivityItem, 'verdict' | 'enforced' | 'type'>;
}) => {
  const { verdict, enforced, type } = item;
  if (verdict === null) {
    const colour = type === 'gap' ? 'text-warn font-semibold' : 'text-ink-2';
    return (
      <span className={`inline-flex items-center gap-1.5 ${colour}`}>
        <Icon name={ICONS[type]} className="size-3.5" />
        {type}
      </span>
    );
  }
  if (enforced === null || enforced === verdict)
    return <One verdict={verdict} strong={verdict !== 'allow'} />;
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap">
      <One verdict={verdict} strong={false} />
      <span aria-hidden="true" className="text-ink-3">
        →
      </span>
      <span className="sr-only">by policy, enforced as</span>
      <One verdict={enforced} strong />
    </span>
  );
};
