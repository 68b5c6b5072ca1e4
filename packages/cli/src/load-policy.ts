import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { readCommand } from '@sallyport/command-reading';
import { readPolicyFolder, selfProtection, shippedPack, shippedPackNames } from '@sallyport/device';
import { formatProblem, loadPolicies, type CompiledPolicy, type Source } from '@sallyport/policy-core';
import { failure, type Failure } from './command.ts';
import { EXIT } from './exit-code.ts';

/** Documents of a shipped pack by its name, or of a folder by its path. */
export function readPolicySources(packOrFolder: string): readonly Source[] | Failure {
  if (shippedPackNames().includes(packOrFolder)) return shippedPack(packOrFolder);
  if (existsSync(packOrFolder) && statSync(packOrFolder).isDirectory())
    return readPolicyFolder(packOrFolder, basename(packOrFolder));
  return failure(
    `\`${packOrFolder}\` is neither a pack (${shippedPackNames().join(', ')}) nor a folder of policy documents`,
    EXIT.usage,
  );
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
