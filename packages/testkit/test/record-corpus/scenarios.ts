import type { FileTree, ScriptedTurn } from '@sallyport/testkit';

/** One run of the client, and where in the corpus what its hooks got belongs. */
export interface Scenario {
  readonly prompt: string;
  readonly files?: FileTree;
  readonly args?: (home: string) => readonly string[];
  readonly turns?: (cwd: string) => readonly ScriptedTurn[];
  /** Written by somebody else while the run is on: files of the home by the main turn they precede. */
  readonly writes?: Readonly<Record<number, FileTree>>;
  readonly permissionMode?: string;
  /** Tools that the client lets run without asking; none in the scenario that wants to be asked. */
  readonly allowedTools?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Case folder by event, and tool where the event has one: `PreToolUse Bash`. The first such call is taken. */
  readonly cases: Readonly<Record<string, string>>;
}

const tool = (name: string, input: object): ScriptedTurn => [{ type: 'tool_use', name, input }];

const notebook = JSON.stringify({
  cells: [
    { cell_type: 'code', id: 'c1', source: ['x = 1'], metadata: {}, outputs: [], execution_count: null },
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

/** A server over stdio with one tool and one prompt, in one file without dependencies. */
const echoServer = `
import { createInterface } from 'node:readline';
const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
const results = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {}, prompts: {}, resources: {} }, serverInfo: { name: 'echo', version: '1' } }),
  'tools/list': () => ({ tools: ['say', 'read_text_file'].map((name) => ({ name, description: name, inputSchema: { type: 'object', properties: { text: { type: 'string' }, path: { type: 'string' } } } })) }),
  'prompts/list': () => ({ prompts: [{ name: 'greet', description: 'greets', arguments: [{ name: 'whom' }] }] }),
  'prompts/get': () => ({ messages: [{ role: 'user', content: { type: 'text', text: 'greet them' } }] }),
  'resources/list': () => ({ resources: [{ uri: 'note://one', name: 'one' }] }),
  'resources/templates/list': () => ({ resourceTemplates: [] }),
  'resources/read': () => ({ contents: [{ uri: 'note://one', text: 'one' }] }),
  'tools/call': ({ name }) => ({ content: [{ type: 'text', text: 'result of ' + name }] }),
};
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const result = results[method]?.(params);
  send(result ? { id, result } : { id, error: { code: -32601, message: 'no such method' } });
});
`;

const echoArgs = (home: string): readonly string[] => [
  '--mcp-config',
  JSON.stringify({ mcpServers: { echo: { command: process.execPath, args: [`${home}/echo-server.mjs`] } } }),
];

/** Long enough for the client to see a changed file. */
const nap = tool('Bash', { command: "python3 -c 'import time; time.sleep(2.5)'" });

const skill = '---\nname: hello\ndescription: says hello\n---\nSay hello.\n';

export const scenarios: readonly Scenario[] = [
  {
    prompt: 'work on the notes',
    files: {
      'project/notes.txt': 'alpha\nbeta\n',
      'project/book.ipynb': notebook,
      'project/CLAUDE.md': 'be brief\n',
    },
    turns: (cwd) => [
      tool('Bash', { command: 'echo hi && cat notes.txt', description: 'Say hi' }),
      tool('Read', { file_path: `${cwd}/notes.txt` }),
      tool('Write', { file_path: `${cwd}/new.txt`, content: 'new\n' }),
      tool('Edit', { file_path: `${cwd}/notes.txt`, old_string: 'alpha', new_string: 'gamma' }),
      tool('Read', { file_path: `${cwd}/book.ipynb` }),
      tool('NotebookEdit', { notebook_path: `${cwd}/book.ipynb`, cell_id: 'c1', new_source: 'x = 2' }),
      tool('Glob', { pattern: '**/*.txt' }),
      tool('Grep', { pattern: 'beta', path: cwd, glob: '*.txt', output_mode: 'content' }),
      tool('WebFetch', { url: 'https://docs.example.co.uk/guide', prompt: 'Summarise' }),
      tool('WebSearch', { query: 'weather tomorrow' }),
      tool('Bash', { command: 'exit 3' }),
    ],
    cases: {
      SessionStart: 'lifecycle/session-start',
      InstructionsLoaded: 'lifecycle/instructions-loaded',
      UserPromptSubmit: 'prompt.submit/plain-prompt',
      'PreToolUse Bash': 'shell.run/bash-tool',
      'PostToolUse Bash': 'outcome/bash-succeeded',
      'PostToolUseFailure Bash': 'outcome/bash-failed',
      PostToolBatch: 'outcome/batch',
      'PreToolUse Read': 'file.read/read-tool',
      'PostToolUse Read': 'outcome/read-succeeded',
      'PreToolUse Write': 'file.write/write-tool',
      'PreToolUse Edit': 'file.write/edit-tool',
      'PreToolUse NotebookEdit': 'file.write/notebook-edit-tool',
      'PreToolUse Glob': 'file.list/glob-tool',
      'PreToolUse Grep': 'file.read/grep-tool',
      'PreToolUse WebFetch': 'web.fetch/web-fetch-tool',
      'PreToolUse WebSearch': 'web.search/web-search-tool',
      Stop: 'lifecycle/stop',
      SessionEnd: 'lifecycle/session-end',
    },
  },
  {
    prompt: 'plan the day',
    files: { '.claude/skills/hello/SKILL.md': skill },
    turns: () => [
      tool('Skill', { skill: 'hello', args: 'world' }),
      tool('CronCreate', { cron: '0 9 * * 1-5', prompt: 'check the build' }),
      tool('CronList', {}),
      tool('ScheduleWakeup', { delaySeconds: 120, reason: 'the build takes a while', prompt: 'go on' }),
      tool('SendMessage', { to: 'main', summary: 'done', message: 'all done' }),
      tool('ToolSearch', { query: 'select:CronCreate', max_results: 3 }),
      tool('EnterWorktree', { name: 'trial' }),
      tool('Workflow', { script: 'export const meta = { name: "x", description: "y" };\nreturn 1;' }),
      tool('TaskCreate', { subject: 'sweep', description: 'sweep the floor' }),
      tool('TaskUpdate', { taskId: '1', status: 'in_progress' }),
      tool('TaskGet', { taskId: '1' }),
      tool('TaskList', {}),
      tool('ReportFindings', { findings: [] }),
      tool('ListAgents', {}),
    ],
    cases: {
      'PreToolUse Skill': 'component.load/skill-tool',
      'PreToolUse CronCreate': 'schedule.create/cron-create-tool',
      'PreToolUse CronList': 'tool.call/cron-list-tool',
      'PreToolUse ScheduleWakeup': 'schedule.create/schedule-wakeup-tool',
      'PreToolUse SendMessage': 'message.send/send-message-tool',
      'PreToolUse ToolSearch': 'tool.call/tool-search-tool',
      'PreToolUse EnterWorktree': 'tool.call/enter-worktree-tool',
      'PreToolUse Workflow': 'agent.spawn/workflow-tool',
      'PreToolUse TaskCreate': 'tool.call/task-create-tool',
      TaskCreated: 'tool.call/task-created-event',
      'PreToolUse TaskUpdate': 'tool.call/task-update-tool',
      'PreToolUse TaskGet': 'tool.call/task-get-tool',
      'PreToolUse TaskList': 'tool.call/task-list-tool',
      'PreToolUse ReportFindings': 'tool.call/report-findings-tool',
      'PreToolUse ListAgents': 'tool.call/list-agents-tool',
    },
  },
  {
    prompt: 'ask a helper',
    turns: () => [
      tool('Agent', {
        description: 'look',
        prompt: 'SUBAGENT look around',
        subagent_type: 'general-purpose',
      }),
    ],
    cases: {
      'PreToolUse Agent': 'agent.spawn/agent-tool',
      'PreToolUse Bash': 'shell.run/bash-in-subagent',
      SubagentStart: 'lifecycle/subagent-start',
      SubagentStop: 'lifecycle/subagent-stop',
    },
  },
  {
    prompt: 'watch the log',
    turns: () => [
      tool('Monitor', {
        command: 'tail -f app.log',
        description: 'watch',
        timeout_ms: 1000,
        persistent: false,
      }),
    ],
    cases: { 'PreToolUse Monitor': 'shell.run/monitor-command' },
  },
  {
    prompt: 'look at @notes.txt, @~/.ssh/id_ed25519 and @"my plan.txt".',
    files: { 'project/notes.txt': 'n\n', '.ssh/id_ed25519': 'not a key\n', 'project/my plan.txt': 'p\n' },
    cases: { UserPromptSubmit: 'prompt.submit/mentioned-files' },
  },
  {
    prompt: '/hello world',
    files: { '.claude/skills/hello/SKILL.md': skill },
    cases: { UserPromptExpansion: 'component.load/typed-skill' },
  },
  {
    prompt: '/mcp__echo__greet bob',
    files: { 'echo-server.mjs': echoServer },
    args: echoArgs,
    turns: () => [
      tool('mcp__echo__say', { text: 'hello', path: '/etc/hosts' }),
      tool('mcp__echo__read_text_file', { path: '~/.ssh/config' }),
      tool('ListMcpResourcesTool', { server: 'echo' }),
      tool('ReadMcpResourceTool', { server: 'echo', uri: 'note://one' }),
    ],
    cases: {
      UserPromptExpansion: 'component.load/typed-mcp-prompt',
      'PreToolUse mcp__echo__say': 'tool.call/mcp-tool',
      'PostToolUse mcp__echo__say': 'outcome/mcp-succeeded',
      'PreToolUse mcp__echo__read_text_file': 'tool.call/mcp-file-server-read',
      'PreToolUse ListMcpResourcesTool': 'tool.call/list-mcp-resources-tool',
      'PreToolUse ReadMcpResourceTool': 'tool.call/read-mcp-resource-tool',
    },
  },
  {
    prompt: 'make a folder',
    permissionMode: 'default',
    allowedTools: ['Read'],
    turns: () => [tool('Bash', { command: 'mkdir out' })],
    cases: { 'PermissionRequest Bash': 'shell.run/permission-request' },
  },
  {
    prompt: 'wait for the settings',
    files: { 'project/.claude/settings.json': '{}' },
    writes: { 1: { 'project/.claude/settings.json': '{"env":{"X":"1"}}' } },
    turns: () => [nap, nap],
    cases: { ConfigChange: 'config.change/project-settings' },
  },
  {
    prompt: 'wait for my settings',
    files: { 'project/.claude/settings.json': '{}' },
    writes: { 1: { 'project/.claude/settings.local.json': '{"env":{"X":"1"}}' } },
    turns: () => [nap, nap],
    cases: { ConfigChange: 'config.change/local-settings' },
  },
  {
    prompt: 'go into the folder',
    files: { 'project/sub/a.txt': 'a\n' },
    turns: () => [tool('Bash', { command: 'cd sub && pwd' })],
    cases: { CwdChanged: 'lifecycle/cwd-changed', 'PreToolUse Bash': 'shell.run/bash-cd' },
  },
  {
    prompt: 'from cowork',
    env: { CLAUDE_CODE_IS_COWORK: '1', CLAUDE_CODE_ENTRYPOINT: 'local-agent' },
    turns: () => [tool('Bash', { command: 'ls' })],
    cases: { 'PreToolUse Bash': 'shell.run/bash-with-cowork-markers' },
  },
];
