import { defineConfig } from 'vitest/config';

/** Flows that take a whole machine: fixed ports, the service manager, attacks that count what else runs. */
const ALONE = ['test/flows/managed-*.test.ts', 'test/flows/sandbox*.test.ts'];

// `unit` needs nothing but this checkout. The flows cross packages and use real programs: the client, Chromium, bwrap.
// Most of them wait for processes, so more files run at a time than there are processors; `flows-alone` runs one file after another.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: 'test/property-seed.ts',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'test/repository/**/*.test.ts'],
          // Modules hold no state, and a fresh process for each file took as long as its tests.
          isolate: false,
          // Only against a test that hangs: a property test of the core takes 4 s here, and a busy machine is no failure.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'flows',
          setupFiles: 'test/property-seed.ts',
          include: ['packages/*/test/**/*.test.ts', 'test/flows/**/*.test.ts'],
          exclude: ALONE,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'flows-alone',
          include: ALONE,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
