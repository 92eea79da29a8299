import { describe, expect, it } from 'vitest';
import type { ValueType } from '../catalog/definitions.js';
import { readValue } from './readValue.js';
import { zoneOf } from './zone.js';

const berlin = zoneOf('Europe/Berlin');
const read = (value: unknown, type: ValueType) => readValue(value, type, berlin);

describe('values', () => {
  it.each<[ValueType, unknown, string | number | boolean]>([
    ['string', '', ''],
    ['string', "'; DROP TABLE x", "'; DROP TABLE x"],
    ['integer', 5, 5],
    ['integer', -0, 0],
    ['integer', '5', 5],
    ['integer', '-007', -7],
    ['integer', '9007199254740993', '9007199254740993'],
    ['integer', '18446744073709551615', '18446744073709551615'],
    ['integer', '-9223372036854775808', '-9223372036854775808'],
    ['decimal', 12.5, '12.5'],
    ['decimal', '12.50', '12.50'],
    ['decimal', -3, '-3'],
    ['decimal', 1e21, '1000000000000000000000'],
    ['decimal', 1.5e-7, '0.00000015'],
    ['decimal', 1.25e21, '1250000000000000000000'],
    ['decimal', '123456789012345678901234567890.123', '123456789012345678901234567890.123'],
    ['float', 1e-9, 1e-9],
    ['float', '2.5e3', 2500],
    ['boolean', false, false],
    ['date', '2024-02-29', '2024-02-29'],
    ['uuid', '0189F7E0-0000-7000-8000-00000000000A', '0189f7e0-0000-7000-8000-00000000000a'],
    ['time', '2024-03-01', '2024-02-29T23:00:00Z'],
    ['time', '2024-03-01T09:30', '2024-03-01T08:30:00Z'],
    ['time', '2024-03-01 09:30:15', '2024-03-01T08:30:15Z'],
    ['time', '2024-03-01T09:30:00Z', '2024-03-01T09:30:00Z'],
    ['time', '2024-03-01T09:30:00.123456789+05:45', '2024-03-01T03:45:00.123456789Z'],
    ['time', '2024-03-01T23:30:00.5-0330', '2024-03-02T03:00:00.5Z'],
    ['time', '1999-12-31T23:59:59.999Z', '1999-12-31T23:59:59.999Z'],
  ])('%s %j', (type, value, expected) => {
    expect(read(value, type)).toEqual({ value: expected });
  });
});

describe('refuses', () => {
  it.each<[ValueType, unknown, string]>([
    ['string', 5, '5 is not a string: write it in quotes.'],
    ['string', { a: 1 }, '{"a":1} is not a string: write it in quotes.'],
    ['integer', 1.5, '1.5 is not a whole number.'],
    ['integer', '1e3', '"1e3" is not a whole number.'],
    ['integer', '', '"" is not a whole number.'],
    ['integer', true, 'true is not a whole number.'],
    [
      'integer',
      2 ** 53,
      '9007199254740992 is too large for a number without losing digits: write it as a string.',
    ],
    ['integer', '9'.repeat(79), 'has more digits than any integer.'],
    ['decimal', '1e5', '"1e5" is not a decimal number: write digits, as in "12.50", at most 76 of them.'],
    ['decimal', Number.NaN, 'is not a decimal number'],
    ['decimal', '.5', 'is not a decimal number'],
    ['decimal', '1'.repeat(77), 'is not a decimal number'],
    ['float', '1,5', '"1,5" is not a number.'],
    ['float', Number.POSITIVE_INFINITY, 'is not a number.'],
    ['boolean', 'true', '"true" is not true or false.'],
    ['boolean', 1, '1 is not true or false.'],
    [
      'date',
      '2023-02-29',
      '"2023-02-29" is not a date: write "2024-03-01", an existing day in the years 1900 to 2299.',
    ],
    ['date', '9999-12-31', '"9999-12-31" is not a date'],
    ['date', '2024-03-01T00:00', 'is not a date'],
    ['time', '2024-02-30T00:00', '"2024-02-30T00:00" is not a date-time'],
    ['time', '2024-03-01T24:00', 'is not a date-time'],
    ['time', '2024-03-01T09:60', 'is not a date-time'],
    ['time', '2024-03-01T09:30:00.1234567890Z', 'is not a date-time'],
    ['time', '2024-03-01T09:30+15:00', 'is not a date-time'],
    ['time', '2024-03-01T09:30 Europe/Berlin', 'is not a date-time'],
    ['time', 1709284200000, '1709284200000 is not a date-time'],
    [
      'uuid',
      '0189f7e000007000800000000000000a',
      'is not a UUID: write 32 hexadecimal digits in groups of 8-4-4-4-12.',
    ],
    ['list', [], 'A list cannot be compared.'],
  ])('%s %j', (type, value, problem) => {
    expect(read(value, type)).toEqual({ problem: expect.stringContaining(problem) });
  });
});
