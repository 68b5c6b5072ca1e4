/**
 * For each sort of part, when a refusal of it comes. `before-load` is claimed only where a test with the real client shows
 * that the part's code never ran; the page is made from this table, and a test that is not there fails it.
 */
export type Admission = {
  readonly part: string;
  readonly refusedBy: string;
  readonly when: 'before-load' | 'before-first-use' | 'observed';
  /** File and name of the test with the real client that shows it. */
  readonly shownBy?: readonly [file: string, name: string];
  readonly otherwise?: string;
};

const ADMISSION = 'test/flows/admission.test.ts';
const RECALL = 'test/flows/recall.test.ts';
const PINS = 'test/flows/mcp-pins.test.ts';
const NOWHERE = 'it loads nowhere any more: not by the model, and not when a person types it';

export const ADMISSIONS: readonly Admission[] = [
  {
    part: 'skill or command, chosen by the model',
    refusedBy: 'policy on `component.load` (PreToolUse)',
    when: 'before-load',
    shownBy: [RECALL, NOWHERE],
  },
  {
    part: 'skill or command, typed',
    refusedBy: 'policy on `component.load` (UserPromptExpansion)',
    when: 'before-load',
    shownBy: [RECALL, NOWHERE],
  },
  {
    part: 'plugin with its hooks, servers and skills',
    refusedBy: '`strictKnownMarketplaces` in managed settings',
    when: 'before-load',
    shownBy: [
      ADMISSION,
      '`strictKnownMarketplaces`: of a plugin from elsewhere neither a hook nor a server runs, installed or not',
    ],
    otherwise: 'not for `--plugin-dir`, which the client loads all the same',
  },
  {
    part: 'plugin with its hooks, servers and skills',
    refusedBy: 'policy on `facts.session.exposure`',
    when: 'before-first-use',
    shownBy: [
      ADMISSION,
      'a plugin that nobody approved has run its hook, and its session is then in quarantine',
    ],
    otherwise:
      'its hooks and servers have run; what the session then asks for is stopped, some seconds after its first action',
  },
  {
    part: 'MCP server, program',
    refusedBy: '`allowedMcpServers` in managed settings',
    when: 'before-load',
    shownBy: [
      ADMISSION,
      '`allowedMcpServers`: a server that is not on it is never started, whoever brings it',
    ],
  },
  {
    part: 'MCP server, program, behind the gateway',
    refusedBy: 'policy that blocks `component.load`',
    when: 'before-load',
    shownBy: [ADMISSION, 'a server behind the gateway that policy stops is never started'],
    otherwise:
      'while the guard is away, or silent for 10 s, the policy on disk says whether it is started (on a managed machine: it is not); a guard that refuses the relay starts nothing',
  },
  {
    part: 'MCP server, program, behind the gateway',
    refusedBy: 'policy that asks for a person',
    when: 'before-first-use',
    shownBy: [PINS, 'a server that is seen first ${isTrusted'],
    otherwise: 'it is started, so that a person can see what it says of its tools; none is shown or called',
  },
  {
    part: 'MCP server, address, behind the gateway',
    refusedBy: 'policy',
    when: 'before-first-use',
    otherwise:
      'where policy blocks it, no message goes either way; where it asks for a person, it is greeted, and none of its tools is shown or called',
  },
  {
    part: 'tool that changed or is new',
    refusedBy: 'its pin',
    when: 'before-first-use',
    shownBy: [
      PINS,
      'a definition that changed, and one that is new, are held back until a person has looked',
    ],
  },
  {
    part: 'hook of settings or of a plugin',
    refusedBy: '`allowManagedHooksOnly` in managed settings',
    when: 'observed',
    otherwise: '`sallyport inventory` lists it, and policy can tighten on `facts.posture.foreignHooks`',
  },
  {
    part: 'subagent',
    refusedBy: 'policy on `agent.spawn`',
    when: 'before-first-use',
    otherwise: 'by its name; its definition is in the inventory',
  },
  {
    part: 'desktop extension, connector of the account',
    refusedBy: 'the vendor’s allow-list',
    when: 'observed',
    otherwise: '`sallyport inventory` lists extensions; connectors of the account are not on this machine',
  },
];
