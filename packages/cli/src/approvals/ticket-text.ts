import type { ApprovalTicket } from '@sallyport/action-model';
import { style } from '../terminal.ts';
import { visibleLine, visibleWords } from './visible-words.ts';

const field = (name: string, text: string): string => `  ${style.dim(name.padEnd(11))} ${text}`;

/** One ticket whole, as whoever answers has to see it. Every word of it may be hostile. */
export function ticketLines(ticket: ApprovalTicket): readonly string[] {
  const { binding, rules, approvals, denied } = ticket;
  const known = binding.files.filter(({ kind }) => kind !== 'missing');
  return [
    `${style.bold(ticket.ticket)}  ${ticket.state}${ticket.refused === undefined ? '' : ` (the last answer was not taken: ${visibleLine(ticket.refused)})`}`,
    ...rules.map(({ policy, rule, say, terms }) =>
      field('because', `${visibleLine(say, 300)} (rule ${policy}/${rule}${termsOf(terms)})`),
    ),
    field(
      'who',
      `${visibleLine(binding.user)} by ${ticket.agent}${ticket.subagent === undefined ? '' : `, agent ${visibleLine(ticket.subagent)}`}${ticket.attended ? '' : ', unattended'}`,
    ),
    ...(binding.session === undefined ? [] : [field('session', visibleLine(binding.session))]),
    ...(binding.cwd === undefined ? [] : [field('in', visibleLine(binding.cwd, 300))]),
    field('tool', `${visibleLine(binding.tool ?? 'unknown')} (${ticket.kind})`),
    ...(ticket.effects.length === 0 ? [] : [field('effects', style.red(ticket.effects.join(', ')))]),
    ...ticket.hosts.map((host) => field('host', visibleLine(host, 300))),
    ...ticket.paths.map((path) => field('path', visibleLine(path, 300))),
    ...known.map(({ path, sha256 }) =>
      field(
        'bound to',
        `${visibleLine(path, 300)}${sha256 === undefined ? '' : ` sha256 ${sha256.slice(0, 16)}…`}`,
      ),
    ),
    ...binding.openEnded.map((why) => field('open-ended', style.yellow(visibleLine(why, 300)))),
    field(
      'asked',
      `${ticket.askedAt}${ticket.asked > 1 ? `, ${ticket.asked} times` : ''}; until ${ticket.expiresAt}`,
    ),
    ...approvals.map(({ name, proof, at }) =>
      field('approved', `by ${visibleLine(name)} (${proof}) at ${at}`),
    ),
    ...(denied === undefined
      ? []
      : [field('denied', `by ${visibleLine(denied.name)} (${denied.proof}) at ${denied.at}`)]),
    ...(ticket.grantable.length === 0 ? [] : [field('grants', ticket.grantable.join(', '))]),
    '',
    ...visibleWords(ticket.text)
      .split('\n')
      .map((line) => `    ${line}`),
    ...(ticket.textLeftOut === 0
      ? []
      : [
          style.red(
            `    ⟨${ticket.textLeftOut} more characters are not shown: whoever approves this has not seen all of it⟩`,
          ),
        ]),
  ];
}

const termsOf = ({ by, twoPerson }: ApprovalTicket['rules'][number]['terms']): string =>
  `${by === undefined ? '' : `, ${visibleLine(by)} answers`}${twoPerson ? ', two people' : ''}`;

export const ticketRow = (ticket: ApprovalTicket): string =>
  `${ticket.ticket}  ${ticket.state.padEnd(8)}  ${visibleLine(ticket.binding.user, 20)}  ${visibleLine(ticket.binding.tool ?? ticket.kind, 30)}  ${visibleLine(ticket.text, 70)}${ticket.binding.openEnded.length > 0 ? '  (open-ended)' : ''}${ticket.asked > 1 ? `  ×${ticket.asked}` : ''}`;
