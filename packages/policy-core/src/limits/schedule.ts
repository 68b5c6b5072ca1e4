/*
 * When a rule counts, by the clock on the wall of a named place. Everything follows from the instant that comes in as a
 * fact and from the time zone tables of the runtime, so the day on which clocks are set needs no case of its own: the
 * hour that is missing is never on the wall, and the hour that comes twice is there twice.
 */
import type { Schedule } from '../document/rule-limits-schema.ts';
import { wallClockIn, type WallClock } from '../wall-clock.ts';

export type InSchedule = (nowMs: number) => boolean;

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const MINUTE_MS = 60_000;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** INVARIANT: the schedule has passed its schema, so its time zone exists and its times differ. */
export const compileSchedule = (schedule: Schedule): InSchedule => {
  const clock = wallClockIn(schedule.timeZone);
  const days = new Set((schedule.days ?? DAYS).map((day) => DAYS.indexOf(day)));
  const from = minutesOf(schedule.from ?? '00:00');
  const to = minutesOf(schedule.to ?? '24:00');
  const isInside = ({ day, hour, minute: past }: WallClock): boolean => {
    const minute = hour * 60 + past;
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
