/*
 * `now.getHours('Europe/Berlin')`. The library's own reading of a time in a zone passes through the zone of the machine,
 * which skips an hour a year: the same record would come out otherwise elsewhere. It lets nobody replace its functions, so
 * those with a zone are renamed to ours before a condition is compiled.
 */
import { serialize, type ASTNode, type Environment } from '@marcbachmann/cel-js';
import { wallClock, type WallClock } from '../wall-clock.ts';
import { isNode } from './is-node.ts';

const READINGS: Readonly<Record<string, keyof WallClock>> = {
  getFullYear: 'year',
  getMonth: 'month',
  getDate: 'date',
  getDayOfWeek: 'day',
  getHours: 'hour',
  getMinutes: 'minute',
};

const OURS = 'InZone';

export const isZoned = (name: string): boolean => Object.hasOwn(READINGS, name);

export const registerZonedTime = (environment: Environment): void => {
  for (const [name, reading] of Object.entries(READINGS))
    environment.registerFunction(
      `google.protobuf.Timestamp.${name}${OURS}(string): int`,
      (now: Date, timeZone: string) => BigInt(wallClock(timeZone, now.getTime())[reading]),
    );
};

/** The condition's text with our functions in it; undefined when it names no zone. */
export const withOurZones = (root: ASTNode): string | undefined => {
  let isFound = false;
  const renamed = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(renamed);
    if (!isNode(part)) return part;
    const args: unknown = renamed(part.args);
    if (part.op !== 'rcall' || !isZoned(part.args[0]) || part.args[2].length !== 1 || !Array.isArray(args))
      return { op: part.op, args };
    isFound = true;
    return { op: part.op, args: [part.args[0] + OURS, ...args.slice(1)] };
  };
  const ours = renamed(root);
  // What is written out is the operators and their parts, and those are all here.
  return isFound ? serialize(ours as ASTNode) : undefined;
};
