/**
 * What an agent's client sends before its tools in a day's work, for measuring: the tools in about the shares they
 * have there, commands from one word to a here-document, and no two payloads alike, so that nothing measured comes
 * from having seen the same call before.
 */
type Call = readonly [tool: string, input: Readonly<Record<string, unknown>>];
type Make = (n: number) => Call;

const bash =
  (command: (n: number) => string): Make =>
  (n) => ['Bash', { command: command(n), description: `Step ${n} of the task` }];

const AREAS = ['api', 'billing', 'search', 'editor', 'auth', 'reports', 'queue'];
const areaOf = (n: number): string => AREAS[n % AREAS.length] ?? 'api';
const file = (n: number): string => `/home/dev/project/src/${areaOf(n)}/module-${n % 997}.ts`;

/** A piece of code of roughly `lines` lines, different for every `n`. */
const code = (n: number, lines: number): string =>
  Array.from(
    { length: lines },
    (_, at) =>
      `  const value${at} = await load${n % 89}(request.params.id, { depth: ${at}, retries: ${n % 5} });`,
  ).join('\n');

const COMMANDS: readonly Make[] = [
  bash((n) => `git status && npm test -- --run file-${n}.test.ts | tail -n 20`),
  bash((n) => `ls -la src/${areaOf(n)}/part-${n}`),
  bash((n) => `git diff HEAD~${n % 9} -- ${file(n)} | head -80`),
  bash((n) => `grep -rn "load${n}" src --include='*.ts' | head -20`),
  bash((n) => `cd /home/dev/project && npx tsc --noEmit -p packages/${areaOf(n)}-${n} 2>&1 | tail -5`),
  bash((n) => `sed -n ${n % 300},${(n % 300) + 40}p ${file(n)}`),
  bash((n) => `find . -name '*.test.ts' -newer stamp-${n} -not -path './node_modules/*' | xargs wc -l`),
  bash((n) => `git log --oneline -${(n % 20) + 1} -- packages/${areaOf(n)} && git show --stat HEAD~${n % 7}`),
  bash((n) => `for f in a-${n} b-${n} c-${n}; do cat "src/$f.ts" | wc -l; done`),
  bash((n) => `curl -s http://localhost:3000/api/items/${n} | jq '.items[0].name'`),
  bash(
    (n) => `python3 - <<'END'\nimport json\nrows = json.load(open('out-${n}.json'))\nprint(len(rows))\nEND`,
  ),
  bash((n) => `mkdir -p build/${n} && cp -r assets build/${n}/ && echo "built ${n}" > build/${n}/note.txt`),
  bash((n) => `docker compose -f ci/compose-${n % 40}.yml logs --tail=${n} ${areaOf(n)}`),
  bash(
    (n) => `NODE_ENV=test timeout 120 npx vitest run packages/${areaOf(n)}/src/x-${n}.test.ts --reporter=dot`,
  ),
  bash(
    (n) => `git add -A && git commit -q -m "Handle an empty page ${n} in ${areaOf(n)}" && git log -1 --stat`,
  ),
  bash((n) => `pwd; node -e "console.log(${n})"; which node npm`),
];

const READS: readonly Make[] = [
  (n) => ['Read', { file_path: file(n) }],
  (n) => ['Read', { file_path: file(n), offset: n % 500, limit: 200 }],
  (n) => [
    'Grep',
    { pattern: `load${n}\\(`, path: `/home/dev/project/src/${areaOf(n)}`, output_mode: 'content' },
  ],
  (n) => ['Glob', { pattern: `src/${areaOf(n)}/**/*-${n}.ts`, path: '/home/dev/project' }],
];

const WRITES: readonly Make[] = [
  (n) => ['Edit', { file_path: file(n), old_string: code(n, 4), new_string: code(n + 1, 6) }],
  (n) => ['Edit', { file_path: file(n), old_string: `retries: ${n}`, new_string: `retries: ${n + 1}` }],
  (n) => ['Write', { file_path: file(n), content: code(n, 60) }],
];

const OTHERS: readonly Make[] = [
  (n) => ['WebFetch', { url: `https://docs.example.com/guide/${n}`, prompt: `What does option ${n} do?` }],
  (n) => ['mcp__tracker__get_issue', { id: `PROJ-${n}`, fields: ['title', 'state', 'assignee'] }],
  (n) => [
    'TodoWrite',
    { todos: [{ content: `Look at ${areaOf(n)} ${n}`, status: 'pending', activeForm: 'Looking' }] },
  ],
];

/** Ten calls in a row of a day: five commands, three looks, a change, and something else or a change in turn. */
const DAY: readonly (readonly Make[])[] = [
  COMMANDS,
  READS,
  COMMANDS,
  WRITES,
  COMMANDS,
  READS,
  COMMANDS,
  OTHERS,
  COMMANDS,
  READS,
];

export function hookPayload(n: number): string {
  const makers = DAY[n % DAY.length] ?? COMMANDS;
  const [tool, input] = makers[Math.floor(n / 3) % makers.length]?.(n) ?? ['Read', { file_path: file(n) }];
  return JSON.stringify({
    session_id: `3f0c2a1e-5b7d-4c1f-9a2b-${String(n % 12).padStart(12, '0')}`,
    transcript_path: `/home/dev/.claude/projects/-home-dev-project/session-${n % 12}.jsonl`,
    cwd: '/home/dev/project',
    permission_mode: n % 3 === 0 ? 'default' : 'acceptEdits',
    hook_event_name: 'PreToolUse',
    tool_name: tool,
    tool_input: input,
    tool_use_id: `toolu_01${String(n).padStart(22, 'A')}`,
  });
}
