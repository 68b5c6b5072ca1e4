import type { Decision, Failure, Reason } from '@sallyport/action-model';
import type { ReplyContext } from './express.ts';

/** The client cuts texts at 10,000 characters and moves the rest to a file. */
const MAX_TEXT = 4000;
const MAX_REASONS = 5;

const FAILURES: Readonly<Record<Failure, string>> = {
  'no-bundle': 'no policy is loaded',
  'bundle-invalid': 'the policy could not be verified',
  'unreadable-payload': 'the call could not be understood',
  'daemon-unreachable': 'the policy service did not answer',
  deadline: 'the policy service did not answer in time',
  'rule-error': 'a policy rule could not be evaluated',
  'spool-full': 'there is no room left for evidence',
  'spool-failed': 'evidence could not be written',
  'not-inspected': 'its content could not be inspected for secrets',
};

const deedOf = (event: string, { toolName }: ReplyContext): string => {
  if (toolName !== undefined) return `this ${toolName} call`;
  switch (event) {
    case 'UserPromptSubmit':
      return 'this prompt';
    case 'UserPromptExpansion':
      return 'this command';
    case 'ConfigChange':
      return 'this change of settings';
    case 'Elicitation':
    case 'ElicitationResult':
      return 'this request of an MCP server';
    case 'PreCompact':
      return 'this summary of the conversation';
    case 'TaskCreated':
      return 'this task';
    default:
      return 'this step';
  }
};

const lineOf = ({ policy, rule, say }: Reason): string => `- ${say} (rule ${policy}/${rule})`;

/** Nothing is broken then, and the content may be clean. */
const OUT_OF_TIME: ReadonlySet<string> = new Set(['deadline', 'inspector-busy']);
const isOutOfTime = (detail: string | undefined): boolean =>
  detail?.split(', ').every((why) => OUT_OF_TIME.has(why)) === true;

const whyOf = ({ reasons, failMode }: Decision): readonly string[] => {
  const lines = reasons.slice(0, MAX_REASONS).map(lineOf);
  if (reasons.length > MAX_REASONS) lines.push(`- and ${reasons.length - MAX_REASONS} more rules`);
  if (failMode) {
    const detail = failMode.detail === undefined ? '' : `: ${failMode.detail}`;
    lines.push(
      failMode.failure === 'not-inspected' && isOutOfTime(failMode.detail)
        ? '- there was no time to look at all of its content, so nobody knows whether there is a secret in it; a smaller piece of it may do'
        : `- ${FAILURES[failMode.failure]}${detail}; such calls are stopped until that is repaired`,
    );
  }
  return lines.length > 0 ? lines : ['- no reason was recorded'];
};

/** What the model and the person are told of a result that was changed on its way to the model. */
export const resultReplyText = (decision: Decision, { toolName = 'tool', result }: ReplyContext): string =>
  (decision.enforced === 'redact'
    ? [
        `Sallyport took ${countOf(result?.spans.length ?? 0)} out of what this ${toolName} call gave back, as policy says:`,
        ...whyOf(decision),
        'A mark such as `[redacted:kind#1]` stands in its place, the same mark wherever the same value stood; everything else is as it was. Work with what is there: do not try to get the value by another tool or path, and never write such a mark into a file where the value stands; change other lines with an edit instead of writing the whole file.',
      ]
    : [
        `Sallyport withheld what this ${toolName} call gave back, as policy says:`,
        ...whyOf(decision),
        'The call itself has run. Do not repeat it or look for the same content by another tool or path; tell the user what was withheld and why if the task needs it.',
      ]
  )
    .join('\n')
    .slice(0, MAX_TEXT);

const countOf = (places: number): string => (places === 1 ? 'one place' : `${places} places`);

/** At the last door before the model there is no word to the model any more: this is for the person. */
const stopText = (decision: Decision): string =>
  [
    decision.reasons.length === 0 && decision.failMode !== undefined
      ? 'Sallyport stopped this conversation before its next step, because nobody could say whether what a tool gave back may reach the model:'
      : 'Sallyport stopped this conversation before its next step, because what a tool gave back must not reach the model as it is:',
    ...whyOf(decision),
    'The conversation keeps that output, so going on with it would send it. Start a new conversation; what was done in this one stays done. A person who has looked at the output can let this one go on: `sallyport sessions release`.',
  ]
    .join('\n')
    .slice(0, MAX_TEXT);

/**
 * What the model is told. It has to stop this one way without giving up the task, so the text says what was
 * stopped, why, that another way to the same end is no way, and what remains open to it.
 */
export const blockText = (decision: Decision, event: string, context: ReplyContext): string =>
  event === 'PostToolBatch' ? stopText(decision) : stoppedDeed(decision, event, context);

const MAX_FILES = 5;
const hasAnotherWay = ({ files = [] }: ReplyContext): boolean => files.length > 0;
const filesOf = ({ files = [] }: ReplyContext): readonly string[] =>
  files.slice(0, MAX_FILES).map((file) => `- the file: \`${file.slice(0, 300)}\``);

const stoppedDeed = (decision: Decision, event: string, context: ReplyContext): string =>
  decision.ticket !== undefined && decision.failMode === undefined
    ? askedDeed(decision, decision.ticket, event, context)
    : plainlyStopped(decision, event, context);

/** People were asked. What the model may do meanwhile, and what will become of the same call. */
const askedDeed = (decision: Decision, ticket: string, event: string, context: ReplyContext): string => {
  const deed = deedOf(event, context);
  const why = whyOf(decision);
  if (decision.marks.includes('approval-denied'))
    return [
      `Sallyport stopped ${deed}: a person was asked and said no (ticket ${ticket}). What asked:`,
      ...why,
      'This is a decision: do not retry it, reword it, or reach the same result by another tool or path. Go on with the parts of the task that do not need it, and tell the user.',
    ]
      .join('\n')
      .slice(0, MAX_TEXT);
  if (decision.marks.includes('weak-approval-refused'))
    return [
      `Sallyport stopped ${deed}: it can't be undone, and ticket ${ticket} was approved on this machine only, which is no proof that a person did it:`,
      ...why,
      'Do not retry it or reach the same result by another tool or path. Go on with the parts of the task that do not need it, and tell the user that this one needs an approval with a passkey or from another device.',
    ]
      .join('\n')
      .slice(0, MAX_TEXT);
  return [
    `Sallyport has put ${deed} before a person as ticket ${ticket}, because policy asks for that:`,
    ...why,
    `It has not run. Go on with the parts of the task that do not need it, and tell the user that ticket ${ticket} waits for an answer (\`sallyport approvals show ${ticket}\`). Once it is approved, the very same call passes once; any other call is asked about anew. Do not reach the same result by another tool or path, and do not repeat it until the user says that it was approved.`,
  ]
    .join('\n')
    .slice(0, MAX_TEXT);
};

const plainlyStopped = (decision: Decision, event: string, context: ReplyContext): string =>
  [
    `Sallyport stopped ${deedOf(event, context)}, as policy says:`,
    ...whyOf(decision),
    ...filesOf(context),
    ...(hasAnotherWay(context)
      ? ['The way that is named above is allowed and meant to be taken.']
      : [
          'This is a decision, not a fault: do not retry it, reword it, or reach the same result by another tool or path.',
          'Go on with the parts of the task that do not need it. If it is needed, tell the user what was stopped, the reason and the rule named above, and let them decide what to do.',
        ]),
  ]
    .join('\n')
    .slice(0, MAX_TEXT);

/** What the model is told of a command that runs where it can change nothing. */
export const readOnlyText = (decision: Decision, context: ReplyContext): string =>
  [
    `Sallyport runs ${deedOf('PreToolUse', context)} read-only, as policy says:`,
    ...whyOf(decision),
    'It runs in a sandbox: files can be read and not changed, there is no network, and what it writes to temporary folders is thrown away. An error about a read-only file system, a missing host or a socket comes from that, and is no fault to work round.',
  ]
    .join('\n')
    .slice(0, MAX_TEXT);

/** What the model is told of a message that goes out without what must not leave. */
export const inputRedactedText = (decision: Decision, context: ReplyContext): string =>
  [
    `Sallyport took something out of ${deedOf('PreToolUse', context)} before it runs, as policy says:`,
    ...whyOf(decision),
    'A mark such as `[redacted:kind]` goes out in its place. Do not send the value by another tool or in other words; tell the user what was left out.',
  ]
    .join('\n')
    .slice(0, MAX_TEXT);

export const warnText = (decision: Decision, event: string, context: ReplyContext): string =>
  [
    context.result === undefined
      ? `Sallyport let ${deedOf(event, context)} go on with a warning:`
      : `Sallyport warns of what ${deedOf(event, context)} gave back:`,
    ...whyOf(decision),
    'Keep to what the user asked for, and mention this warning to them.',
  ]
    .join('\n')
    .slice(0, MAX_TEXT);
