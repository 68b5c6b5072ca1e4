import { SampleRole } from '@sallyport/action-model';
import { z } from 'zod';
import { timeZoneProblem } from '../time-zone.ts';
import { Duration, durationMs } from './duration.ts';

/** The keys of a rule that say when, how often and on whose word it counts; `limits/` carries them out. */
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const Opening = z.string().regex(new RegExp(`^${TIME}$`, 'u'), 'must be a time of day: `09:00`, `18:30`');
const Closing = z
  .string()
  .regex(new RegExp(`^(?:${TIME}|24:00)$`, 'u'), 'must be a time of day: `09:00`, `18:30`, `24:00`');

const TimeZone = z
  .string()
  .max(64)
  .superRefine((name, context) => {
    const message = timeZoneProblem(name);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

export const Schedule = z
  .strictObject({
    days: z
      .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
      .min(1)
      .optional()
      .meta({ description: 'the days on which the window opens; every day without it' }),
    from: Opening.optional().meta({ description: 'when the window opens, `00:00` without it' }),
    to: Closing.optional().meta({
      description: 'when it closes, `24:00` without it; earlier than `from` means on the next day',
    }),
    timeZone: TimeZone.meta({ description: 'whose clock is meant, such as `Europe/Berlin`' }),
    outside: z.boolean().optional().meta({ description: 'the rule counts whenever the window is not open' }),
  })
  .refine(({ from, to }) => (from ?? '00:00') !== (to ?? '24:00'), {
    message: 'must open and close at different times; leave `from` and `to` out for whole days',
    path: ['to'],
  });
export type Schedule = z.infer<typeof Schedule>;

const MAX_RATE_WINDOW = '1d';

export const RateLimit = z.strictObject({
  count: z
    .int()
    .min(1)
    .max(1_000_000)
    .meta({ description: 'so many actions go by; the rule counts for those after them' }),
  per: Duration.refine((per) => durationMs(per) <= durationMs(MAX_RATE_WINDOW), {
    message: `must be at most \`${MAX_RATE_WINDOW}\``,
  }).meta({ description: 'the window that moves along with the clock: `1m`, `1h`' }),
  by: z.enum(['session', 'user', 'device']).meta({ description: 'whose actions are counted together' }),
});
export type RateLimit = z.infer<typeof RateLimit>;

export const Judge = z.strictObject({
  ask: z.string().min(10).max(1000).meta({ description: 'one question that is answered by yes or no' }),
  about: z
    .array(SampleRole)
    .min(1)
    .meta({ description: 'the content that the judge is shown, by what it is to the action' }),
});
export type Judge = z.infer<typeof Judge>;

/** An instant; a date alone is its first moment in UTC. */
export const Expires = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'must be a date such as `2027-01-31` or a time such as `2027-01-31T18:00:00Z`',
  })
  .meta({ description: 'from then on the rule no longer counts; a date means its first moment in UTC' });
