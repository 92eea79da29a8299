import type { DatasetSpec, TypeReport } from './catalogSpec.js';
import type { Dataset, Dimension } from './definitions.js';
import { DEFAULT_CLICKHOUSE_TYPE } from './valueTypeOf.js';

/** Gives dimensions that are a measure of other rows the type of that measure, when the catalog declares none. */
export function typeMeasureDimensions(
  datasets: ReadonlyMap<string, Dataset>,
  { types, specs }: { types: TypeReport | undefined; specs: readonly DatasetSpec[] },
): ReadonlyMap<string, Dataset> {
  const typed = (dataset: Dataset, dimension: Dimension): Dimension => {
    const { ofMeasure, name } = dimension;
    if (ofMeasure === undefined) return dimension;
    const declared = specs.find((spec) => spec.dataset === dataset.name)?.dimensions?.[name]?.type;
    const reported = types?.dimensions.get(`${dataset.name}.${name}`);
    const target = datasets.get(dataset.relationships.get(ofMeasure.relationship)?.to ?? '');
    const measure = target?.measures.get(ofMeasure.member);
    const type = declared ?? measure?.type ?? target?.metrics.get(ofMeasure.member)?.type;
    if (type === undefined) return dimension;
    const clickhouseType = reported ?? measure?.clickhouseType ?? DEFAULT_CLICKHOUSE_TYPE[type];
    return { ...dimension, type, clickhouseType };
  };
  return new Map(
    [...datasets].map(([name, dataset]) => {
      const any = [...dataset.dimensions.values()].some(({ ofMeasure }) => ofMeasure !== undefined);
      if (!any) return [name, dataset];
      const dimensions = new Map(
        [...dataset.dimensions].map(([member, dimension]) => [member, typed(dataset, dimension)]),
      );
      return [name, { ...dataset, dimensions }];
    }),
  );
}
