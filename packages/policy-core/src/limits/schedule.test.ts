import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import type { Schedule } from '../document/rule-limits-schema.ts';
import { problemsOf } from '../../test/small-policy.ts';
import { compileSchedule } from './schedule.ts';

const OFFICE: Schedule = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '18:00',
  timeZone: 'Europe/Berlin',
};
const NIGHT: Schedule = { days: ['fri'], from: '22:00', to: '06:00', timeZone: 'America/New_York' };
const counts = (schedule: Schedule, now: string): boolean => compileSchedule(schedule)(Date.parse(now));

test.each([
  ['a Monday morning in winter', OFFICE, '2026-01-12T08:00:00Z', true],
  ['a minute before', OFFICE, '2026-01-12T07:59:59Z', false],
  ['the same hour in summer, when clocks are ahead', OFFICE, '2026-07-13T07:00:00Z', true],
  ['closing time', OFFICE, '2026-01-12T17:00:00Z', false],
  ['a Saturday', OFFICE, '2026-01-17T10:00:00Z', false],
  ['the Friday on which the night begins', NIGHT, '2026-01-17T03:00:00Z', true],
  ['the Saturday morning that belongs to it', NIGHT, '2026-01-17T10:59:00Z', true],
  ['its end', NIGHT, '2026-01-17T11:00:00Z', false],
  ['the Saturday night, which does not', NIGHT, '2026-01-18T03:00:00Z', false],
  ['the Friday morning, which belongs to Thursday', NIGHT, '2026-01-16T08:00:00Z', false],
])('%s', (_, schedule, now, expected) => {
  expect(counts(schedule, now)).toBe(expected);
  expect(counts({ ...schedule, outside: true }, now)).toBe(!expected);
});

test('the hour that clocks skip is never there, and the hour they repeat is there twice', () => {
  const twoToThree: Schedule = { from: '02:00', to: '03:00', timeZone: 'Europe/Berlin' };
  const minutesOn = (day: string): number =>
    Array.from({ length: 24 * 60 }, (_, minute) => Date.parse(`${day}T00:00:00Z`) + minute * 60_000)
      .map(compileSchedule(twoToThree))
      .filter(Boolean).length;
  expect(minutesOn('2026-03-28')).toBe(60);
  expect(minutesOn('2026-03-29')).toBe(0);
  expect(minutesOn('2026-10-25')).toBe(120);
});

test('an answer does not depend on what was asked before', () => {
  const instant = fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2028-01-01') });
  fc.assert(
    fc.property(fc.array(instant), fc.constantFrom(OFFICE, NIGHT), (instants, schedule) => {
      const kept = compileSchedule(schedule);
      for (const ms of instants) expect(kept(ms)).toBe(compileSchedule(schedule)(ms));
    }),
    { numRuns: 50 },
  );
});

test.each([
  [
    { timeZone: 'Europe/Berln' },
    '`rules[0].schedule.timeZone` must name a time zone, and `Europe/Berln` is none; did you mean `Europe/Berlin`?',
  ],
  [
    { timeZone: '+01:00' },
    '`rules[0].schedule.timeZone` must be the name of a time zone, such as `Europe/Berlin`, not an offset',
  ],
  [{ timeZone: 'UTC', from: '9:00' }, '`rules[0].schedule.from` must be a time of day: `09:00`, `18:30`'],
  [
    { timeZone: 'UTC', from: '09:00', to: '09:00' },
    '`rules[0].schedule.to` must open and close at different times; leave `from` and `to` out for whole days',
  ],
  [
    { timeZone: 'UTC', days: ['monday'] },
    'unknown day `monday`; known here: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`',
  ],
  [{ timezone: 'UTC' }, 'unknown key `timezone` in `rules[0].schedule`; did you mean `timeZone`?'],
])('%j is refused with what to do next', (schedule, said) => {
  expect(problemsOf([{ schedule }])).toContain(said);
});
