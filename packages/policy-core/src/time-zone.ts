import { hint } from './suggest.ts';

// Built once, when the first wrong name asks for it.
let zones: readonly string[] | undefined;

/** What is wrong with the name of a time zone, beginning with `must`; undefined when it is one. */
export const timeZoneProblem = (name: string): string | undefined => {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
    // An offset knows nothing of summer time, which is what authors forget.
    return /^[A-Za-z]/u.test(timeZone)
      ? undefined
      : 'must be the name of a time zone, such as `Europe/Berlin`, not an offset';
  } catch {
    zones ??= Intl.supportedValuesOf('timeZone');
    return `must name a time zone, and \`${name}\` is none${hint(name, zones)}`;
  }
};
