import type { Dataset, Measure, Weight } from '../catalog/definitions.js';
import type { WebsiteFacts } from '../query/websiteFacts.js';

/** Digits behind the point of a weight that is no whole number. */
const WEIGHT_DIGITS = 9;

/** How many hits each stored one stands for; undefined where every hit is stored. */
export function weightOf({ website }: Dataset, websites: WebsiteFacts): Weight | undefined {
  if (website?.sampled !== true) return undefined;
  const factors = new Map<string, string[]>();
  for (const { id, samplingRate } of websites) {
    const factor = factorOf(samplingRate);
    if (factor !== '1') factors.set(factor, [...(factors.get(factor) ?? []), id]);
  }
  if (factors.size === 0) return undefined;
  return { id: website.id, factors: [...factors].map(([factor, ids]) => ({ factor, websites: ids })) };
}

/** 1/rate: a whole number where that is what the rate means (0.1, 0.05, 0.333333333333), else nine digits behind the point. */
function factorOf(rate: number): string {
  const whole = Math.round(1 / rate);
  if (Math.abs(whole * rate - 1) < 1e-9) return String(whole);
  return (1 / rate).toFixed(WEIGHT_DIGITS).replace(/\.?0+$/, '');
}

/** Whether a number over all hits is known from that over the stored ones: what is added up over rows, and nothing else. */
export function isAdditive({ aggregate, type, rows }: Measure): boolean {
  if (rows?.kind === 'stage') return false;
  if (aggregate.name === 'count') return aggregate.args.length < 2;
  return aggregate.name === 'sum' && (type === 'integer' || type === 'decimal' || type === 'float');
}
