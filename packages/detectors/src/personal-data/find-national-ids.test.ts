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
  ['pt-nif', 'contribuinte', '123456789', '123456788'],
  ['dk-cpr', 'CPR-nr', '211062-5629', '211362-5629'],
  ['ie-pps', 'PPSN', '1234567FA', '1234567FB'],
  ['cz-rodne-cislo', 'rodné číslo', '736028/5163', '736028/5164'],
  ['ro-cnp', 'CNP', '1800101221144', '1800101221145'],
  ['ee-lt-personal-code', 'isikukood', '37605030299', '37605030298'],
  ['hr-oib', 'OIB', '94577403194', '94577403195'],
  ['at-svnr', 'SV-Nr', '1237 010180', '1238 010180'],
  ['ru-snils', 'СНИЛС', '112-233-445 95', '112-233-445 96'],
  ['ru-inn', 'ИНН', '500100732259', '500100732258'],
  ['gr-amka', 'ΑΜΚΑ', '01013099997', '01013099998'],
  ['tr-kimlik', 'T.C. Kimlik No', '10000000146', '10000000147'],
  ['us-itin', 'ITIN', '912-70-1234', '812-70-1234'],
  ['cn-resident-id', '身份证', '11010519491231002X', '110105194912310021'],
  ['mx-curp', 'CURP', 'HEGG560427MVZRRL04', 'HEGG560427MVZRRL05'],
  ['kr-rrn', '주민등록번호', '880402-1234568', '880402-1234567'],
  ['jp-my-number', 'マイナンバー', '1234 5678 9018', '1234 5678 9017'],
  ['sg-nric', 'NRIC', 'S1234567D', 'S1234567E'],
  ['za-id', 'South African ID', '8001015009087', '8001015009086'],
  ['il-id', 'teudat zehut', '123456782', '123456783'],
  ['cl-rut', 'RUT', '12.345.678-5', '12.345.678-6'],
  ['ar-cuit', 'CUIT', '20-12345678-6', '20-12345678-7'],
  ['th-id', 'Thai ID', '1-2345-67890-12-1', '1-2345-67890-12-2'],
  ['tw-id', 'national ID', 'A123456789', 'A123456788'],
  ['hk-hkid', 'HKID', 'A123456(3)', 'A123456(4)'],
  ['my-nric', 'MyKad', '770305-02-1234', '771305-02-1234'],
  ['id-nik', 'NIK', '3171231708900001', '3171237708900001'],
  ['in-pan', 'PAN', 'ABCPE1234F', 'ABCXE1234F'],
];

describe('findNationalIds', () => {
  it.for(CASES)('finds %s beside its words', ([rule, words, right]) => {
    expect(sure(`his ${words} ${right}.`)).toContain(`${rule} ${right}`);
  });
  it.for(CASES)('finds no %s that its own rule forbids', ([rule, words, , wrong]) => {
    expect(sure(`his ${words} ${wrong}.`).filter((one) => one.startsWith(`${rule} `))).toEqual([]);
  });
  it.for(CASES)('needs words for %s unless its shape is enough', ([rule, , right]) => {
    const standsAlone = NATIONAL_IDS.some(
      (id) => id.rule === rule && id.standsAlone && right.match(id.shape)?.[0] === right,
    );
    expect(sure(`see ${right} there`)).toEqual(standsAlone ? [`${rule} ${right}`] : []);
  });
  it('has a case for every rule', () => {
    expect(CASES.map(([rule]) => rule).sort()).toEqual(
      [...new Set(NATIONAL_IDS.map(({ rule }) => rule))].sort(),
    );
  });
  it('reads a long text of digits to its end', () => {
    expect(sure(`ssn pesel cpf ${'1'.repeat(100_000)}`)).toEqual([]);
    expect(sure(`ssn pesel cpf ${'1 '.repeat(50_000)}`)).toEqual([]);
  });
});
