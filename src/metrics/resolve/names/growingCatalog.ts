import { InvariantError } from '../../../errors.js';
import type { Dataset, Dimension, Measure, Metric } from '../../catalog/definitions.js';
import type { Preset } from '../../catalog/preset.js';
import { RoleCatalog } from '../../catalog/roleCatalog.js';

/** A catalog for one question, to whose datasets members are added while it is resolved. */
export interface GrowingCatalog {
  readonly catalog: RoleCatalog;
  /** The members of a dataset, to add to. */
  readonly members: (dataset: string) => GrowingMembers;
}

interface GrowingMembers {
  readonly dimensions: Map<string, Dimension>;
  readonly measures: Map<string, Measure>;
  readonly metrics: Map<string, Metric>;
  readonly presets: Map<string, Preset>;
}

/** The datasets whose rows are of websites with maps of their own; all else is the catalog's. */
export function growingCatalog(catalog: RoleCatalog): GrowingCatalog {
  const grown = new Map<string, GrowingMembers>();
  const datasets = new Map<string, Dataset>();
  for (const [name, dataset] of catalog.datasets) {
    if (dataset.website?.members === undefined) {
      datasets.set(name, dataset);
      continue;
    }
    const members: GrowingMembers = {
      dimensions: new Map(dataset.dimensions),
      measures: new Map(dataset.measures),
      metrics: new Map(dataset.metrics),
      presets: new Map(dataset.presets),
    };
    grown.set(name, members);
    datasets.set(name, { ...dataset, ...members });
  }
  return {
    catalog: RoleCatalog.of(catalog.definitions, catalog.role, { datasets, shared: catalog.shared }),
    members: (name) => {
      const members = grown.get(name);
      if (members === undefined) throw new InvariantError(`No website names anything in "${name}".`);
      return members;
    },
  };
}
