import { describe, expect, it } from 'vitest';
import { findNationalIds } from './find-national-ids.ts';
import { NATIONAL_IDS } from './national-ids.ts';

const sure = (text: string) =>
  findNationalIds(text).map(({ rule, start, end }) => `${rule} ${text.slice(start, end)}`);

/** Published examples, or made by the published rule; each with the words it needs. */
const CASES: readonly (readonly [rule: string, words: string, right: string, wrong: string])[] = [
  ['us-ssn', 'SSN:', '536-22-8726', '666-22-8726'],
  ['uk-nino', 'NI number', 'AB 12 34 56 C', 'BG 12 34 56 C'],
  ['uk-nhs', 'NHS number', '943 476 5919', '943 476 5918'],
  ['de-tax-id', 'Steuer-ID', '86095742719', '86095742718'],
  ['fr-insee', 'sécurité sociale', '2 55 08 14 168 025 38', '2 55 08 14 168 025 39'],
  ['es-dni', 'DNI', '12345678Z', '12345678A'],
  ['es-nie', 'NIE', 'X1234567L', 'X1234567M'],
  ['it-codice-fiscale', 'codice fiscale', 'RSSMRA85T10A562S', 'RSSMRA85T10A562T'],
  ['nl-bsn', 'BSN', '111222333', '111222334'],
  ['be-national-number', 'rijksregister', '85.07.30-033.28', '85.07.30-033.29'],
  ['pl-pesel', 'PESEL', '44051401359', '44051401358'],
  ['se-personnummer', 'personnummer', '811218-9876', '811218-9875'],
  ['fi-hetu', 'hetu', '131052-308T', '131052-308U'],
  ['ch-ahv', 'AHV', '756.9217.0769.85', '756.9217.0769.84'],
  ['in-aadhaar', 'Aadhaar', '2341 2341 2346', '2341 2341 2347'],
  ['br-cpf', 'CPF', '529.982.247-25', '529.982.247-24'],
  ['ca-sin', 'SIN', '130 692 544', '130 692 545'],
  ['au-tfn', 'TFN', '123 456 782', '123 456 783'],
  ['no-fodselsnummer', 'fødselsnummer', '09053426694', '09053426695'],
];

describe('findNationalIds', () => {
  it.for(CASES)('finds %s beside its words', ([rule, words, right]) => {
    expect(sure(`his ${words} ${right}.`)).toContain(`${rule} ${right}`);
  });
  it.for(CASES)('finds no %s that its own rule forbids', ([rule, words, , wrong]) => {
    expect(sure(`his ${words} ${wrong}.`).filter((one) => one.startsWith(`${rule} `))).toEqual([]);
  });
  it.for(CASES)('needs words for %s unless its shape is enough', ([rule, , right]) => {
    const standsAlone = NATIONAL_IDS.find((id) => id.rule === rule)?.standsAlone === true;
    expect(sure(`see ${right} there`)).toEqual(standsAlone ? [`${rule} ${right}`] : []);
  });
  it('has a case for every rule', () => {
    expect(CASES.map(([rule]) => rule).sort()).toEqual(NATIONAL_IDS.map(({ rule }) => rule).sort());
  });
  it('reads a long text of digits to its end', () => {
    expect(sure(`ssn pesel cpf ${'1'.repeat(100_000)}`)).toEqual([]);
    expect(sure(`ssn pesel cpf ${'1 '.repeat(50_000)}`)).toEqual([]);
  });
});
