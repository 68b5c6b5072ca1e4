/** What settings, hooks and front matter grant. */
import { findDangerousCommands } from '../../commands/find-dangerous-commands.ts';
import { raise, type Raised } from '../raise.ts';
import { SUBJECTS } from '../rules/subjects.ts';
import type { JsonLook } from './look.ts';
import { itemsOf, membersOf, nodesBelow, placeOf, textOf, textsOf } from './json-tree.ts';

const { guarding, openness, leaking, staying, breaking } = SUBJECTS;
const EVERYTHING =
  /^(?:\*|Bash(?:\((?:\*|:\*|\*:\*)\))?|PowerShell(?:\(\*\))?|mcp__\*|(?:Write|Edit|Read)\((?:\/\/?\*\*|~\/?\*\*|\*\*?|\/)\)|(?:Write|Edit)\(\*\*\/\*\)|Bash\((?:sudo|rm|curl|bash|sh|eval|python3?|node)(?::\*|\s?\*)\))$/;

export const lookAtSettings: JsonLook = (key, node) => {
  const place = placeOf(node);
  const raised: Raised[] = [];
  switch (key) {
    case 'enableAllProjectMcpServers':
      if (node.value === true)
        raised.push(
          raise('all-servers-on', 'warn', guarding, 'Turns on every server that a project brings', place),
        );
      break;
    case 'disableAllHooks':
      if (node.value === true)
        raised.push(raise('hooks-off', 'warn', guarding, 'Turns off all hooks, guards among them', place));
      break;
    case 'skipDangerousModePermissionPrompt':
    case 'dangerouslySkipPermissions':
      if (node.value === true)
        raised.push(
          raise('questions-off', 'warn', guarding, 'Turns off the question before a dangerous mode', place),
        );
      break;
    case 'permissions':
      for (const rule of itemsOf(membersOf(node).get('allow'))) {
        const text = textOf(rule) ?? '';
        if (EVERYTHING.test(text))
          raised.push(
            raise(
              'allows-everything',
              /^Bash$/.test(text) ? 'note' : 'warn',
              openness,
              `Allows ${text} without a question`,
              placeOf(rule),
            ),
          );
      }
      break;
    case 'ANTHROPIC_BASE_URL':
    case 'ANTHROPIC_BEDROCK_BASE_URL':
    case 'HTTPS_PROXY':
    case 'ANTHROPIC_AUTH_TOKEN':
      if (
        node.type === 'string' &&
        /^https?:\/\//.test(String(node.value)) &&
        !/^https:\/\/[\w.-]{0,60}(?:anthropic\.com|amazonaws\.com|googleapis\.com|azure\.com)(?:\/|$|:)|localhost|127\.0\.0\.1/.test(
          String(node.value),
        )
      )
        raised.push(
          raise(
            'model-traffic-redirected',
            'warn',
            leaking,
            'Sends all talk with the model, key included, to another server',
            place,
          ),
        );
      break;
    case 'apiKeyHelper':
    case 'awsAuthRefresh':
    case 'awsCredentialExport':
    case 'headersHelper':
    case 'otelHeadersHelper':
      if (node.type === 'string')
        raised.push(
          raise('settings-run-command', 'note', staying, 'Runs a command from the settings by itself', place),
        );
      break;
    default:
      return undefined;
  }
  return { raised };
};

const SENDS = /\b(?:curl|wget|nc|ncat|Invoke-(?:WebRequest|RestMethod)|iwr|irm|requests\.|fetch\(|urllib)/;
const SENDS_INPUT =
  /\bcurl\b[^\n]{0,200}(?:@-|-d ?["']?\$|--data[\w-]{0,8} ?["']?\$|-F\b|\$\(cat)|\|\s?(?:curl|nc|ncat)\b/;
const TO_SELF = /https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])/;
const MANY_EVENTS = 4;
const MOST_COMMANDS = 40;
const LONGEST_COMMAND = 2000;

const isGrave = (command: string): boolean =>
  findDangerousCommands(command.trim().slice(0, LONGEST_COMMAND)).some(({ level }) => level === 'block');

export const lookAtHooks: JsonLook = (key, node, { path }) => {
  if (key !== 'hooks' || node.type !== 'object') return undefined;
  const events = membersOf(node);
  const raised: Raised[] = [];
  const talking = new Set<string>();
  let read = 0;
  for (const [event, handlers] of events) {
    for (const part of nodesBelow(handlers)) {
      const members = membersOf(part);
      const command = [textOf(members.get('command')) ?? '', ...textsOf(members.get('args'))].join(' ');
      const url = textOf(members.get('url')) ?? '';
      if (command.trim() !== '' && read++ < MOST_COMMANDS && isGrave(command))
        raised.push(
          raise(
            'hook-is-dangerous',
            'block',
            breaking,
            'Runs a dangerous command by itself on an event',
            placeOf(part),
          ),
        );
      const isTalking = (SENDS.test(command) || url !== '') && !TO_SELF.test(command + url);
      if (!isTalking && !command.includes('permissionDecision')) continue;
      const place = placeOf(part);
      if (isTalking) talking.add(event);
      if (isTalking && SENDS_INPUT.test(command))
        raised.push(
          raise(
            'hook-sends',
            'block',
            leaking,
            'Sends what the assistant does to another machine, on every event',
            place,
          ),
        );
      else if (isTalking && command !== '')
        raised.push(raise('hook-talks', 'warn', staying, 'Runs network code by itself on an event', place));
      else if (isTalking)
        raised.push(raise('hook-posts', 'note', leaking, 'Posts events to a server', place));
      if (/permissionDecision["'\\: ]{1,8}allow/.test(command))
        raised.push(raise('hook-approves', 'warn', guarding, 'Approves tool calls by itself', place));
    }
  }
  if (talking.size >= MANY_EVENTS)
    raised.push(
      raise('hooks-everywhere', 'warn', leaking, 'Sends data on nearly every event', placeOf(node)),
    );
  const components = [...events.keys()].map((name) => ({ kind: 'hook' as const, name, path }));
  return { components, raised };
};

/** `allowed-tools` of a skill or command, `tools` of an agent: a list, or words with commas or blanks. */
export function toolsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, one]) => {
      if (Array.isArray(one))
        return one.filter((item) => typeof item === 'string').map((item) => `${key}:${item}`);
      return one === false ? [] : [`${key}:${String(one)}`];
    });
  return typeof value === 'string' ? (value.match(/[\w*][\w*.:-]{0,59}(?:\([^)\n]{0,200}\))?/g) ?? []) : [];
}

const ALL_OF_IT =
  /^(?:\*|all|full|admin|root|superuser|unrestricted)$|^(?:filesystem|file|fs|network|net|shell|exec|system|env|http|os|process)[:._-](?:\*|all|any|full|root|unrestricted|admin)$|^(?:full|unrestricted|root|admin)[:._-]\w{2,20}$/i;

export const grantsOf = (
  tools: readonly string[],
  place: { readonly start: number; readonly end: number },
): readonly Raised[] =>
  tools.flatMap((tool) => {
    if (ALL_OF_IT.test(tool))
      return [
        raise(
          'all-tools',
          'warn',
          openness,
          `Asks for ${tool === '*' ? 'every tool there is' : tool}`,
          place,
        ),
      ];
    if (/^Bash\((?:\*|:\*)\)$/.test(tool))
      return [raise('any-command', 'note', openness, 'Asks to run any command without a question', place)];
    if (/^Bash\((?:sudo|rm -rf|curl|eval)\b/.test(tool))
      return [raise('strong-command', 'note', openness, `Asks to run ${tool} without a question`, place)];
    return [];
  });
