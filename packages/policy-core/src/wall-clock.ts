/** What a clock on a wall in a time zone shows; months and days of the week count from 0, as in CEL. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly date: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/**
 * By the time zone tables of the runtime alone. The zone of the machine never matters, so that replay elsewhere comes out
 * as live did.
 */
export const wallClockIn = (timeZone: string): ((ms: number) => WallClock) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    const numberOf = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
    return {
      year: numberOf('year'),
      month: numberOf('month') - 1,
      date: numberOf('day'),
      day: DAYS.indexOf(parts.get('weekday') ?? ''),
      hour: numberOf('hour'),
      minute: numberOf('minute'),
    };
  };
};

// Making a clock costs more than reading it, and a policy names few zones.
const clocks = new Map<string, (ms: number) => WallClock>();

/** The same, kept for the next question. */
export const wallClock = (timeZone: string, ms: number): WallClock => {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = wallClockIn(timeZone);
    clocks.set(timeZone, clock);
  }
  return clock(ms);
};
