import type { ApprovalTicket } from '@sallyport/action-model';
import { showTricks } from '@sallyport/fleet-protocol';
import { Fact, Facts, Part } from '../record/fact-list.tsx';
import { Icon } from '../shell/icon.tsx';
import { EvidenceBlock, EvidenceLine } from '../text/evidence-text.tsx';

const termsOf = ({ by, twoPerson }: ApprovalTicket['rules'][number]['terms']): string =>
  [...(by === undefined ? [] : [`${by} answers`]), ...(twoPerson ? ['two people'] : [])].join(', ');

/** One name and many values; none takes no room. */
const Many = ({ name, values }: { readonly name: string; readonly values: readonly string[] }) =>
  values.map((value, index) => (
    // Two of the same say the same.
    <Fact key={`${index}`} name={index === 0 ? name : ''} value={showTricks(value)} verbatim />
  ));

/** Everything that a person agrees to, whole. Every word of it may be hostile. */
export const QuestionParts = ({ ticket }: { readonly ticket: ApprovalTicket }) => {
  const { binding, rules, effects } = ticket;
  const bound = binding.files.filter(({ kind }) => kind !== 'missing');
  return (
    <>
      <Part title="What would run">
        <EvidenceBlock text={showTricks(ticket.text)} whole label="what would run" />
        {ticket.textLeftOut > 0 && (
          <p className="mt-2 font-semibold text-block">
            {ticket.textLeftOut.toLocaleString('en')} more characters are not shown: whoever approves this has
            not seen all of it.
          </p>
        )}
        {effects.includes('irreversible') && (
          <p className="mt-2 flex items-center gap-2 text-block">
            <Icon name="warn" className="size-4 shrink-0" />
            It can’t be undone, so it runs only on the answer of a passkey that counts.
          </p>
        )}
      </Part>
      <Part title="Why it was stopped">
        <ol className="space-y-2">
          {rules.map(({ policy, rule, say, terms }) => (
            <li key={`${policy}/${rule}`}>
              <EvidenceLine text={showTricks(say)} maxCharacters={2000} />
              <p className="text-xs text-ink-3">
                rule <EvidenceLine text={`${policy}/${rule}`} verbatim />
                {termsOf(terms) !== '' && (
                  <>
                    ; <EvidenceLine text={termsOf(terms)} />
                  </>
                )}
              </p>
            </li>
          ))}
        </ol>
      </Part>
      <Part title="What it is">
        <Facts>
          <Fact name="who asks" value={showTricks(binding.user)} />
          <Fact
            name="agent"
            value={showTricks(
              `${ticket.agent}${ticket.subagent === undefined ? '' : `, ${ticket.subagent}`}${ticket.attended ? '' : ', unattended'}`,
            )}
          />
          <Fact name="session" value={binding.session} verbatim />
          <Fact name="tool" value={showTricks(`${binding.tool ?? 'unknown'} (${ticket.kind})`)} />
          <Fact name="folder" value={showTricks(binding.cwd ?? '')} verbatim />
          <Fact name="effects" value={effects.join(', ')} />
          <Many name="paths" values={ticket.paths} />
          <Many name="hosts" values={ticket.hosts} />
          <Many
            name="bound to"
            values={bound.map(
              ({ path, sha256 }) => `${path}${sha256 === undefined ? '' : ` sha256 ${sha256.slice(0, 16)}…`}`,
            )}
          />
          <Many name="open-ended" values={binding.openEnded} />
          <Fact
            name="asked"
            value={`${ticket.askedAt}${ticket.asked > 1 ? `, ${ticket.asked} times` : ''}`}
          />
          <Fact name="expires" value={ticket.expiresAt} />
          <Many
            name="approved by"
            values={ticket.approvals.map(
              ({ name, proof, weakBecause }) =>
                `${name} (${proof}${weakBecause === undefined ? '' : `: ${weakBecause}`})`,
            )}
          />
        </Facts>
      </Part>
    </>
  );
};
