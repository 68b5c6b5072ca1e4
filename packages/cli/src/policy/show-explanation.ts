import type { Explanation, RuleExplanation } from '@sallyport/policy-core';
import { plain, printLine, style } from '../terminal.ts';

/** What decided comes first, then what nearly did. */
const ORDER: readonly RuleExplanation['outcome'][] = [
  'matched',
  'errored',
  'judged',
  'below-rate',
  'off-schedule',
  'expired',
  'not-matched',
  'skipped-by-index',
];

/** Every rule about this kind of action, and why it did or did not count; rules about other kinds are only counted. */
export function showExplanation({ rules }: Explanation): void {
  const shown = ORDER.flatMap((outcome) => rules.filter((rule) => rule.outcome === outcome));
  for (const rule of shown) {
    const why = whyOf(rule);
    const line = plain(
      `${rule.outcome.padEnd(16)} ${rule.verdict.padEnd(9)} ${rule.policy}/${rule.rule}${why === '' ? '' : `  ${why}`}`,
    );
    printLine(rule.outcome === 'matched' || rule.outcome === 'errored' ? style.bold(line) : style.dim(line));
  }
  const others = rules.length - shown.length;
  if (others > 0) printLine(style.dim(`${others} more rules are about other kinds of action`));
}

function whyOf(rule: RuleExplanation): string {
  const stage = rule.stage === 'enforce' ? '' : `at stage ${rule.stage}`;
  return [stage, reasonOf(rule)].filter((part) => part !== '').join('; ');
}

function reasonOf(rule: RuleExplanation): string {
  switch (rule.outcome) {
    case 'matched':
      return [
        rule.discharged === undefined ? '' : `approved with ticket ${rule.discharged}, so it binds no longer`,
        rule.unjudged === undefined ? '' : `counts although its judge said nothing (${rule.unjudged})`,
      ]
        .filter((part) => part !== '')
        .join('; ');
    case 'errored':
      return rule.error;
    case 'judged':
      return `the condition holds, and its judge said: ${rule.state}`;
    case 'below-rate':
      return `the condition holds; ${rule.count} times so far, and it counts from ${rule.limit}`;
    case 'off-schedule':
      return 'these are not its hours';
    case 'expired':
      return `since ${rule.at}`;
    case 'not-matched':
    case 'skipped-by-index':
      return rule.falseParts.length === 0 ? '' : `false: ${rule.falseParts.join(' and ')}`;
    case 'other-kind':
      return `about ${rule.kinds.join(', ')}`;
    default:
      return rule satisfies never;
  }
}
