import { defineConfig } from 'vitest/config';

// `unit` needs nothing but this checkout. `flows` crosses packages and uses real programs: the client, Chromium, bwrap.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'test/repository/**/*.test.ts'],
          // Only against a test that hangs: a property test of the core takes 4 s here, and a busy machine is no failure.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'flows',
          include: ['packages/*/test/**/*.test.ts', 'test/flows/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
