import { describe, expect, it } from 'vitest';

import { WarehouseError, type WarehouseFailure } from '../../src/errors.js';
import { readEngineCode, toWarehouseError } from './engineErrors.js';

describe('readEngineCode', () => {
  it.each([
    [
      'Code: 159. DB::Exception: Timeout exceeded: elapsed 200 ms. (TIMEOUT_EXCEEDED)',
      159,
      'TIMEOUT_EXCEEDED',
    ],
    [
      'Query failed: Code: 47. DB::Exception: Unknown (X_Y) thing. (UNKNOWN_IDENTIFIER) (version 26.7.2.1)',
      47,
      'UNKNOWN_IDENTIFIER',
    ],
    [
      'Code: 60. DB::Exception: There was an error on [h:9000]: Code: 60. DB::Exception: No table. (UNKNOWN_TABLE) (version 25.3.1.1 (official build))',
      60,
      'UNKNOWN_TABLE',
    ],
    ['Code: 7. no name', 7, undefined],
  ])('%s', (text, code, type) => {
    expect(readEngineCode(text)).toEqual({ code, type });
  });

  it('finds nothing in other texts', () => {
    expect(readEngineCode('socket hang up')).toBeUndefined();
  });
});

describe('toWarehouseError', () => {
  it.each<[code: number, failure: WarehouseFailure]>([
    [159, 'timeout'],
    [158, 'limit'],
    [307, 'limit'],
    [396, 'limit'],
    [191, 'limit'],
    [241, 'overloaded'],
    [202, 'overloaded'],
    [394, 'cancelled'],
    [62, 'failed'],
    [47, 'failed'],
    [164, 'failed'],
  ])('code %i is %s, from the engine and from the client', (code, failure) => {
    expect(
      toWarehouseError(new Error(`Code: ${code}. DB::Exception: secret text. (SOME_NAME)`)),
    ).toMatchObject({ failure, engineCode: code, engineType: 'SOME_NAME' });
    const fromClient = Object.assign(new Error('secret text'), { code: String(code), type: 'SOME_NAME' });
    expect(toWarehouseError(fromClient)).toMatchObject({
      failure,
      engineCode: code,
      engineType: 'SOME_NAME',
    });
  });

  it('keeps the engine’s words out of the message, and at hand', () => {
    const cause = new Error('Code: 62. DB::Exception: near secret text. (SYNTAX_ERROR)');
    const error = toWarehouseError(cause);
    expect(error.message).toBe('ClickHouse could not run the statement (SYNTAX_ERROR).');
    expect(error.cause).toBe(cause);
  });

  it('leaves what is one already', () => {
    const error = new WarehouseError('timeout', 'late');
    expect(toWarehouseError(error)).toBe(error);
  });
});
