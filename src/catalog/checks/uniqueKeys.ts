import type { Dataset, Expression } from '../../metrics/index.js';
import { sourceText } from '../sourceText.js';
import { counted, type Ask, type DataCheckMaker, type Finding } from './finding.js';

/** How far the rows of a source are from having a key of their own. Rows with a null in the key are counted apart. */
async function duplicateRows(
  ask: Ask,
  dataset: Dataset,
  key: readonly Expression[],
): Promise<{ readonly rows: number; readonly extra: number; readonly nulls: number }> {
  const columns = key.map(({ text }) => `(${text})`);
  const isNull = columns.map((column) => `isNull${column}`).join(' OR ');
  const [rows = 0, distinct = 0, nulls = 0] = await ask(
    `SELECT countIf(NOT (${isNull})), uniqExactIf(${columns.length === 1 ? columns[0] : `(${columns.join(', ')})`}, NOT (${isNull})), countIf(${isNull})\nFROM ${sourceText(dataset.source)}`,
  );
  return { rows, extra: rows - distinct, nulls };
}

/** A declared primary key is not null and never occurs twice. */
export const primaryKeyIsUnique: DataCheckMaker = (dataset) => {
  if (dataset.primaryKey.length === 0) return [];
  const place = { dataset: dataset.name, path: ['primaryKey'] } as const;
  return [
    {
      ...place,
      label: `${dataset.name}: primary key`,
      run: async (ask) => {
        const { rows, extra, nulls } = await duplicateRows(ask, dataset, dataset.primaryKey);
        const findings: Finding[] = [];
        if (extra > 0)
          findings.push({
            ...place,
            severity: 'error',
            message: `The primary key is not unique: ${counted(extra)} of ${counted(rows)} rows repeat the key of another row.`,
          });
        if (nulls > 0)
          findings.push({
            ...place,
            severity: 'error',
            message: `The primary key is null in ${counted(nulls)} rows.`,
          });
        return findings;
      },
    },
  ];
};

/** On the side of a relationship that is declared `one`, no two rows have the same key: a join would multiply measures. */
export const cardinalityHolds: DataCheckMaker = (dataset, catalog) =>
  [...dataset.relationships.values()].flatMap((relationship) => {
    const target = catalog.datasets.get(relationship.to);
    const { cardinality, name, on, validity } = relationship;
    const sides: { side: Dataset; key: readonly Expression[] }[] = [];
    // Of several versions the one that holds is unique: `versionsDoNotOverlap`.
    if (cardinality.endsWith('-to-one') && target !== undefined && validity === undefined)
      sides.push({ side: target, key: on.map((pair) => pair.to) });
    if (cardinality.startsWith('one-to-')) sides.push({ side: dataset, key: on.map((pair) => pair.from) });
    const place = { dataset: dataset.name, path: ['relationships', name, 'cardinality'] } as const;
    return sides
      .filter(({ side, key }) => !coversPrimaryKey(side, key))
      .map(({ side, key }) => ({
        ...place,
        label: `${dataset.name}: ${name} is ${cardinality}`,
        run: async (ask: Ask) => {
          const { rows, extra } = await duplicateRows(ask, side, key);
          if (extra === 0) return [];
          const columns = key.map(({ text }) => text).join(', ');
          const message = `Declared ${cardinality}, but ${counted(extra)} of ${counted(rows)} rows of ${side.name} repeat the ${columns} of another row: a join would count them twice.`;
          return [{ ...place, severity: 'error' as const, message }];
        },
      }));
  });

/** Of several versions of a row no two hold at once: the join takes the last that began, whatever else still holds. */
export const versionsDoNotOverlap: DataCheckMaker = (dataset, catalog) =>
  [...dataset.relationships.values()].flatMap(({ name, to, on, validity }) => {
    const target = catalog.datasets.get(to);
    if (target === undefined || validity === undefined) return [];
    const place = { dataset: dataset.name, path: ['relationships', name, 'validity'] } as const;
    const [from, end] = [`(${validity.from.text})`, validity.to === undefined ? undefined : `(${validity.to.text})`]; // prettier-ignore
    const keys = on.map((pair) => `(${pair.to.text})`).join(', ');
    // Without an end a version holds until the next begins, so only two that begin together are in each other's way.
    const overlaps =
      end === undefined ? '__next = __from' : '__next = __from OR __end IS NULL OR __next < __end';
    const text = [
      `SELECT count(), countIf(__next IS NOT NULL AND (${overlaps}))`,
      `FROM (SELECT ${from} AS __from, ${end ?? 'NULL'} AS __end,`,
      `    leadInFrame(toNullable(${from})) OVER (PARTITION BY ${keys} ORDER BY ${from} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS __next`,
      `  FROM ${sourceText(target.source)} WHERE ${from} IS NOT NULL)`,
    ].join('\n');
    return [
      {
        ...place,
        label: `${dataset.name}: versions of ${name} do not overlap`,
        run: async (ask: Ask) => {
          const [rows = 0, wrong = 0] = await ask(text);
          if (wrong === 0) return [];
          const message = `${counted(wrong)} of ${counted(rows)} rows of ${target.name} still hold when the next version of the same key begins: a join takes the later one.`;
          return [{ ...place, severity: 'error' as const, message }];
        },
      },
    ];
  });

/** Its primary key is checked already, and a key that contains it is unique too. */
function coversPrimaryKey(dataset: Dataset, key: readonly Expression[]): boolean {
  const texts = new Set(key.map(({ text }) => text));
  return dataset.primaryKey.length > 0 && dataset.primaryKey.every(({ text }) => texts.has(text));
}
