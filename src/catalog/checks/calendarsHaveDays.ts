import type { Catalog, Dataset, Dimension } from '../../metrics/index.js';
import { sourceText } from '../sourceText.js';
import { counted, type DataCheck, type DataCheckMaker, type Finding } from './finding.js';

type Grain = NonNullable<ReturnType<NonNullable<Dimension['grains']>['get']>>;
type CalendarGrain = Extract<Grain, { kind: 'calendar' }>;

/** A calendar has each day once, in one bucket, without gaps, and knows the days of the rows that are cut by it. */
export const calendarsHaveDays: DataCheckMaker = (dataset, catalog) =>
  [...dataset.dimensions.values()].flatMap((dimension) =>
    [...(dimension.grains?.values() ?? [])].flatMap((grain) =>
      grain.kind === 'calendar' ? calendarCheck({ dataset, catalog }, dimension, grain) : [],
    ),
  );

function calendarCheck(
  { dataset, catalog }: { dataset: Dataset; catalog: Catalog },
  dimension: Dimension,
  grain: CalendarGrain,
): readonly DataCheck[] {
  const calendar = catalog.datasets.get(grain.dataset);
  const [day, bucket] = [calendar?.dimensions.get(grain.date), calendar?.dimensions.get(grain.bucket)];
  if (calendar === undefined || day === undefined || bucket === undefined) return [];
  const place = {
    dataset: dataset.name,
    path: ['dimensions', dimension.name, 'grains', grain.name],
  } as const;
  const source = sourceText(calendar.source);
  const days = [
    'SELECT sum(buckets > 1), sum(buckets <= 1 AND times > 1), dateDiff(\'day\', min(day), max(day)) + 1 - count()',
    `FROM (SELECT toDate32(${day.sql.text}) AS day, uniqExact(${bucket.sql.text}) AS buckets, count() AS times`,
    `  FROM ${source} WHERE (${day.sql.text}) IS NOT NULL GROUP BY day)`,
  ].join('\n'); // prettier-ignore
  const rows = [
    `SELECT count(), countIf(toDate32(${dimension.sql.text}) NOT IN (SELECT toDate32(${day.sql.text}) FROM ${source} WHERE (${bucket.sql.text}) IS NOT NULL))`,
    `FROM ${sourceText(dataset.source)} WHERE (${dimension.sql.text}) IS NOT NULL`,
  ].join('\n');
  return [
    {
      ...place,
      label: `${dataset.name}: days of ${grain.name}`,
      run: async (ask) => {
        const [twoBuckets = 0, twice = 0, missing = 0] = await ask(days);
        const [all = 0, outside = 0] = await ask(rows);
        const found: (Omit<Finding, 'dataset' | 'path'> | undefined)[] = [
          twoBuckets === 0 ? undefined : { severity: 'error', message: `${countedDays(twoBuckets, `of ${grain.dataset}`)} in two buckets: a row can be in one only.` }, // prettier-ignore
          twice === 0 ? undefined : { severity: 'error', message: `${countedDays(twice, `of ${grain.dataset}`)} there several times: shifts by it would count rows as often.` }, // prettier-ignore
          missing <= 0 ? undefined : { severity: 'warning', message: `${countedDays(missing, '')} missing between the first and the last of ${grain.dataset}: rows of such a day are in the bucket null.` }, // prettier-ignore
          outside === 0 ? undefined : { severity: 'warning', message: `${counted(outside)} of ${counted(all)} rows are on days that ${grain.dataset} does not have: they are in the bucket null.` }, // prettier-ignore
        ];
        return found.flatMap((finding) => (finding === undefined ? [] : [{ ...place, ...finding }]));
      },
    },
  ];
}

function countedDays(days: number, of: string): string {
  return [days === 1 ? '1 day' : `${counted(days)} days`, of, days === 1 ? 'is' : 'are'].filter((word) => word !== '').join(' '); // prettier-ignore
}
