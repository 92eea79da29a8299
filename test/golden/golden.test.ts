import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { READ_SETTINGS } from '../../src/metrics/sql/readSettings.js';
import { compileCase, expectationOf, GOLDEN_FILES, GOLDEN_FOLDER, goldenCases, readCaseFile } from '../support/goldenCases.js';

const updating = process.env['UPDATE_GOLDEN'] === '1';
const cases = goldenCases();

describe('golden cases', () => {
  it('are there', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const made = expectationOf(golden);
    if (updating) for (const [file, text] of Object.entries(made)) writeFileSync(join(golden.folder, file), text);
    const kept = Object.fromEntries(
      ['expected.sql', 'expected.json', 'error.json'].flatMap((file) => {
        const text = readCaseFile(golden, file);
        return text === undefined ? [] : [[file, text]];
      }),
    );
    expect(made).toEqual(kept);
    expect(readCaseFile(golden, 'check.sql') === undefined, 'a case that compiles has a check.sql').toBe('error.json' in made);
  });

  it('all carry the settings that decide what an answer means', () => {
    for (const golden of cases.filter((each) => readCaseFile(each, 'error.json') === undefined)) {
      expect(compileCase(golden).statement.settings).toMatchObject(READ_SETTINGS);
    }
  });

  it('leave no file that nobody reads', () => {
    const known = new Set(cases.map(({ name }) => name));
    const files = readdirSync(GOLDEN_FOLDER, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const strays = files
      .map((entry) => ({ folder: entry.parentPath.slice(GOLDEN_FOLDER.length + 1), file: entry.name }))
      .filter(({ folder, file }) => (folder === '' ? !['README.md', 'golden.test.ts'].includes(file) : !known.has(folder) || !GOLDEN_FILES.includes(file)));
    expect(strays).toEqual([]);
  });
});
