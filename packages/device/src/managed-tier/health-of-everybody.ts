import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../health/check-health.ts';
import type { HealthEnvironment } from '../health/health-environment.ts';
import { localPeople } from './people.ts';

/** Whose clients are looked at: everybody who has one, or the person that asks when nobody has. */
export const peopleToLookAt = (
  asking: Pick<HealthEnvironment, 'userHome' | 'variables'>,
): readonly Pick<HealthEnvironment, 'userHome' | 'variables'>[] => {
  const homes = localPeople().flatMap(({ home }) => (existsSync(join(home, '.claude')) ? [home] : []));
  // Everybody's own environment is unknown here; programs are looked for where every shell has them.
  const variables = { PATH: '/usr/local/bin:/usr/bin:/bin' };
  return homes.length > 0 ? homes.map((userHome) => ({ userHome, variables })) : [asking];
};

/** Where the guard is a person's own, fixes name commands that the service manager does here. */
const IN_PLACE_OF: readonly (readonly [string, string])[] = [
  ['`sallyport down`, then `sallyport up`', '`systemctl restart sallyport.service`'],
  ['`sallyport up`', '`systemctl start sallyport.service`'],
  ['`sallyport install claude-code`', '`sallyport install claude-code --managed`'],
];
const fixHere = (fix: string): string =>
  IN_PLACE_OF.reduce((text, [before, after]) => text.replaceAll(before, after), fix);

/** What is wrong only when it is so for everybody: one person's client is enough. */
const FOR_EVERYBODY: ReadonlySet<string> = new Set(['client-not-found']);

/** The problems of several people as one list, each place named once. */
export const together = (lists: readonly (readonly Problem[])[]): readonly Problem[] => {
  const byCode = new Map<string, Problem>();
  for (const problem of lists.flat()) {
    const isEverybodys = lists.every((list) => list.some(({ code }) => code === problem.code));
    if (FOR_EVERYBODY.has(problem.code) && !isEverybodys) continue;
    const places = [...(byCode.get(problem.code)?.places ?? []), ...problem.places].map(({ text, fix }) => ({
      text,
      fix: fixHere(fix),
    }));
    byCode.set(problem.code, {
      ...problem,
      places: [...new Map(places.map((place) => [place.text, place])).values()],
    });
  }
  return [...byCode.values()];
};
