import type { ApprovalTicket } from '@sallyport/action-model';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { FixText } from '../chain/fix-text.tsx';
import { CommandLine } from '../shell/command-line.tsx';
import { EvidenceLine } from '../text/evidence-text.tsx';
import { answerTicket } from './answer-ticket.ts';
import { Card, Outcome, PlainPage } from './plain-page.tsx';
import { QuestionParts } from './question-parts.tsx';
import { whyNoPasskeys } from './webauthn.ts';

const REFRESH_MS = 3000;

/** One question, whole, and the two answers to it. What is shown is what is signed. */
export const ApprovalPage = ({ name }: { readonly name: string }) => {
  const { data: found } = useQuery({
    queryKey: ['approval', name],
    queryFn: () => api.approval(name),
    refetchInterval: REFRESH_MS,
  });
  const { data: known } = useQuery({ queryKey: ['passkeys'], queryFn: api.passkeys });
  const [state, setState] = useState<{ busy?: boolean; failed?: string }>({});
  const ticket = found?.ok === true ? found.value.ticket : undefined;
  const answer = async (says: 'approve' | 'deny') => {
    if (ticket === undefined) return;
    setState({ busy: true });
    const answered = await answerTicket(ticket, says);
    setState(answered.ok ? {} : { failed: answered.message });
  };
  const hasPasskeys =
    known?.ok !== true ||
    known.value.items.some(({ device, passkeys }) => device === ticket?.device && passkeys.length > 0);
  return (
    <PlainPage title="Approval">
      {found === undefined && <p role="status">Looking…</p>}
      {found?.ok === false && (
        <Outcome tone="bad">
          <FixText fix={found.message} />
        </Outcome>
      )}
      {ticket !== undefined && (
        <div className="space-y-3">
          <h2 className="text-lg font-semibold">
            {ticket.state === 'open' ? 'May this run once?' : 'This question is over'}
          </h2>
          <Became ticket={ticket} />
          {state.failed !== undefined && (
            <Outcome tone="bad">
              <EvidenceLine text={state.failed} maxCharacters={500} />
            </Outcome>
          )}
          <Card>
            <QuestionParts ticket={ticket} />
          </Card>
          {ticket.state === 'open' && (
            <Answers
              busy={state.busy === true}
              hasPasskeys={hasPasskeys}
              ticket={name}
              onAnswer={(says) => void answer(says)}
            />
          )}
        </div>
      )}
    </PlainPage>
  );
};

const STATES: Readonly<Record<Exclude<ApprovalTicket['state'], 'open'>, string>> = {
  approved: 'Approved: the same call passes once.',
  used: 'Approved, and the call was made.',
  denied: 'Denied: the call stays stopped.',
  expired: 'Nobody answered in time; the call stays stopped.',
  changed: 'The call came again as another; its approval counts for nothing.',
};

const Became = ({ ticket }: { readonly ticket: ApprovalTicket }) => {
  const weak = ticket.approvals.find(({ proof }) => proof === 'weak');
  const staysStopped = weak !== undefined && ticket.effects.includes('irreversible');
  const isApproved = ticket.state === 'approved' || ticket.state === 'used';
  if (isApproved && staysStopped)
    return (
      <Outcome tone="bad">
        Approved, but an answer is weak
        {weak.weakBecause !== undefined && (
          <>
            {' '}
            (<EvidenceLine text={weak.weakBecause} />)
          </>
        )}
        : what can’t be undone stays stopped.
      </Outcome>
    );
  if (ticket.state !== 'open')
    return <Outcome tone={isApproved ? 'good' : 'bad'}>{STATES[ticket.state]}</Outcome>;
  if (ticket.refused !== undefined)
    return (
      <Outcome tone="bad">
        The last answer was not taken: <EvidenceLine text={ticket.refused} maxCharacters={500} />
      </Outcome>
    );
  return ticket.approvals.length === 0 ? null : (
    <Outcome tone="good">Approved by one; it takes another person.</Outcome>
  );
};

const Answers = ({
  busy,
  hasPasskeys,
  ticket,
  onAnswer,
}: {
  readonly busy: boolean;
  readonly hasPasskeys: boolean;
  readonly ticket: string;
  readonly onAnswer: (says: 'approve' | 'deny') => void;
}) => {
  const unusable = whyNoPasskeys();
  if (unusable !== undefined) return <Outcome tone="bad">{unusable}</Outcome>;
  if (!hasPasskeys)
    return (
      <p className="leading-7">
        No passkey is known here. An administrator, or on your own machine you, adds one with{' '}
        <CommandLine command="sallyport approvals passkey add --for NAME" />; without one there is{' '}
        <CommandLine command={`sallyport approvals approve ${ticket}`} />, which proves no person.
      </p>
    );
  return (
    <div className="flex flex-wrap items-center gap-2">
      <button
        type="button"
        className="control border-approve font-semibold text-approve"
        disabled={busy}
        onClick={() => onAnswer('approve')}
      >
        Approve with a passkey
      </button>
      <button type="button" className="control" disabled={busy} onClick={() => onAnswer('deny')}>
        Deny with a passkey
      </button>
      {busy && <span role="status">Waiting for your passkey and for the device…</span>}
    </div>
  );
};
