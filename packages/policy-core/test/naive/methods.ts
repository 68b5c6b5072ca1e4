import type { Action, Facts, HostUse, PathUse, ProgramUse } from '@sallyport/action-model';
import { literalMethod } from '../../src/condition/literal-methods.ts';
import { sceneOf } from '../../src/condition/view.ts';
import { extensionOf, nameOf } from '../../src/path/place.ts';

/** What each method of conditions says, written down once more in the plainest way. */
export const callMethod = (name: string, on: unknown, args: readonly string[], action: Action): unknown => {
  if (on instanceof Date) return timeOf(name, on, args[0] ?? 'UTC');
  if (typeof on === 'string') return ofText(name, on, args);
  if (Array.isArray(on)) return name === 'size' ? on.length : undefined;
  // Conditions have been type-checked when their policy was loaded.
  if (isObject(on) && 'access' in on) return ofPath(name, on as unknown as PathUse, args, action);
  if (isObject(on) && 'host' in on) return isInDomain((on as unknown as HostUse).host, args);
  if (isObject(on) && 'flags' in on) return ofProgram(name, on as unknown as ProgramUse, args, action);
  if (isObject(on) && 'labels' in on)
    return (on as unknown as Facts['session']).labels.some((one) => args.includes(one));
  if (isObject(on) && 'carried' in on)
    return (on as unknown as Facts).carried.some((one) => isOfClass(one, args));
  return ofAction(name, action, args);
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const timeOf = (name: string, now: Date, timeZone: string): number => {
  const shown = now.toLocaleString('en-GB', { timeZone, weekday: 'short', hour: '2-digit', hour12: false });
  if (name === 'getDayOfWeek') return DAYS.findIndex((day) => shown.includes(day));
  return Number(/\d\d/u.exec(shown)?.[0]);
};

const likeAny = (text: string, globs: readonly string[]): boolean =>
  globs.some((glob) => {
    const escaped = glob.replaceAll(/[.+^${}()|[\]\\/]/gu, String.raw`\$&`);
    return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'su').test(text);
  });

const ofText = (name: string, text: string, args: readonly string[]): unknown => {
  const [first = ''] = args;
  if (name === 'like') return likeAny(text, args);
  if (name === 'lowerAscii') return text.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase());
  if (name === 'startsWith') return text.startsWith(first);
  return name === 'endsWith' ? text.endsWith(first) : text.includes(first);
};

/** Shared with what is tested: questions about paths are held against a reading of their own in `path/`. */
const ofPath = (name: string, use: PathUse, args: readonly string[], action: Action): unknown => {
  if (name === 'name') return nameOf(use);
  if (name === 'extension') return extensionOf(use);
  const test = literalMethod('Path', name)?.compile(args);
  if (typeof test !== 'function') throw new Error(`no method ${name}`);
  return test({ raw: use, scene: sceneOf(action), slots: [] });
};

const isInDomain = (host: string, domains: readonly string[]): boolean =>
  domains.some((domain) => `.${host}`.endsWith(`.${domain}`));

const ofProgram = (name: string, program: ProgramUse, args: readonly string[], action: Action): unknown => {
  if (name === 'has') return program.flags.some((flag) => args.includes(flag));
  if (name === 'feeds') return fed(program, action, new Set());
  const [called, ...words] = args;
  if (program.name !== called) return false;
  const [subcommand, ...later] = words;
  if (subcommand === undefined) return true;
  if ((program.subcommand ?? program.args.find((arg) => !arg.startsWith('-'))) !== subcommand) return false;
  const rest = program.args.slice(program.args.indexOf(subcommand) + 1);
  for (const word of later) {
    const place = rest.indexOf(word);
    if (place < 0) return false;
    rest.splice(0, place + 1);
  }
  return true;
};

const fed = ({ pipesTo }: ProgramUse, action: Action, seen: Set<number>): readonly string[] => {
  const next =
    action.kind === 'shell.run' && pipesTo !== undefined ? action.command.programs[pipesTo] : undefined;
  if (next === undefined || pipesTo === undefined || seen.has(pipesTo)) return [];
  seen.add(pipesTo);
  return [next.name, ...fed(next, action, seen)];
};

const isOfClass = (
  { detector, rule }: { readonly detector: string; readonly rule: string },
  classes: readonly string[],
): boolean =>
  classes.some((name) => {
    const [wanted, ...pattern] = name.split(':');
    if (wanted !== detector) return false;
    return pattern.length === 0
      ? rule !== 'redaction-mark' && rule !== 'file-comes-back'
      : likeAny(rule, [pattern.join(':')]);
  });

const DEEDS: Readonly<Record<string, string>> = {
  reads: 'read',
  writes: 'write',
  deletes: 'delete',
  executes: 'execute',
};

const ofAction = (name: string, action: Action, args: readonly string[]): boolean => {
  switch (name) {
    case 'carries':
      return action.findings.some((one) => one.role !== 'result' && isOfClass(one, args));
    case 'returns':
      return action.findings.some((one) => one.role === 'result' && isOfClass(one, args));
    case 'causes':
      return action.effects.some((effect) => args.includes(effect));
    case 'sendsTo':
      return domainsOf(action).some((one) => isInDomain(one.domain, args));
    case 'sendsOutside':
      return domainsOf(action).some((one) => !one.isNear && !isInDomain(one.domain, args));
    default:
      return action.paths.some(
        (use) => use.access === DEEDS[name] && ofPath('touches', use, args, action) === true,
      );
  }
};

const domainsOf = (action: Action): readonly { readonly domain: string; readonly isNear: boolean }[] => {
  const written = 'recipients' in action ? action.recipients.join(' ') : '';
  // Enough for the recipients that these tests make; odd spellings have tests of their own.
  const named = written.toLowerCase().match(/(?<=[\w.]@)[\w.-]*\w/gu) ?? [];
  return [
    ...named.map((domain) => ({ domain, isNear: false })),
    ...action.hosts
      .filter(({ direction }) => direction === 'send' || direction === 'both')
      .map(({ host, zone }) => ({ domain: host, isNear: zone === 'loopback' || zone === 'private' })),
  ];
};
