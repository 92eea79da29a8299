import { sourceText } from '../sourceText.js';
import { counted, type DataCheckMaker } from './finding.js';

/** Rows without a time are in no time range, so they are missing from every dashboard. Also says when there are no rows at all. */
export const timeIsKnown: DataCheckMaker = (dataset) => {
  const time = dataset.time === undefined ? undefined : dataset.dimensions.get(dataset.time);
  const place = { dataset: dataset.name, path: time === undefined ? [] : ['dimensions', time.name] } as const;
  return [
    {
      ...place,
      label: `${dataset.name}: rows and their time`,
      run: async (ask) => {
        const nulls = time === undefined ? '0' : `countIf(isNull(${time.sql.text}))`;
        const [rows = 0, unknown = 0] = await ask(
          `SELECT count(), ${nulls} FROM ${sourceText(dataset.source)}`,
        );
        if (rows === 0)
          return [
            {
              dataset: dataset.name,
              path: [],
              severity: 'info',
              message: 'There are no rows yet: what depends on data is not checked.',
            },
          ];
        if (unknown === 0) return [];
        const message = `The time of ${counted(unknown)} of ${counted(rows)} rows is null: they are in no time range.`;
        return [{ ...place, severity: 'warning', message }];
      },
    },
  ];
};
