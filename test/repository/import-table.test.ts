import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageNames, sourceFiles, importsOf } from './sources.ts';

/**
 * Who may import whom: the table of ARCHITECTURE.md. Directions go down only; an arrow against it is a design
 * question, not an import. `node: true` allows Node's own modules.
 */
const TABLE: Record<string, { packages: readonly string[]; libraries: readonly string[]; node: boolean }> = {
  'action-model': { packages: [], libraries: ['zod'], node: false },
  'policy-core': {
    packages: ['action-model'],
    libraries: ['@marcbachmann/cel-js', 'yaml', 'zod'],
    node: false,
  },
  'command-reading': { packages: ['action-model'], libraries: ['unbash'], node: false },
  detectors: {
    packages: ['action-model', 'command-reading'],
    libraries: ['jsonc-parser', 'libphonenumber-js', 're2js', 'yaml', 'zod'],
    node: false,
  },
  surfaces: { packages: ['action-model', 'command-reading'], libraries: ['zod', 'tldts'], node: false },
  enforcement: { packages: ['action-model', 'policy-core'], libraries: [], node: false },
  'fleet-protocol': { packages: ['action-model', 'policy-core'], libraries: ['zod'], node: false },
  device: {
    packages: [
      'action-model',
      'policy-core',
      'command-reading',
      'detectors',
      'surfaces',
      'enforcement',
      'fleet-protocol',
    ],
    libraries: ['zod', 'jsonc-parser', 'pino', 'write-file-atomic', 'yauzl'],
    node: true,
  },
  'control-plane': {
    packages: ['action-model', 'policy-core', 'command-reading', 'surfaces', 'enforcement', 'fleet-protocol'],
    libraries: ['hono', '@hono/node-server', '@hono/zod-openapi', 'pino', 'zod'],
    node: true,
  },
  console: {
    packages: ['action-model', 'fleet-protocol', 'policy-core'],
    libraries: [
      'react',
      'react-dom',
      '@tanstack/react-query',
      '@tanstack/react-router',
      '@tanstack/react-virtual',
    ],
    node: false,
  },
  cli: {
    packages: [
      'action-model',
      'device',
      'control-plane',
      'fleet-protocol',
      'surfaces',
      'enforcement',
      'policy-core',
      'command-reading',
      'detectors',
    ],
    libraries: ['commander', 'picocolors', 'pino', 'zod'],
    node: true,
  },
  testkit: { packages: ['action-model'], libraries: ['zod'], node: true },
};

test('every package has a row in the import table and a README', () => {
  expect(packageNames().toSorted()).toEqual(Object.keys(TABLE).toSorted());
  for (const name of packageNames()) expect(readdirSync(join('packages', name)), name).toContain('README.md');
});

describe.each(Object.entries(TABLE))('%s', (name, row) => {
  test('imports only what its row allows', () => {
    const foreign = sourceFiles(join('packages', name, 'src')).flatMap((file) =>
      importsOf(file)
        .filter(
          (specifier) =>
            !specifier.startsWith('./') &&
            !(specifier.startsWith('../') && staysInside(file, specifier, name)),
        )
        .filter((specifier) => {
          if (specifier.startsWith('node:')) return !row.node;
          if (specifier.startsWith('@sallyport/'))
            return !row.packages.includes(specifier.slice('@sallyport/'.length));
          return !row.libraries.some(
            (library) => specifier === library || specifier.startsWith(`${library}/`),
          );
        })
        .map((specifier) => `${file} imports ${specifier}`),
    );
    expect(foreign).toEqual([]);
  });

  test('lists in its package.json what it imports and nothing else', () => {
    const manifest = JSON.parse(readFileSync(join('packages', name, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    const used = new Set(
      sourceFiles(join('packages', name, 'src'))
        .flatMap(importsOf)
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .map((specifier) =>
          specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/'),
        ),
    );
    expect([...used].toSorted()).toEqual(Object.keys(manifest.dependencies ?? {}).toSorted());
  });
});

test('only enforcement calls decide', () => {
  const callers = packageNames()
    .filter((name) => name !== 'enforcement' && name !== 'policy-core')
    .flatMap((name) => sourceFiles(join('packages', name, 'src')))
    .filter((file) =>
      /import\s*\{[^}]*\bdecide\b[^}]*\}\s*from '@sallyport\/policy-core'/.test(readFileSync(file, 'utf8')),
    );
  expect(callers, 'go through enforce() instead: it writes the evidence').toEqual([]);
});

test('the environment is read in one file of the product', () => {
  const readers = packageNames()
    .filter((name) => name !== 'testkit')
    .flatMap((name) => sourceFiles(join('packages', name, 'src')))
    .filter((file) => /process\.env\b/.test(readFileSync(file, 'utf8')));
  expect(readers).toEqual(['packages/device/src/own-environment.ts']);
});

function staysInside(file: string, specifier: string, name: string): boolean {
  return join(file, '..', specifier).startsWith(join('packages', name, 'src'));
}
