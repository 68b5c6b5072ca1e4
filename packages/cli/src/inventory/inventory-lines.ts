import type { CheckedPosture, InventoryItem } from '@sallyport/device';
import { plain, style } from '../terminal.ts';
import type { Judged } from './judge-contents.ts';

const HEADS: Readonly<Record<InventoryItem['kind'], string>> = {
  agent: 'Agents',
  'mcp-server': 'MCP servers',
  extension: 'Desktop extensions',
  plugin: 'Plugins',
  marketplace: 'Marketplaces',
  skill: 'Skills',
  command: 'Commands',
  subagent: 'Subagents',
  hook: 'Hooks',
  'scheduled-task': 'Scheduled tasks',
  'remote-control': 'Dispatch and remote control',
  'browser-grant': 'Browser',
  'computer-use': 'Computer use',
  egress: 'Egress',
  permission: 'Permission rules',
  'session-store': 'Cowork sessions',
};

export type ShownItem = InventoryItem & Judged;

/** By person, then by kind; one line for the thing and one for where it is. Names are other people's text. */
export function inventoryLines(items: readonly ShownItem[], columns: number): readonly string[] {
  const lines: string[] = [];
  for (const user of new Set(items.map((item) => item.user))) {
    const own = items.filter((item) => item.user === user);
    lines.push(style.bold(plain(`${user} ${own[0]?.home ?? ''}`)));
    for (const [kind, head] of Object.entries(HEADS)) {
      const ofKind = own.filter((item) => item.kind === kind);
      if (ofKind.length === 0) continue;
      lines.push(`  ${head} (${ofKind.length})`);
      for (const item of ofKind) lines.push(...itemLines(item, columns));
    }
  }
  return lines;
}

function itemLines(item: ShownItem, columns: number): readonly string[] {
  const words = [
    item.state === 'same' ? '' : item.state,
    item.version ?? '',
    item.scope,
    item.identity ?? '',
    ...(item.marks ?? []),
    item.grade === undefined ? '' : `grade ${item.grade}`,
  ].filter((word) => word !== '');
  const tail = ` ${words.join(' · ')}`;
  const place = item.at === undefined ? item.path : `${item.path} ${item.at}`;
  return [
    `    ${cut(plain(item.name), Math.max(16, columns - 4 - plain(tail).length))}${style.dim(plain(tail))}`,
    `      ${style.dim(cut(plain(place), columns - 6))}`,
    // What `recall add` takes.
    ...(item.kind === 'mcp-server' && item.sha256 !== undefined
      ? [`      ${style.dim(cut(plain(`content ${item.sha256}`), columns - 6))}`]
      : []),
  ];
}

const STATES = { ok: '✓', finding: '✗', unknown: '?' } as const;

export function postureLines(posture: readonly CheckedPosture[], columns: number): readonly string[] {
  const lines: string[] = [];
  for (const user of new Set(posture.map((check) => check.user))) {
    lines.push(style.bold(plain(user)));
    for (const state of ['finding', 'unknown', 'ok'] as const)
      for (const check of posture.filter((one) => one.user === user && one.state === state)) {
        lines.push(...wrapped(`${STATES[state]} ${check.what}`, columns, 2), `    ${style.dim(check.code)}`);
        if (check.state === 'finding') {
          for (const { path, text } of check.places.slice(0, 5))
            lines.push(`    ${cut(`${plain(text)}: ${plain(path)}`, columns - 4)}`);
          if (check.places.length > 5) lines.push(`    and ${check.places.length - 5} more`);
          lines.push(...wrapped(check.why, columns, 4), ...wrapped(check.fix, columns, 4));
        }
        if (check.state === 'unknown')
          lines.push(...wrapped(`${plain(check.reason)}; look at: ${check.admin}`, columns, 4));
      }
  }
  return lines;
}

/** The end of a path says more than its beginning. */
const cut = (text: string, cells: number): string =>
  text.length <= cells
    ? text
    : `${text.slice(0, Math.floor(cells / 3)).toWellFormed()}…${text.slice(-(cells - Math.floor(cells / 3) - 1)).toWellFormed()}`;

function wrapped(text: string, columns: number, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => ' '.repeat(indent) + one);
}
