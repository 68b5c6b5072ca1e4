/*
 * When a rule counts, by the clock on the wall of a named place. Everything follows from the instant that comes in as a
 * fact and from the time zone tables of the runtime, so the day on which clocks are set needs no case of its own: the
 * hour that is missing is never on the wall, and the hour that comes twice is there twice.
 */
import type { Schedule } from '../document/rule-limits-schema.ts';

export type InSchedule = (nowMs: number) => boolean;

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const MINUTE_MS = 60_000;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Day of the week (0 is Sunday) and minute of the day, as a clock in that zone shows them. */
const wallClock = (timeZone: string): ((ms: number) => { readonly day: number; readonly minute: number }) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    const day = DAYS.findIndex((name) => name === parts.get('weekday')?.toLowerCase());
    return { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
  };
};

/** INVARIANT: the schedule has passed its schema, so its time zone exists and its times differ. */
export const compileSchedule = (schedule: Schedule): InSchedule => {
  const clock = wallClock(schedule.timeZone);
  const days = new Set((schedule.days ?? DAYS).map((day) => DAYS.indexOf(day)));
  const from = minutesOf(schedule.from ?? '00:00');
  const to = minutesOf(schedule.to ?? '24:00');
  const isInside = ({ day, minute }: { readonly day: number; readonly minute: number }): boolean => {
    if (from < to) return days.has(day) && minute >= from && minute < to;
    // Over midnight: the hours after it belong to the day on which the window opened.
    return minute >= from ? days.has(day) : minute < to && days.has((day + 6) % 7);
  };
  // Many decisions fall into one minute, and asking the time zone tables costs more than all the rest of a rule.
  let answeredFor = Number.NaN;
  let answer = false;
  return (nowMs) => {
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute !== answeredFor) {
      answer = isInside(clock(minute * MINUTE_MS)) !== (schedule.outside ?? false);
      answeredFor = minute;
    }
    return answer;
  };
};
