/**
 * Everything that reads what somebody else wrote. A new parser gets a row: texts to begin with, and what must hold of its
 * result whatever the text; a throw fails by itself, and so does a run that never ends.
 */
import { Action } from '@sallyport/action-model';
import { readCommand } from '@sallyport/command-reading';
import {
  createStream,
  detect,
  findDangerousCommandsWithin,
  findInjection,
  findPersonalData,
  findSecretsWithin,
  normalise,
  readOwnDetectors,
  scanComponent,
  type TextRole,
} from '@sallyport/detectors';
import {
  canonicalMessage,
  readHook,
  readMcpCall,
  readMcpResult,
  readMessage,
  rewriteMcpResult,
} from '@sallyport/surfaces';
import { mcpContext } from '../../packages/surfaces/test/mcp-context.ts';
import { testContext } from '../../packages/surfaces/test/test-context.ts';
import { payloadValues, payloadWithValue } from './payload-with-value.ts';
import {
  developmentTexts,
  hookPayloads,
  mcpMessages,
  normaliserTexts,
  ownDetectorDocuments,
} from './seeds.ts';

export type Parser = {
  readonly name: string;
  readonly seeds: () => readonly string[];
  /** Says what is wrong with the result; nothing when all is well. */
  readonly fault: (text: string, run: number) => string | undefined;
};

const ROLES: readonly TextRole[] = ['tool-result', 'prompt', 'file', 'manifest', 'command'];
const CONTEXT = testContext();

const roleOf = (run: number): TextRole => ROLES[run % ROLES.length] ?? 'file';

/** What a scan takes a file for depends on its name. */
const PATHS = [
  'SKILL.md',
  '.mcp.json',
  'plugin.json',
  'hooks/hooks.json',
  'tools.json',
  'package.json',
  'a.py',
  'a.sh',
];

type Span = { readonly start: number; readonly end: number };

const strayed = (text: string, spans: readonly Span[]): string | undefined => {
  const stray = spans.find(
    ({ start, end }) => !Number.isInteger(start) || start < 0 || end <= start || end > text.length,
  );
  return stray === undefined ? undefined : `${JSON.stringify(stray)} lies outside the text`;
};

/** More than this for one text is growth: a few bytes must not become a report of megabytes. */
const MAX_FINDINGS = (text: string): number => 64 + text.length;

const spansFault = (text: string, spans: readonly Span[]): string | undefined =>
  spans.length > MAX_FINDINGS(text) ? `${spans.length} findings` : strayed(text, spans);

const VIEWS_PER_UNIT = 4;
const VIEWS_AT_LEAST = 65_536;

export const PARSERS: readonly Parser[] = [
  {
    name: 'normalise',
    seeds: () => [...normaliserTexts(), ...developmentTexts('injection.bipia-train', 40)],
    fault: (text, run) => {
      const { views } = normalise(text, { role: roleOf(run) });
      const units = views.reduce((sum, view) => sum + view.text.length, 0);
      if (units > VIEWS_PER_UNIT * text.length + VIEWS_AT_LEAST) return `${units} units of views`;
      for (const view of views) {
        const [start, end] = view.toOriginal(0, view.text.length);
        if (start < 0 || end > text.length || start > end) return `the view ${view.kind} leads outside`;
        const away = strayed(text, view.features);
        if (away !== undefined) return `a feature of ${view.kind}: ${away}`;
      }
      return undefined;
    },
  },
  {
    name: 'secrets',
    seeds: () => [
      ...developmentTexts('secrets.gitleaks-fixtures', 200),
      ...developmentTexts('secrets.credsweeper-lines', 200),
    ],
    fault: (text) => spansFault(text, findSecretsWithin(text).found),
  },
  {
    name: 'personal data',
    seeds: () => [
      ...developmentTexts('pii.presidio-half', 200),
      ...developmentTexts('injection.bipia-train', 20),
    ],
    fault: (text) => spansFault(text, findPersonalData(text)),
  },
  {
    name: 'all detectors together, and in pieces',
    seeds: () => [
      ...normaliserTexts(),
      ...developmentTexts('secrets.gitleaks-fixtures', 40),
      ...developmentTexts('pii.presidio-half', 40),
      ...developmentTexts('commands.dcg-dev', 40),
    ],
    fault: (text, run) => {
      const role = roleOf(run);
      const { found } = detect({ text, role });
      const stream = createStream({ role });
      const cut = run % (text.length + 1);
      stream.push(text.slice(0, cut));
      stream.push(text.slice(cut));
      if (JSON.stringify(stream.end().found) !== JSON.stringify(found))
        return `another finding, cut at ${cut}`;
      return spansFault(text, found);
    },
  },
  {
    name: 'injection',
    seeds: () => [
      ...developmentTexts('injection.bipia-train', 100),
      ...developmentTexts('injection.agentdojo', 100),
      ...normaliserTexts(),
    ],
    fault: (text, run) => {
      const role = roleOf(run);
      return spansFault(text, findInjection(normalise(text, { role }), { role }));
    },
  },
  {
    name: 'dangerous commands',
    seeds: () => developmentTexts('commands.dcg-dev', 232),
    fault: (text) => spansFault(text, findDangerousCommandsWithin(text).found),
  },
  {
    name: 'documents of own detectors',
    seeds: ownDetectorDocuments,
    fault: (text) => {
      const read = readOwnDetectors('detectors.yaml', text);
      return read.ok || read.why.length < 1_000 ? undefined : `a reason of ${read.why.length} characters`;
    },
  },
  {
    name: 'commands',
    seeds: () => [
      ...developmentTexts('commands.dcg-dev', 232),
      ...developmentTexts('commands.tldr-half', 200),
    ],
    fault: (text) => {
      const { command, paths, hosts } = readCommand(text, { home: '/home/ada', cwd: '/home/ada/work' });
      const most = 20_000 + 10 * text.length;
      const size = command.programs.length + paths.length + hosts.length;
      return size > most ? `${size} programs, paths and hosts` : undefined;
    },
  },
  {
    name: 'components',
    seeds: () => [...developmentTexts('skills.scanner-fixtures', 71), ...normaliserTexts()],
    fault: (text, run) => {
      const path = PATHS[run % PATHS.length] ?? 'SKILL.md';
      const { findings } = scanComponent([{ path, text }]);
      if (findings.length > MAX_FINDINGS(text)) return `${findings.length} findings`;
      const stray = findings.find(({ start, end }) => start < 0 || end < start || end > text.length);
      return stray === undefined ? undefined : `${JSON.stringify(stray)} lies outside the text`;
    },
  },
  {
    name: 'hook payloads',
    seeds: hookPayloads,
    fault: (text) => {
      const reading = readHook(text, CONTEXT);
      return reading.kind === 'actions' && reading.actions.length === 0 ? 'nothing to decide' : undefined;
    },
  },
  {
    name: 'messages of MCP',
    seeds: mcpMessages,
    fault: (text, run) => {
      const reading = readMessage(text);
      if (reading.kind === 'unreadable') return undefined;
      const canonical = canonicalMessage(reading);
      const again = readMessage(canonical);
      if (again.kind === 'unreadable' || canonicalMessage(again) !== canonical)
        return 'it changes when read again';
      if (reading.kind === 'request') {
        const call = readMcpCall(reading, mcpContext(run % 2 === 0 ? 'client' : 'server'));
        const actions = call.kind === 'actions' ? call.actions : [];
        const wrong = actions.map((action) => Action.safeParse(action)).find(({ success }) => !success);
        return wrong === undefined ? undefined : `no action by its own schema: ${wrong.error?.message}`;
      }
      if (reading.kind === 'batch') return undefined;
      const result = readMcpResult(reading);
      const rewritten = JSON.stringify(rewriteMcpResult(reading, result, []));
      return rewritten === JSON.stringify(reading.message)
        ? undefined
        : 'it changes though nothing is taken out';
    },
  },
  {
    name: 'values in hook payloads',
    seeds: payloadValues,
    fault: (text, run) => {
      const reading = readHook(payloadWithValue(text, run), CONTEXT);
      if (reading.kind !== 'actions') return undefined;
      const wrong = reading.actions.map((action) => Action.safeParse(action)).find(({ success }) => !success);
      return wrong === undefined ? undefined : `no action by its own schema: ${wrong.error?.message}`;
    },
  },
];
