import type { Where } from '../query/metricQuery.js';
import type { Dataset, Dimension } from './definitions.js';
import { seesFilter } from './visibleNumbers.js';
import type { ReachedMembers, WebsiteMembers } from './websiteMembers.js';

type Datasets = ReadonlyMap<string, Dataset>;

/** The same as a role sees it: what would show it a value of a dimension that it cannot see is not there. Undefined when nothing is left. */
export function visibleMembers(
  dataset: Dataset,
  datasets: Datasets,
): { readonly id: string; readonly members: WebsiteMembers } | undefined {
  const { website, dimensions } = dataset;
  if (website === undefined || !isOpen(dataset, website.id.name)) return undefined;
  const { custom, goals, funnels } = website.members ?? {};
  const open = (slots: ReadonlyMap<number, Dimension>) =>
    new Map(
      [...slots].flatMap(([index, { name }]) => {
        const dimension = isOpen(dataset, name) ? dimensions.get(name) : undefined;
        return dimension === undefined ? [] : [[index, dimension] as const];
      }),
    );
  const sees = (name: string | undefined) =>
    name !== undefined && seesPath(dataset, name, datasets) ? name : undefined;
  const reached = ({ path, views, action }: ReachedMembers): ReachedMembers => ({
    path: views === undefined || seesViews(dataset, { path, views }, datasets) ? sees(path) : undefined,
    views,
    action: sees(action),
  });
  return {
    id: website.id.name,
    members: {
      custom: custom && { ...custom, dimensions: open(custom.dimensions), metrics: open(custom.metrics) },
      goals:
        goals !== undefined && dataset.measures.has(goals.conversions) && dataset.measures.has(goals.visitors)
          ? { ...goals, ...reached(goals), duration: sees(goals.duration), pages: sees(goals.pages) }
          : undefined,
      funnels: funnels && { ...funnels, ...reached(funnels), entity: sees(funnels.entity) },
    },
  };
}

/** A filter by a mask would be one by something else, and a filter by what is behind it would tell it. */
function isOpen({ dimensions }: Dataset, name: string): boolean {
  const dimension = dimensions.get(name);
  return dimension !== undefined && dimension.mask === undefined;
}

/** The dataset that holds the last step of a dotted name, whatever relationships lead there. */
function placeOf(dataset: Dataset, steps: readonly string[], datasets: Datasets): Dataset | undefined {
  return steps.reduce<Dataset | undefined>(
    (place, step) => datasets.get(place?.relationships.get(step)?.to ?? ''),
    dataset,
  );
}

function seesPath(dataset: Dataset, name: string, datasets: Datasets): boolean {
  const steps = name.split('.');
  const place = placeOf(dataset, steps.slice(0, -1), datasets);
  return place !== undefined && isOpen(place, steps.at(-1) as string);
}

function seesViews(
  dataset: Dataset,
  { path = '', views }: { path: string | undefined; views: Where },
  datasets: Datasets,
): boolean {
  const place = placeOf(dataset, path.split('.').slice(0, -1), datasets);
  return place !== undefined && seesFilter(views, place, datasets);
}

/** What a role can ask of a dataset by the names that websites gave. */
export interface AskableNames {
  readonly custom: boolean;
  readonly customMetric: boolean;
  readonly goal: boolean;
  readonly funnel: boolean;
}

export function askableNames(dataset: Dataset, datasets: Datasets): AskableNames {
  const { custom, goals, funnels } = visibleMembers(dataset, datasets)?.members ?? {};
  return {
    custom: (custom?.dimensions.size ?? 0) > 0,
    customMetric: (custom?.metrics.size ?? 0) > 0,
    goal: goals !== undefined,
    funnel: funnels !== undefined,
  };
}
