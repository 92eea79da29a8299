import { describe, expect, it } from 'vitest';
import { WarehouseError } from '../errors.js';
import { engineProblem, expressionProblem, isRefusal } from './engineProblem.js';

const refused = (text: string): WarehouseError =>
  new WarehouseError('failed', 'ClickHouse could not run the statement.', {
    engineCode: 47,
    cause: new Error(text),
  });

describe('engineProblem', () => {
  it.each([
    [
      "Code: 46. DB::Exception: Function with name `lowr` does not exist. In scope SELECT lowr(a) FROM t. Maybe you meant: ['lower','log2']. (UNKNOWN_FUNCTION)",
      'ClickHouse says: Function with name `lowr` does not exist. Did you mean "lower" or "log2"?',
    ],
    [
      'Illegal type String of argument for aggregate function sum. ',
      'ClickHouse says: Illegal type String of argument for aggregate function sum.',
    ],
    [
      'Code: 43. DB::Exception: Illegal types of arguments: while executing function plus on arguments a String. (ILLEGAL_TYPE_OF_ARGUMENT) (version 26.7.3.1 (official build))',
      'ClickHouse says: Illegal types of arguments.',
    ],
  ])('keeps the reason and drops code and statement: %s', (text, message) => {
    expect(engineProblem(refused(text))).toBe(message);
  });

  it('names the columns somebody may have meant', () => {
    const asked = {
      identifiers: new Set(['contry', 'day']),
      columns: ['country', 'day'],
      source: 'web.sessions',
    };
    expect(
      expressionProblem(refused('Unknown expression identifier `contry` in scope SELECT 1'), asked),
    ).toBe('There is no column "contry" in web.sessions. Did you mean "country"?');
  });

  it('is about what the engine refused, not about an engine that cannot be reached', () => {
    expect(isRefusal(refused('no'))).toBe(true);
    expect(isRefusal(new WarehouseError('failed', 'Connection refused.'))).toBe(false);
    expect(isRefusal(new WarehouseError('timeout', 'Too slow.', { engineCode: 159 }))).toBe(false);
  });
});
