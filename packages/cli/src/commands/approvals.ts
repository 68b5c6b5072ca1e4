import { createInterface } from 'node:readline/promises';
import type { ApprovalItem } from '@sallyport/fleet-protocol';
import { GrantPattern, TicketState } from '@sallyport/action-model';
import type { Command } from 'commander';
import { consoleLink } from '../approvals/console-link.ts';
import { durationMs } from '../approvals/duration.ts';
import { registerPasskeys, tellNewPasskeys } from '../approvals/passkey-commands.ts';
import { ticketLines, ticketRow } from '../approvals/ticket-text.ts';
import { visibleLine } from '../approvals/visible-words.ts';
import { settled, unreachable, withClient } from '../approvals/with-client.ts';
import { define, failure, isFailure, type Failure, type Outcome } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { printLine, tell } from '../terminal.ts';

export function register(program: Command): Command {
  const approvals = program
    .command('approvals')
    .description('What agents wait for people to decide: look, answer, and see how people answer');

  define<{ all: boolean; state?: string }>(
    approvals
      .command('list')
      .description('Questions that wait for an answer')
      .option('--all', 'those that are over, too', false)
      .option('--state <state>', `only these: ${TicketState.options.join(', ')}`),
    ['sallyport approvals list', 'sallyport approvals list --all --json'],
    async ({ json, all, state: given }) => {
      const state = TicketState.safeParse(given ?? 'open');
      if (!state.success)
        return failure(
          `\`${given}\` is not a state; there are ${TicketState.options.join(', ')}`,
          EXIT.usage,
        );
      return withClient(async (client) => {
        const listed = await client.approvals(all && given === undefined ? {} : { state: state.data });
        if (!listed.ok) return unreachable(listed);
        const { items } = listed.value;
        if (!json) for (const { ticket } of items) printLine(ticketRow(ticket));
        if (!json && items.length === 0) tell('nobody waits for an answer');
        await tellNewPasskeys(client);
        return { exit: EXIT.ok, data: listed.value };
      });
    },
  );

  define<object>(
    approvals.command('show <ticket>').description('One question whole, with everything it is bound to'),
    ['sallyport approvals show T0123456789'],
    async ({ json }, name = '') =>
      withClient(async (client) => {
        const found = await client.approval(name);
        if (!found.ok) return unreachable(found);
        if (!json) for (const line of ticketLines(found.value.ticket)) printLine(line);
        return { exit: EXIT.ok, data: found.value };
      }),
  );

  define<{ grant?: string; uses: string; for: string; yes: boolean }>(
    approvals
      .command('approve <ticket>')
      .description('Let this very call run once')
      .option('--grant <pattern>', 'and let calls like it run without a question: same, host or path')
      .option('--uses <count>', 'how often the grant may be used', '10')
      .option('--for <time>', 'how long the grant lasts: 30m, 8h, 7d', '8h')
      .option('--yes', 'do not ask again on a terminal', false),
    [
      'sallyport approvals approve T0123456789',
      'sallyport approvals approve T0123456789 --grant same --uses 5 --for 8h',
    ],
    async ({ json, input, grant, uses, for: time, yes }, name = '') => {
      const wanted = grant === undefined ? undefined : grantOf(grant, uses, time);
      if (wanted !== undefined && isFailure(wanted)) return wanted;
      return answer(name, 'approve', { json, confirm: input && !yes, grant: wanted });
    },
  );

  define<object>(
    approvals
      .command('deny <ticket>')
      .description('Stop this call; it is not asked about again until the ticket ends'),
    ['sallyport approvals deny T0123456789'],
    async ({ json }, name = '') => answer(name, 'deny', { json, confirm: false, grant: undefined }),
  );

  define<object>(
    approvals.command('grants').description('Standing grants, with how often each was used'),
    ['sallyport approvals grants'],
    async ({ json }) =>
      withClient(async (client) => {
        const listed = await client.grants();
        if (!listed.ok) return unreachable(listed);
        for (const grant of json ? [] : listed.value.items)
          printLine(
            `${grant.grant}  ${grant.revoked === undefined ? `${grant.uses} of ${grant.maxUses}, until ${grant.expiresAt}` : 'revoked'}  ${visibleLine(grant.user, 20)}  ${visibleLine(grant.tool ?? grant.kind, 30)}  ${grant.pattern}${grant.pattern === 'same' ? '' : ` ${visibleLine(grant.value)}`}`,
          );
        if (!json && listed.value.items.length === 0) tell('there are no standing grants');
        return { exit: EXIT.ok, data: listed.value };
      }),
  );

  define<object>(
    approvals.command('revoke <grant>').description('End a standing grant now'),
    ['sallyport approvals revoke G0123456789'],
    async ({ json }, name = '') =>
      withClient(async (client) => {
        const sent = await client.revokeGrant(name);
        if (!sent.ok) return unreachable(sent);
        const ended = await settled(async () => {
          const listed = await client.grants();
          const grant = listed.ok ? listed.value.items.find((each) => each.grant === name) : undefined;
          return grant?.revoked === undefined ? undefined : grant;
        });
        if (!json)
          printLine(
            ended === undefined
              ? `${name} is revoked as soon as its device hears of it`
              : `${name} is revoked`,
          );
        return { exit: EXIT.ok, data: { grant: name, revoked: ended !== undefined } };
      }),
  );

  define<object>(
    approvals
      .command('report')
      .description('How people answer, rule by rule: what is always approved asks for nothing'),
    ['sallyport approvals report', 'sallyport approvals report --json'],
    async ({ json }) =>
      withClient(async (client) => {
        const report = await client.approvalFatigue();
        if (!report.ok) return unreachable(report);
        for (const row of json ? [] : report.value.rules) {
          const rate = row.approveRate === null ? '–' : `${Math.round(row.approveRate * 100)} %`;
          const think = row.medianThinkMs === null ? '–' : `${(row.medianThinkMs / 1000).toFixed(1)} s`;
          printLine(
            `${visibleLine(`${row.policy}/${row.rule}`, 60)}: asked ${row.asked} (and ${row.batched} more times for the same call), approved ${row.approved}, denied ${row.denied}, unanswered ${row.unanswered}; approve rate ${rate}, think time ${think}, ${row.hasty} under 2 s`,
          );
          if (row.hint !== null) printLine(`  ! ${row.hint}`);
        }
        if (!json && report.value.rules.length === 0) tell('nobody was asked yet');
        return { exit: EXIT.ok, data: report.value };
      }),
  );
  registerPasskeys(approvals);
  return approvals;
}

type Wanted = { pattern: GrantPattern; maxUses: number; lastsMs: number };

function grantOf(pattern: string, uses: string, time: string): Wanted | Failure {
  const known = GrantPattern.safeParse(pattern);
  if (!known.success)
    return failure(`\`${pattern}\` is no pattern of a grant; there are same, host and path`, EXIT.usage);
  const maxUses = Number(uses);
  if (!Number.isInteger(maxUses) || maxUses < 1 || maxUses > 1000)
    return failure(`\`${uses}\` is not a number of uses from 1 to 1000`, EXIT.usage);
  const lastsMs = durationMs(time);
  return lastsMs === undefined || lastsMs < 60_000 || lastsMs > 30 * 86_400_000
    ? failure(`\`${time}\` is not a time from 1m to 30d`, EXIT.usage)
    : { pattern: known.data, maxUses, lastsMs };
}

async function answer(
  name: string,
  says: 'approve' | 'deny',
  { json, confirm, grant }: { json: boolean; confirm: boolean; grant: Wanted | undefined },
): Promise<Outcome | Failure> {
  return withClient(async (client) => {
    const found = await client.approval(name);
    if (!found.ok) return unreachable(found);
    const { ticket } = found.value;
    if (!json && says === 'approve') for (const line of ticketLines(ticket)) tell(line);
    if (says === 'approve' && ticket.effects.includes('irreversible')) {
      const known = await client.passkeys();
      const isKnown =
        known.ok &&
        known.value.items.some(({ device, passkeys }) => device === ticket.device && passkeys.length > 0);
      if (isKnown) {
        const link = await consoleLink(client, `/approvals/${encodeURIComponent(name)}`);
        if (!link.ok) return unreachable(link);
        if (!json) printLine(link.value);
        tell(
          'it can’t be undone, so it takes a passkey: open this link, which works once; nothing was answered',
        );
        return { exit: EXIT.policySaysNo, data: { ticket: name, says, link: link.value } };
      }
    }
    if (confirm && process.stdin.isTTY && !(await agrees()))
      return failure('not approved; nothing was answered');
    const sent = await client.answerApproval(name, {
      nonce: ticket.nonce,
      says,
      ...(grant === undefined ? {} : { grant }),
    });
    if (!sent.ok) return unreachable(sent);
    const heard = await settled(async () => {
      const now = await client.approval(name);
      return now.ok && isHeard(now.value, ticket.approvals.length) ? now.value.ticket : undefined;
    });
    const refused = heard?.refused;
    if (refused !== undefined) return failure(`the answer was not taken: ${refused}`, EXIT.policySaysNo);
    if (!json) printLine(becameOf(name, says, heard));
    return {
      exit: EXIT.ok,
      data: { ticket: name, says, state: heard?.state ?? 'open', heard: heard !== undefined },
    };
  });
}

const isHeard = ({ ticket }: ApprovalItem, approvalsBefore: number): boolean =>
  ticket.state !== 'open' || ticket.refused !== undefined || ticket.approvals.length > approvalsBefore;

function becameOf(name: string, says: 'approve' | 'deny', heard: ApprovalItem['ticket'] | undefined): string {
  if (heard === undefined) return `${name}: the answer waits for its device, which is away`;
  if (says === 'deny') return `${name} is denied`;
  if (heard.state === 'open') return `${name} is approved by one; it takes another person`;
  const weak = heard.effects.includes('irreversible')
    ? '; it can’t be undone, and an answer without a passkey proves no person, so the call stays stopped (`sallyport approvals passkey add`)'
    : ' (recorded as `weak`: an answer without a passkey, from the agent’s own machine, proves no person)';
  return `${name} is ${heard.state}: the same call passes once${weak}`;
}

async function agrees(): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await asking.question('Approve this call? [y/N] ')).trim());
  } finally {
    asking.close();
  }
}
