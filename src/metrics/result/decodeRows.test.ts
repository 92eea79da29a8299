import { describe, expect, it } from 'vitest';

import { InvariantError } from '../../errors.js';
import type { ValueType } from '../catalog/definitions.js';
import { decodeRows } from './decodeRows.js';

const decode = (type: ValueType, value: unknown, timezone?: string) =>
  decodeRows({ columns: [{ name: 'c', key: 'k', type, timezone }] }, [[value]])[0]?.get('k');

describe('decodeRows', () => {
  it.each<[ValueType, unknown, unknown]>([
    ['integer', '9007199254740991', 9007199254740991],
    ['integer', '9007199254740992', '9007199254740992'],
    ['integer', '-340282366920938463463374607431768211455', '-340282366920938463463374607431768211455'],
    ['integer', 255, 255],
    ['decimal', '0.10', '0.10'],
    ['decimal', '99999999999999999999999999999999.9999', '99999999999999999999999999999999.9999'],
    ['decimal', '12', '12'],
    ['decimal', null, null],
    ['float', 1.5, 1.5],
    ['float', '2.5', 2.5],
    ['float', 'nan', null],
    ['float', '-inf', null],
    ['float', Number.POSITIVE_INFINITY, null],
    ['boolean', true, true],
    ['boolean', 0, false],
    ['string', '', ''],
    ['date', '1950-02-28', '1950-02-28'],
    ['uuid', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001'],
    ['list', ['1', ['a', null], 2, Number.NaN], ['1', ['a', null], 2, null]],
    ['time', null, null],
  ])('%s %j → %j', (type, value, decoded) => {
    expect(decode(type, value)).toEqual(decoded);
  });

  it.each([
    ['2024-07-01T10:00:00.250Z', 'Europe/Berlin', '2024-07-01T12:00:00.25+02:00'],
    ['2024-07-01T10:00:00.000Z', 'America/New_York', '2024-07-01T06:00:00-04:00'],
    ['2024-12-31T23:59:59.123456789Z', 'UTC', '2024-12-31T23:59:59.123456789Z'],
    ['2024-04-06T14:45:00Z', 'Australia/Lord_Howe', '2024-04-07T01:45:00+11:00'],
    ['2024-04-06T15:15:00Z', 'Australia/Lord_Howe', '2024-04-07T01:45:00+10:30'],
    ['1968-12-31T23:59:59.500Z', 'Asia/Kathmandu', '1969-01-01T05:29:59.5+05:30'],
    ['2024-01-01 00:00:00', 'UTC', '2024-01-01T00:00:00Z'],
  ])('%s in %s → %s', (value, timezone, decoded) => {
    expect(decode('time', value, timezone)).toBe(decoded);
  });

  it('keys rows by response key and refuses rows of another shape', () => {
    const columns = [
      { name: 'a_', key: 'site.name', type: 'string' },
      { name: 'n', key: 'visits', type: 'integer' },
    ] as const;
    expect(decodeRows({ columns }, [['x', '1']])).toEqual([new Map<string, unknown>([['site.name', 'x'], ['visits', 1]])]); // prettier-ignore
    expect(() => decodeRows({ columns }, [['x']])).toThrow(InvariantError);
    expect(() => decode('time', 'yesterday')).toThrow(InvariantError);
  });
});
