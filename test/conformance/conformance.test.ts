import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runSuite } from './runSuite.js';

/** Cases that must pass at least, and those that may fail at most: the one number only goes up, the other only down. */
const SUITES = [
  { name: 'metricflow', cases: 243, passes: 231, fails: 0 },
  { name: 'cube', cases: 173, passes: 154, fails: 0 },
] as const;

const folder = process.env['VERNIER_CONFORMANCE'];

describe('cases of other semantic layers', () => {
  for (const { name, cases, passes, fails } of SUITES) {
    const suite = folder === undefined ? undefined : join(folder, name);
    const present = suite !== undefined && existsSync(suite);
    if (!present) {
      console.warn(
        `The cases of ${name} were not asked: VERNIER_CONFORMANCE names no folder that holds a folder ${name}.`,
      );
    }
    it.skipIf(!present)(
      `answers ${name}`,
      async () => {
        const failed: string[] = [];
        const outcomes = await runSuite({
          folder: suite ?? '',
          onCase: ({ case: { name: asked, quirk }, status, text }) => {
            if (status === 'failed' && quirk === undefined) failed.push(`${asked}\n    ${text ?? ''}`);
          },
        });
        const passed = outcomes.filter(({ status }) => status === 'passed').length;
        const left = outcomes.filter(({ case: { skip } }) => skip?.by === 'deliberate').length;
        expect(outcomes).toHaveLength(cases);
        expect(failed.length, failed.join('\n')).toBeLessThanOrEqual(fails);
        expect(passed).toBeGreaterThanOrEqual(passes);
        expect(left).toBeLessThan(cases * 0.05);
      },
      600_000,
    );
  }
});
