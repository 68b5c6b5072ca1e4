import type { ApprovalItem, FatigueReport, FatigueRow } from '@sallyport/fleet-protocol';

/** With fewer answers a rate says nothing. */
const ENOUGH_ANSWERS = 10;
const CLICKED_THROUGH = 0.95;
const HASTY_MS = 2000;

/** How people answer, rule by rule; the rule that is asked most comes first. */
export function fatigueOf(items: readonly ApprovalItem[]): FatigueReport {
  const byRule = new Map<string, { policy: string; rule: string; tickets: ApprovalItem['ticket'][] }>();
  for (const { ticket } of items)
    for (const { policy, rule } of ticket.rules) {
      const name = JSON.stringify([policy, rule]);
      const known = byRule.get(name) ?? { policy, rule, tickets: [] };
      known.tickets.push(ticket);
      byRule.set(name, known);
    }
  const rules = [...byRule.values()].map(({ policy, rule, tickets }) => fatigueRow(policy, rule, tickets));
  return { tickets: items.length, rules: rules.sort((one, other) => other.asked - one.asked) };
}

function fatigueRow(policy: string, rule: string, tickets: readonly ApprovalItem['ticket'][]): FatigueRow {
  const denied = tickets.filter((ticket) => ticket.denied !== undefined).length;
  const approved = tickets.filter(
    (ticket) => ticket.denied === undefined && ticket.approvals.length > 0,
  ).length;
  const thinks = tickets
    .flatMap(({ approvals, denied: no }) => [...approvals, ...(no === undefined ? [] : [no])])
    .map(({ thinkMs }) => thinkMs)
    .sort((one, other) => one - other);
  const answered = approved + denied;
  const approveRate = answered === 0 ? null : approved / answered;
  const hasty = thinks.filter((ms) => ms < HASTY_MS).length;
  return {
    policy,
    rule,
    asked: tickets.length,
    batched: tickets.reduce((sum, ticket) => sum + ticket.asked - 1, 0),
    approved,
    denied,
    unanswered: tickets.length - answered,
    approveRate,
    medianThinkMs: thinks[Math.floor(thinks.length / 2)] ?? null,
    hasty,
    hint: hintOf(answered, approveRate, hasty),
  };
}

const hintOf = (answered: number, approveRate: number | null, hasty: number): string | null => {
  if (answered < ENOUGH_ANSWERS || approveRate === null) return null;
  if (approveRate > CLICKED_THROUGH)
    return 'nearly always approved: make the rule narrower, warn instead, or give a standing grant for the usual case';
  return 2 * hasty > answered
    ? 'mostly answered in under two seconds: nobody reads that fast; ask less often, or let somebody else answer'
    : null;
};
