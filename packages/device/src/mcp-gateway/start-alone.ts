import type { StateHome } from '../state-home.ts';
import type { Asking } from './start-without-guard.ts';

/**
 * Why a relay does not start its server while no guard answers. On a managed machine what this process can read is its
 * person's, so that nothing it finds may stand in the guard's place.
 */
export const whyNotStartedHere = async (
  asking: Asking,
  home: StateHome,
  isManaged: boolean,
): Promise<string | undefined> =>
  isManaged
    ? `Sallyport has not started the server \`${asking.name}\`: the guard of this machine does not answer, and no server is started without it. Do not work around this; tell the user. They can run: sallyport doctor`
    : (await import('./start-without-guard.ts')).whyNotStartedAlone(asking, home);
