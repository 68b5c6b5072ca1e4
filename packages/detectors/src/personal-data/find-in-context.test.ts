import { describe, expect, it } from 'vitest';
import { findAddresses } from './find-addresses.ts';
import { findAddressBlocks } from './find-address-blocks.ts';
import { findBirthDates } from './find-birth-dates.ts';
import { findBlockNames } from './find-block-names.ts';
import { findDocuments } from './find-documents.ts';
import { findNames } from './find-names.ts';
import { findNetworkAddresses } from './find-network-addresses.ts';
import { findPhones } from './find-phones.ts';
import type { Detection } from '../detection.ts';

const sure = (find: (text: string) => readonly Detection[], text: string) =>
  find(text)
    .filter(({ confidence }) => confidence >= 0.5)
    .map(({ rule, start, end }) => `${rule} ${text.slice(start, end)}`);
const streets = (text: string) => [...findAddresses(text), ...findAddressBlocks(text)];
const blockNames = (text: string) => findBlockNames(text, findPhones(text));

describe('what only its context makes personal', () => {
  it.for([
    [findNetworkAddresses, 'client ip 8.8.4.4 logged in', 'ip 8.8.4.4'],
    [findNetworkAddresses, 'visitor mac 3c:22:fb:10:9a:01', 'mac 3c:22:fb:10:9a:01'],
    [findNetworkAddresses, 'user ip: 2a02:8109:9a40:10:1:2:3:4', 'ip 2a02:8109:9a40:10:1:2:3:4'],
    [streets, 'Karl-Marx-Straße 5, 12043 Berlin', 'address Karl-Marx-Straße 5, 12043'],
    [findNetworkAddresses, 'ip address of the user: 84.12.33.9', 'ip 84.12.33.9'],
    [findDocuments, "My driver's license number is F162823540116", 'driver-license F162823540116'],
    [findDocuments, 'passport no: C01X00T47', 'passport C01X00T47'],
    [findDocuments, '"passport_number": "512345678"', 'passport 512345678'],
    [findBirthDates, 'born on 3 May 1987', 'date-of-birth 3 May 1987'],
    [findBirthDates, '"date_of_birth": "1987-05-03"', 'date-of-birth 1987-05-03'],
    [findBirthDates, 'DOB: 03/05/1987', 'date-of-birth 03/05/1987'],
    [findNames, 'Dear Mrs. Ada Lovelace,', 'name Ada Lovelace'],
    [findNames, 'my name is Ada and', 'name Ada'],
    [findNames, 'Customer name: Ada Lovelace\n', 'name Ada Lovelace'],
    [blockNames, 'Ada Lovelace\nEngineer\n+44 20 7946 0018', 'name Ada Lovelace'],
    [streets, 'He lives at 12 High Street', 'address 12 High Street'],
    [streets, '221B Baker Street, London NW1 6XE', 'address 221B Baker Street, London NW1 6XE'],
    [streets, 'Wohnt: Lange Hauptstraße 12, 10115 Berlin', 'address Wohnt: Lange Hauptstraße 12, 10115'],
    [
      streets,
      '230 Edeby 55\n Apt. 297\n Tystberga\n Sweden 99178',
      'address 230 Edeby 55\n Apt. 297\n Tystberga\n Sweden 99178',
    ],
    [streets, 'Home address: Rúa Olmos 44, Belfast', 'address Rúa Olmos 44, Belfast'],
  ] as const)('%o finds it in `%s`', ([find, text, expected]) => {
    const found = sure(find, text);
    expect(found.some((one) => one === expected || expected.endsWith(one.replace(/^\S+ /, '')))).toBe(true);
  });

  it.for([
    [findNetworkAddresses, 'listening on 8.8.4.4'],
    [findNetworkAddresses, 'client ip 127.0.0.1, user ip 10.0.0.3, visitor ip 203.0.113.9'],
    [findNetworkAddresses, 'client ip 999.1.1.1'],
    [findDocuments, 'PASSPORT RENEWAL FORM 2027'],
    [findDocuments, 'import passport from "passport-local"'],
    [findBirthDates, 'released on 1987-05-03'],
    [findBirthDates, 'a new idea was born on Friday'],
    [findNames, 'package name: left-pad'],
    [findNames, 'I am happy, The End'],
    [findNames, 'name: Default Server'],
    [blockNames, 'Release Notes\n+44 20 7946 0018'],
    [streets, 'there are 3 ways to close this place'],
    [streets, 'Acme Inc.\n660 Mission Street San Francisco CA 94105'],
    [streets, 'address: 127.0.0.1:8080'],
    [streets, 'address: 0x7fff2345'],
  ] as const)('%o is not sure in `%s`', ([find, text]) => expect(sure(find, text)).toEqual([]));

  it.for([
    'A'.repeat(60_000),
    'Mr. A '.repeat(10_000),
    '1 A '.repeat(20_000),
    'apt 1\n'.repeat(10_000),
    'passport '.repeat(8000),
  ])('reads a long hostile text to its end', (text) => {
    for (const find of [findNetworkAddresses, findDocuments, findBirthDates, findNames, streets, blockNames])
      for (const { start, end } of find(text)) expect(start < end && end <= text.length).toBe(true);
  });
});
