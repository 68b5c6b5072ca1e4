import type { CommandReading } from '@sallyport/action-model';
import { readCommand } from '@sallyport/command-reading';
import { z } from 'zod';
import { draft, effectsOf, sample, samples, type ActionDraft } from '../actions/action-draft.ts';
import { registrableDomain, urlUse } from '../actions/url-use.ts';
import { toolReader, type ToolPlace, type ToolReader } from './tool-reader.ts';

export const shellRun = (
  text: string,
  place: ToolPlace,
  { shell = 'bash', shown = text }: { shell?: CommandReading['shell']; shown?: string } = {},
): ActionDraft => {
  const { command, paths, hosts } = readCommand(text, { ...place, shell, registrableDomain });
  return draft(
    'shell.run',
    { command: shown === text ? command : { ...command, text: shown.slice(0, 65_536) } },
    { effects: effectsOf(paths, hosts), paths, hosts, samples: samples(sample('command', shown)) },
  );
};

const shellTool = (shell: CommandReading['shell']): ToolReader =>
  toolReader(['shell.run'], z.object({ command: z.string() }), ({ command }, place) => [
    shellRun(command, place, { shell }),
  ]);

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Code that the client runs in an interpreter of its own is read as the command that would run it, so that the
 * rules about inline code, paths and hosts hold for it; the action shows the code itself.
 */
const codeTool = (interpreter: string): ToolReader =>
  toolReader(['shell.run'], z.object({ code: z.string() }), ({ code }, place) => [
    shellRun(`${interpreter} ${quoted(code)}`, place, { shown: code }),
  ]);

/** Background watchers: a command whose lines become events, or a socket. */
const monitor = toolReader(
  ['shell.run', 'net.connect'],
  z
    .object({
      command: z.string().optional(),
      ws: z.object({ url: z.string().max(8192) }).optional(),
    })
    .refine(({ command, ws }) => command !== undefined || ws !== undefined, 'neither `command` nor `ws`'),
  ({ command, ws }, place) => {
    const drafts: ActionDraft[] = [];
    if (command !== undefined) drafts.push(shellRun(command, place));
    if (ws) {
      const { url, hosts } = urlUse(ws.url, { direction: 'both' });
      drafts.push(draft('net.connect', { url }, { effects: ['external'], hosts }));
    }
    return drafts;
  },
);

export const shellTools: Readonly<Record<string, ToolReader>> = {
  Bash: shellTool('bash'),
  PowerShell: shellTool('powershell'),
  mcp__workspace__bash: shellTool('bash'),
  Monitor: monitor,
  REPL: codeTool('node -e'),
  JavaScript: codeTool('node -e'),
  mcp__ide__executeCode: codeTool('python3 -c'),
};
