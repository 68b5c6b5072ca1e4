import type { PolicyBundle } from '@sallyport/fleet-protocol';
import { loadPolicies, type LoadedPolicies } from '@sallyport/policy-core';
import { localProtection, type LocalGuard } from './local-protection.ts';
import { selfProtection } from './shipped-packs.ts';

/** A bundle as a device decides by it: what is built in stands beside its documents. */
export const compileForDevice = (
  bundle: Pick<PolicyBundle, 'version' | 'documents' | 'whenStale'>,
  guard: LocalGuard,
): LoadedPolicies =>
  loadPolicies(
    [
      // What is built in comes with the program and is never out of date.
      ...selfProtection(),
      ...localProtection(guard),
      ...bundle.documents.map((document) => ({ ...document, whenStale: bundle.whenStale })),
    ],
    // The signature says that their tests passed where the bundle was made.
    { version: bundle.version, testsAlreadyPassed: true },
  );
