import { homedir, hostname, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);

/** Every setting that comes from the environment, with its default. The only file that reads `process.env`. */
const Environment = z.object({
  SALLYPORT_HOME: z.string().min(1).optional().describe('where state is kept; default `~/.sallyport`'),
  SALLYPORT_PORT: port(7070).describe('console and API on loopback; 0 takes any free port'),
  SALLYPORT_PACK: z.enum(['individual']).default('individual').describe('the policy pack `up` starts with'),
});

export type Settings = {
  stateHome: string;
  port: number;
  pack: string;
  home: string;
  user: string;
  host: string;
  /** The client's and the network's own variables, for the installer and for health; nothing of ours. */
  variables: Readonly<Record<string, string | undefined>>;
};

export type SettingsOutcome = { ok: true; settings: Settings } | { ok: false; message: string };

export function readSettings(environment: NodeJS.ProcessEnv = process.env): SettingsOutcome {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      ok: false,
      message: `the variable \`${issue?.path.join('.')}\` can't be used: ${issue?.message}`,
    };
  }
  const home = homedir();
  return {
    ok: true,
    settings: {
      // Absolute: the hook script has it in its text and runs in any folder.
      stateHome: resolve(parsed.data.SALLYPORT_HOME ?? join(home, '.sallyport')),
      port: parsed.data.SALLYPORT_PORT,
      pack: parsed.data.SALLYPORT_PACK,
      home,
      user: userInfo().username,
      host: hostname(),
      variables: { ...environment },
    },
  };
}
