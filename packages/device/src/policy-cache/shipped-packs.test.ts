import { expect, it } from 'vitest';
import { selfProtection, shippedPack, shippedPackNames } from './shipped-packs.ts';

const namesOf = (pack: string) => shippedPack(pack).map(({ name }) => name);

it('counts folders with a `pack.json` as packs, and neither the built-in one nor the catalogues', () => {
  expect(shippedPackNames()).toEqual(['company', 'high-risk', 'individual']);
  expect(selfProtection().length).toBeGreaterThan(0);
});

it('puts the documents that a pack builds on before its own, each once', () => {
  const individual = namesOf('individual');
  const company = namesOf('company');
  const highRisk = namesOf('high-risk');
  expect(company.slice(0, individual.length)).toEqual(individual);
  expect(highRisk.slice(0, company.length)).toEqual(company);
  expect(new Set(highRisk).size).toBe(highRisk.length);
});
