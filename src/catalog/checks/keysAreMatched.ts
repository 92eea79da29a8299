import { sourceText } from '../sourceText.js';
import { counted, type DataCheckMaker } from './finding.js';

/** Share of rows whose key finds nothing on the other side: they show null there, which is often a load that failed. */
export const keysAreMatched: DataCheckMaker = (dataset, catalog) =>
  [...dataset.relationships.values()].flatMap(({ name, to, on, cardinality }) => {
    const target = catalog.datasets.get(to);
    if (target === undefined || !cardinality.endsWith('-to-one')) return [];
    const place = { dataset: dataset.name, path: ['relationships', name] } as const;
    const keys = on.map((_, index) => `__key_${index}`);
    // Grouped before the join: a few distinct keys meet, not every row.
    const text = [
      'SELECT sum(l.__rows), sumIf(l.__rows, r.__found IS NULL)',
      `FROM (SELECT ${on.map(({ from }, index) => `(${from.text}) AS __key_${index}`).join(', ')}, count() AS __rows`,
      `  FROM ${sourceText(dataset.source)} GROUP BY ${keys.join(', ')}`,
      `  HAVING ${keys.map((key) => `${key} IS NOT NULL`).join(' AND ')}) AS l`,
      `LEFT ANY JOIN (SELECT ${on.map((pair, index) => `(${pair.to.text}) AS __key_${index}`).join(', ')}, 1 AS __found`,
      `  FROM ${sourceText(target.source)}) AS r`,
      `ON ${keys.map((key) => `l.${key} = r.${key}`).join(' AND ')}`,
    ].join('\n');
    return [
      {
        ...place,
        label: `${dataset.name}: ${name} finds its rows`,
        run: async (ask) => {
          const [rows = 0, unmatched = 0] = await ask(text);
          if (unmatched === 0) return [];
          const share = ((100 * unmatched) / rows).toFixed(unmatched === rows ? 0 : 1);
          const message = `${counted(unmatched)} of ${counted(rows)} rows with a key (${share} %) find no row in ${to}.`;
          return [{ ...place, severity: 'warning' as const, message }];
        },
      },
    ];
  });
