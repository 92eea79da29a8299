import { describe, expect, it } from 'vitest';
import { formatCheckReport, hasErrors } from './formatCheckReport.js';

describe('formatCheckReport', () => {
  it('ends with what was looked at, also when nothing was found', () => {
    const report = { issues: [], datasets: 1, checks: 4 };
    expect(formatCheckReport(report)).toBe('No issues (1 dataset, 4 checks of the data).\n');
    expect(hasErrors(report)).toBe(false);
  });

  it('shows what has no place, no line or no member', () => {
    const issues = [
      { severity: 'warning', message: 'One.' },
      { severity: 'info', file: 'catalog', message: 'Two.' },
      { severity: 'error', file: 'catalog/a.yaml', line: 3, message: 'Three.' },
    ] as const;
    expect(formatCheckReport({ issues, datasets: 0, checks: 0 }).split('\n')).toEqual([
      'warning One.',
      'note    catalog: Two.',
      'error   catalog/a.yaml:3: Three.',
      '1 error, 1 warning, 1 note (0 datasets, 0 checks of the data).',
      '',
    ]);
  });
});
