import { readCommand } from '@sallyport/command-reading';
import type { Detection } from '../detection.ts';
import { ANYWHERE, capabilitiesOf } from './capabilities-of.ts';
import type { CommandCapability } from './capability.ts';
import { placeOfProgram } from './place-of-program.ts';

export type CommandFindings = { readonly found: readonly Detection[]; readonly truncated: readonly string[] };

/** Reading more would hold everything else up; nobody writes longer commands, or so many in one. */
const MAX_TEXT = 16_384;
const MAX_COST = 500;
/** No Unix has programs of these names; read in the other shell's way their paths are whole. */
const WINDOWS_ONLY = /^(?:(?:remove|clear|stop|format)-[a-z]+|ri|rd|del|erase)$/i;
const MAX_FOUND = 32;

/** How words are quoted and named differs; what is meant for Windows is read in its way. */
const CMDLET =
  /\b(?:[A-Z][a-z]+-[A-Z][A-Za-z]+|remove-item|format-volume|clear-disk|stop-computer)\b|(?:^|[|;&]\s{0,8})(?:ri|iwr|irm|iex|gci|rm|del|rd)\s[^|;&\n]{0,200}-(?:Recurse|Force|fo|rec|r\s)|\$env:/;
const CMD =
  /(?:^|[|;&\n]\s{0,8})(?:del|erase|rd|rmdir|format|copy|move|vssadmin|reg|bcdedit|wmic|attrib|icacls|takeown|cipher|diskpart)(?:\.exe)?\s[^\n]{0,200}(?:\/[a-z?]|[a-z]:|\\)/i;
/** A function that starts itself twice in the background, under any name. */
const FORK_BOMB =
  /([\w:.]{1,32})\s{0,4}\(\)\s{0,4}\{\s{0,4}\1\s{0,4}\|\s{0,4}\1\s{0,4}&\s{0,4}\}|%0\s{0,4}\|\s{0,4}%0|\bfork\s{1,4}while\s{1,4}fork\b|while\s{1,4}(?:True|1)\s{0,4}:\s{0,8}os\.fork\(/;

/** Commands in a text that is one: what they would do that a person might not forgive. */
export function findDangerousCommands(text: string): readonly Detection[] {
  return findDangerousCommandsWithin(text).found;
}

export function findDangerousCommandsWithin(given: string): CommandFindings {
  const found: Detection[] = [];
  const beginning = given.slice(0, MAX_TEXT);
  const isCmd = CMD.test(beginning);
  const isCmdlet = CMDLET.test(beginning);
  const text = given.slice(0, affordable(given, isCmd || isCmdlet ? MAX_COST / 2 : MAX_COST));
  const shells = [
    'bash',
    ...(isCmdlet ? ['powershell' as const] : []),
    ...(isCmd ? ['cmd' as const] : []),
  ] as const;
  const truncated = new Set<string>(given.length > text.length ? ['command'] : []);
  for (const shell of shells) {
    const { command, paths, hosts } = readCommand(text, { ...ANYWHERE, shell });
    if (command.marks.includes('too-long')) truncated.add('command');
    for (const one of capabilitiesOf(command, { paths, hosts })) {
      const program = command.programs[one.program];
      if (
        one.tier === 'contained' ||
        (shell === 'bash' && (isCmd || isCmdlet) && WINDOWS_ONLY.test(program?.name ?? ''))
      )
        continue;
      const place = program ? placeOfProgram(text, program) : wholeOf(text);
      addDetection(found, detectionOf(one, place));
      if (found.length >= MAX_FOUND) return { found, truncated: [...truncated.add('command')] };
    }
  }
  const bomb = FORK_BOMB.exec(text);
  if (bomb) addDetection(found, detectionOf(BOMB, [bomb.index, bomb.index + bomb[0].length]));
  return { found, truncated: [...truncated] };
}

/** How far a text can be read in bounded time: what costs is how many commands it holds, not how long they are. */
function affordable(text: string, maxCost: number): number {
  const end = Math.min(text.length, MAX_TEXT);
  let cost = 0;
  for (let at = 0; at < end; at++) {
    cost += COSTS.get(text.charCodeAt(at)) ?? 0;
    if (cost > maxCost) return at;
  }
  return end;
}

/** By character code. A line costs less, since it may as well be text in a here-document; a call in code as well. */
const COSTS: ReadonlyMap<number, number> = new Map([
  ...[';', '|', '&', '$', '`'].map((sign) => [sign.charCodeAt(0), 2] as const),
  ...['\n', '('].map((sign) => [sign.charCodeAt(0), 1] as const),
]);

const BOMB: Pick<CommandCapability, 'capability' | 'object' | 'tier'> = {
  capability: 'stops-machine',
  object: 'fork-bomb',
  tier: 'grave',
};

function detectionOf(
  { capability, object, tier }: typeof BOMB,
  [start, end]: readonly [number, number],
): Detection {
  const level = tier === 'grave' ? 'block' : 'warn';
  return {
    detector: 'command',
    rule: `${capability}-${object}`,
    level,
    start,
    end,
    confidence: tier === 'grave' ? 0.9 : 0.7,
  };
}

/** The same deed read twice, once for each shell, is one finding, at the higher level. */
function addDetection(found: Detection[], one: Detection): void {
  const at = found.findIndex(({ rule }) => rule === one.rule);
  const known = found[at];
  if (!known) found.push(one);
  else if (known.level === 'warn' && one.level === 'block') found[at] = one;
}

function wholeOf(text: string): readonly [number, number] {
  const start = text.search(/\S/);
  return start < 0 ? [0, 0] : [start, text.trimEnd().length];
}
