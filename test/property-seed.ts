import fc from 'fast-check';

/**
 * Property tests try the same cases in every run, so that a red build is about the change in it. Other cases:
 * `SALLYPORT_TEST_SEED=2`; docs/testing.md has the command that goes through many.
 */
fc.configureGlobal({ seed: Number(process.env['SALLYPORT_TEST_SEED'] ?? 1) });
