import type { SampleRole } from '@sallyport/action-model';
import { durationMs } from '../document/duration.ts';
import type { Rule } from '../document/policy-document.ts';
import { compileSchedule, type InSchedule } from './schedule.ts';

/** What has to be so, beside its condition, for a rule to count. */
export interface RuleLimits {
  readonly expiresMs: number | undefined;
  readonly inSchedule: InSchedule | undefined;
  readonly rate: RateWindow | undefined;
  readonly judge: { readonly ask: string; readonly about: readonly SampleRole[] } | undefined;
}

export interface RateWindow {
  readonly count: number;
  readonly windowMs: number;
  readonly by: 'session' | 'user' | 'device';
}

/** Undefined for the many rules that have none, so that they cost nothing. */
export const limitsOf = ({ expires, schedule, rateLimit, judge }: Rule): RuleLimits | undefined => {
  if (expires === undefined && schedule === undefined && rateLimit === undefined && judge === undefined)
    return undefined;
  return {
    expiresMs: expires === undefined ? undefined : Date.parse(expires),
    inSchedule: schedule === undefined ? undefined : compileSchedule(schedule),
    rate:
      rateLimit === undefined
        ? undefined
        : { count: rateLimit.count, windowMs: durationMs(rateLimit.per), by: rateLimit.by },
    judge,
  };
};
