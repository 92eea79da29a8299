import type { Outcome } from './runSuite.js';

/** Counts of a run: quirks and skips with their reasons, failures by feature when asked, and `N passed, N failed, N skipped` as the last line. */
export function report(outcomes: readonly Outcome[], { features }: { readonly features: boolean }): string {
  const of = (status: Outcome['status']): readonly Outcome[] =>
    outcomes.filter((outcome) => outcome.status === status);
  const quirks = of('failed').filter(({ case: { quirk } }) => quirk !== undefined);
  const failed = of('failed').length - quirks.length;
  const lines = [
    ...(features ? byFeature(outcomes) : []),
    ...count(of('skipped'), ({ case: { skip } }) => `skipped (${skip?.by ?? ''}): ${skip?.reason ?? ''}`),
    ...count(quirks, ({ case: { quirk } }) => `quirk of the author: ${quirk ?? ''}`),
    ...(of('answered').length === 0 ? [] : [`${of('answered').length} answered without a comparison`]),
    ...(quirks.length === 0 ? [] : [`${quirks.length} differ by a known quirk`]),
    `${of('passed').length} passed, ${failed} failed, ${of('skipped').length} skipped`,
  ];
  return lines.join('\n');
}

function count(outcomes: readonly Outcome[], reason: (outcome: Outcome) => string): readonly string[] {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(reason(outcome), (counts.get(reason(outcome)) ?? 0) + 1);
  return [...counts].map(([text, times]) => `${times} ${text}`);
}

function byFeature(outcomes: readonly Outcome[]): readonly string[] {
  const counts = new Map<string, { passed: number; asked: number }>();
  for (const { case: asked, status } of outcomes) {
    for (const feature of asked.features) {
      const entry = counts.get(feature) ?? { passed: 0, asked: 0 };
      counts.set(feature, { passed: entry.passed + (status === 'passed' ? 1 : 0), asked: entry.asked + 1 });
    }
  }
  return [...counts].sort().map(([feature, { passed, asked }]) => `${feature}: ${passed} of ${asked}`);
}
