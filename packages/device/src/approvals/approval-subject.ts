import type { Action, ApprovalTicket } from '@sallyport/action-model';
import { redactText, redactValue } from '@sallyport/enforcement';

/** More than a person reads; the rest is counted, and the ticket is open-ended. */
const MAX_TEXT = 16_000;
const MAX_LISTED = 20;
const MAX_NAME = 1000;

type Subject = Pick<ApprovalTicket, 'kind' | 'effects' | 'text' | 'textLeftOut' | 'hosts' | 'paths'>;

/** What a person is shown of one call, without its secrets. */
export function subjectOf(actions: readonly [Action, ...Action[]], toolInput: unknown): Subject {
  const [action] = actions;
  const whole = textOf(action, toolInput);
  const hosts = new Set(
    actions.flatMap((each) =>
      each.hosts.map(({ host, port }) => (port === undefined ? host : `${host}:${port}`)),
    ),
  );
  const paths = new Set(actions.flatMap((each) => each.paths.map(({ path, resolved }) => resolved ?? path)));
  return {
    kind: action.kind,
    effects: [...new Set(actions.flatMap(({ effects }) => effects))],
    text: whole.slice(0, MAX_TEXT),
    textLeftOut: Math.max(0, whole.length - MAX_TEXT),
    hosts: [...hosts].slice(0, MAX_LISTED),
    paths: [...paths].slice(0, MAX_LISTED).map((path) => redactText(path).text.slice(0, MAX_NAME)),
  };
}

function textOf(action: Action, toolInput: unknown): string {
  if (action.kind === 'shell.run') return redactText(action.command.text).text;
  return toolInput === undefined ? '' : JSON.stringify(redactValue(toolInput).value, null, 2);
}
