import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { splitStatements } from './splitStatements.js';

describe('splitStatements', () => {
  it.each<[text: string, statements: string[]]>([
    ['', []],
    [' ; ;\n', []],
    ['SELECT 1', ['SELECT 1']],
    ['SELECT 1; SELECT 2;\n', ['SELECT 1', 'SELECT 2']],
    ["SELECT ';', 'it''s;', 'a\\';b'; SELECT 2", ["SELECT ';', 'it''s;', 'a\\';b'", 'SELECT 2']],
    ['SELECT `a;b`, "c;d"; SELECT 2', ['SELECT `a;b`, "c;d"', 'SELECT 2']],
    [
      "-- it's first; yes\nSELECT 1 -- it's; last\n; /* ; ' */ SELECT 2",
      ["SELECT 1 -- it's; last", 'SELECT 2'],
    ],
    ['SELECT 4 - 2 / 1; SELECT 2', ['SELECT 4 - 2 / 1', 'SELECT 2']],
    ["SELECT '--', '/*'; SELECT 2", ["SELECT '--', '/*'", 'SELECT 2']],
    ['-- only a comment;', []],
  ])('takes %j apart', (text, statements) => {
    expect(splitStatements(text)).toEqual(statements);
  });

  it.each([
    ["SELECT 1;\nSELECT 'open", "A ' that opens on line 2 is never closed."],
    ['SELECT /* open', 'A /* that opens on line 1 is never closed.'],
  ])('refuses %j', (text, message) => {
    expect(() => splitStatements(text)).toThrow(message);
  });

  it('never splits inside a quoted text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("'", '\\', ';', '-', '/', '*', '\n', 'a') })),
        (texts) => {
          const statements = texts.map((text) => `SELECT '${text.replace(/[\\']/g, '\\$&')}'`);
          expect(splitStatements(statements.join(';'))).toEqual(statements);
        },
      ),
    );
  });
});
