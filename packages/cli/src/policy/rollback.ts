import type { Command } from 'commander';
import { define, failure, isFailure, type Failure } from '../command.ts';
import { openState } from '../context.ts';
import { changePolicy, readInForce, readVersion, whoAsks, type ChangeOptions } from './change.ts';
import { connect, refusal, type Connected } from './connect.ts';
import { withChangeOptions } from './apply.ts';

export const registerRollback = (policy: Command): Command =>
  define<ChangeOptions>(
    withChangeOptions(
      policy
        .command('rollback')
        .argument('[version]', 'the version to go back to; default the last one with other content')
        .description('Put the content of an older version in force again, as a new version'),
    ),
    [
      'sallyport policy rollback --reason "stopped too much"',
      'sallyport policy rollback 3-1f0c9a2b7d44 --yes',
    ],
    async (options, version) => {
      const context = openState();
      if (isFailure(context)) return context;
      const connected = connect(context);
      if (isFailure(connected)) return connected;
      const inForce = await readInForce(connected);
      if (isFailure(inForce)) return inForce;
      const to = version ?? (await versionBefore(connected, inForce.version));
      if (typeof to !== 'string') return to;
      const target = await readVersion(connected, to);
      if (isFailure(target)) return target;
      return changePolicy(connected, inForce, target.policy, options, () =>
        connected.client.rollBackPolicy({
          to,
          by: whoAsks(context),
          replaces: inForce.version,
          ...(options.reason === undefined ? {} : { reason: options.reason }),
        }),
      );
    },
  );

/** A version signed anew says the same as the one before it, and is no step back. */
async function versionBefore({ client }: Connected, current: string): Promise<string | Failure> {
  const versions = await client.policyVersions();
  if (!versions.ok) return refusal(versions);
  const { items } = versions.value;
  const digest = contentOf(current);
  const before = items
    .slice(items.findIndex((one) => one.version === current) + 1)
    .find((one) => contentOf(one.version) !== digest);
  return before?.version ?? failure('there is no version with other content to go back to');
}

/** A version is `sequence-digest`. */
const contentOf = (version: string): string => version.slice(version.indexOf('-') + 1);
