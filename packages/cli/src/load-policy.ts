import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { readCommand } from '@sallyport/command-reading';
import { readPolicyFolder, selfProtection, shippedPack, shippedPackNames } from '@sallyport/device';
import { formatProblem, loadPolicies, type CompiledPolicy, type Source } from '@sallyport/policy-core';
import { failure, type Failure } from './command.ts';
import { EXIT } from './exit-code.ts';

/** Documents of a shipped pack by its name, or of a folder by its path. */
export function readPolicySources(packOrFolder: string): readonly Source[] | Failure {
  if (shippedPackNames().includes(packOrFolder)) return shippedPack(packOrFolder);
  if (existsSync(packOrFolder) && statSync(packOrFolder).isDirectory()) return inFolder(packOrFolder);
  return failure(
    `\`${packOrFolder}\` is neither a pack (${shippedPackNames().join(', ')}) nor a folder of policy documents`,
    EXIT.usage,
  );
}

/** A folder without documents is a slip of the hand: a policy that says nothing would allow everything. */
function inFolder(folder: string): readonly Source[] | Failure {
  const sources = readPolicyFolder(folder, basename(resolve(folder)));
  return sources.length > 0
    ? sources
    : failure(`\`${folder}\` holds no policy documents (\`.yaml\` or \`.yml\`)`, EXIT.usage);
}

/** The policy as a device would have it: the documents, and the built-in self-protection beside them. */
export function loadPolicy(packOrFolder: string, options: { runTests: boolean }): CompiledPolicy | Failure {
  const sources = readPolicySources(packOrFolder);
  if (!Array.isArray(sources)) return sources as Failure;
  const loaded = loadPolicies([...selfProtection(), ...(sources as readonly Source[])], {
    version: packOrFolder,
    ...(options.runTests ? { readCommand } : { testsAlreadyPassed: true }),
  });
  return loaded.ok ? loaded.policy : failure(loaded.problems.map(formatProblem).join('\n'));
}
