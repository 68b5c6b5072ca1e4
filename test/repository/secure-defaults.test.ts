import { compileNative } from '@sallyport/policy-core';
import { expect, test } from 'vitest';
import { chromePolicy } from '../../packages/cli/src/export/chrome-policy.ts';
import { managedSettings } from '../../packages/cli/src/export/managed-settings.ts';
import { readPackExports } from '../../packages/cli/src/export/pack-exports.ts';
import { policyOrThrow } from './decide-command.ts';
import { BULLETS, ROWS, secureDefaultsPage, type Row } from './secure-defaults.ts';

test('docs/secure-defaults.md says what the table says; `vitest -u` prints it anew', async () => {
  await expect(secureDefaultsPage()).toMatchFileSnapshot('../../docs/secure-defaults.md');
});

test('every bullet has a row, and every row says something', () => {
  expect(BULLETS.filter((bullet) => !ROWS.some((row) => row.bullet === bullet))).toEqual([]);
  for (const { bullet, rules, exports, check, companion } of ROWS) {
    expect(BULLETS, bullet).toContain(bullet);
    expect(rules.length + exports.length > 0 || check !== undefined || companion !== undefined, bullet).toBe(
      true,
    );
  }
});

test.each(ROWS.map((row) => [row.bullet, row] as const))(
  '%s: rules are in force and keys are exported',
  (_, row) => {
    const inForce = new Set(
      policyOrThrow(row.pack).documents.flatMap(({ id, rules }) => rules.map((rule) => `${id}/${rule.id}`)),
    );
    expect(row.rules.filter((rule) => !inForce.has(rule))).toEqual([]);
    const exported = exportedBy(row.pack);
    expect(row.exports.filter((key) => !has(exported, key.replace(':', '.').split('.')))).toEqual([]);
  },
);

/** As a company would print it, with values for what only it knows. */
function exportedBy(pack: Row['pack']): unknown {
  const own = readPackExports(pack);
  if (own === undefined) throw new Error(`there is no pack ${pack}`);
  return {
    'managed-settings': managedSettings(own, compileNative(policyOrThrow(pack), { platform: 'linux' }), {
      mcpServer: ['https://mcp.example.com/*'],
      marketplace: ['example/plugins'],
      domain: [],
      proxy: 'http://127.0.0.1:8791',
      ca: '/opt/ca.pem',
      otlp: 'http://127.0.0.1:4318',
    }),
    desktop: own.desktop,
    chrome: chromePolicy(own, undefined),
  };
}

const has = (value: unknown, [key, ...rest]: readonly string[]): boolean =>
  key === undefined ||
  (typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, key) &&
    has((value as Readonly<Record<string, unknown>>)[key], rest)); // it has the key
