import type { GrainSpec } from '../../../src/metrics/catalog/catalogSpec.js';
import type { Meaning, ReferenceDataset, Row } from '../catalogView.js';
import { dayText } from '../clock.js';
import type { Value } from '../value.js';
import type { FuzzColumn } from './columns.js';
import type { FuzzTable } from './makeCatalog.js';
import type { Random } from './random.js';

/** A dataset with a row per day, which other datasets cut their time by. */
const DAYS = 'days';

const column = (name: string, ddl: string, type: FuzzColumn['type']): FuzzColumn => ({ name, ddl, type, isSmall: false, isUnsigned: false, isNullable: ddl.startsWith('Nullable'), make: () => null }); // prettier-ignore

export function makeDays(random: Random, database: string): { table: FuzzTable; dataset: ReferenceDataset } {
  const columns = [
    column('day_', random.pick(['Date', 'Date32']), 'date'),
    column('season', random.pick(['String', 'LowCardinality(String)', 'Nullable(String)']), 'string'),
    column('number', random.pick(['UInt16', 'Nullable(Int32)']), 'integer'),
    column('begins', 'Nullable(Date32)', 'date'),
  ];
  const first = Date.UTC(2023, random.int(0, 11), 1) / 86_400_000;
  const isOpen = (name: string): boolean => columns.some((each) => each.name === name && each.isNullable);
  const rows = Array.from({ length: 560 }, (_, index): Row => {
    const day = first + index;
    const season = Math.floor(index / 33);
    return {
      day_: dayText(day),
      season:
        isOpen('season') && season % 5 === 3 ? null : (['', 'Ω', 'a', 'A', "it's"][season % 5] as string),
      number: isOpen('number') && season % 4 === 1 ? null : BigInt(season),
      begins: season % 3 === 2 ? null : dayText(first + season * 33),
    };
  }).filter(() => random.chance(0.93));
  const meaning = ({ name, type }: FuzzColumn): Meaning => ({ type, reads: [name], column: name, of: (row) => row[name] as Value }); // prettier-ignore
  const access = { analyst: { rows: 'all' as const }, owner: { rows: 'all' as const }, ...(random.chance(0.7) ? { reader: { rows: 'all' as const, hide: random.chance(0.3) ? ['number'] : [] } } : {}) }; // prettier-ignore
  return {
    table: { name: `${DAYS}_table`, columns, isReplacing: false, orderBy: ['day_'], partitionBy: undefined, rows, stale: [] }, // prettier-ignore
    dataset: {
      spec: {
        dataset: DAYS,
        description: '',
        source: `${database}.${DAYS}_table`,
        dimensions: {
          day: { type: 'date', sql: 'day_' },
          season: { type: 'string' },
          number: { type: 'integer' },
          begins: { type: 'date' },
        },
        measures: { all: { agg: 'count' } },
        access,
      },
      rows,
      meanings: new Map([...columns.map((each) => [each.name, meaning(each)] as const)]),
    },
  };
}

const DATES = ['6 months', '1 year', '2 weeks', '1 week', '10 days', '3 months 3 days', '1 quarter', '5 days', '1 month', '2 years 1 day', '1 week 2 days']; // prettier-ignore
const TIMES = ['8 hours', '90 minutes', '20 minutes', '7 minutes', '30 minutes', '45 seconds', '1 day 12 hours', '1 month 2 hours', '24 hours', '2 hours', '5 hours', '36 hours']; // prettier-ignore

/** Grains of a time dimension, by name. */
export function makeGrains(
  random: Random,
  { isDate, hasDays }: { isDate: boolean; hasDays: boolean },
): Record<string, GrainSpec> {
  const names = random.some(['fiscalYear', 'sprint', 'workShift', 'mixed', 'pair', 'a', 'season', 'day'].filter((name) => name !== 'day'), random.int(1, 3)); // prettier-ignore
  return Object.fromEntries(
    names.map((name): [string, GrainSpec] => {
      if (hasDays && random.chance(0.35))
        return [name, { calendar: DAYS, date: 'day', bucket: random.pick(['season', 'number', 'begins']) }];
      const isTime = !isDate && random.chance(0.5);
      const interval = random.pick(isTime ? TIMES : DATES);
      const days = ['2024-01-08', '2024-01-31', '1999-12-30', '2024-02-29'];
      switch (random.int(0, 2)) {
        case 0:
          return [name, { interval }];
        case 1:
          return [name, { interval, origin: isDate || random.chance(0.6) ? random.pick(days) : random.pick(['2024-01-01T06:30:00', '2024-01-31 02:15']) }]; // prettier-ignore
        default:
          return [name, { interval, offset: isDate || random.chance(0.5) ? random.pick(['3 months', '-1 day', '1 week', '5 days']) : random.pick(['6 hours', '-90 minutes', '1 month 15 minutes']) }]; // prettier-ignore
      }
    }),
  );
}
