import type { Dataset } from '../../catalog/definitions.js';
import { visibleMembers } from '../../catalog/visibleMembers.js';
import type { FunnelMembers, GoalMembers, ReachedMembers } from '../../catalog/websiteMembers.js';
import type { WebsiteFact } from '../../query/websiteFacts.js';
import type { MetricQuery } from '../../query/metricQuery.js';

type Path = readonly string[];

/** A question by a name, and the key of `website` in the catalog that it tries out. */
interface WebsiteTrial {
  readonly path: Path;
  readonly query: MetricQuery;
  readonly website: WebsiteFact;
}

/**
 * What is wrong with what a dataset says of websites, as messages at the keys of `website`: everything that a website may call its own is asked for.
 * `ask` gives what is wrong with a question.
 */
export function websiteIssues(
  dataset: Dataset,
  datasets: ReadonlyMap<string, Dataset>,
  ask: (trial: WebsiteTrial) => readonly string[],
): readonly { readonly path: Path; readonly message: string }[] {
  const seen = visibleMembers(dataset, datasets)?.members;
  const named = [
    ...placesOf('goals', dataset.website?.members?.goals, seen?.goals),
    ...placesOf('funnels', dataset.website?.members?.funnels, seen?.funnels),
  ];
  const tried = trials(dataset).filter(
    ({ path }) => !named.some((issue) => issue.path.join() === path.join()),
  );
  return [
    ...named,
    ...tried.flatMap((trial) => ask(trial).map((message) => ({ path: trial.path, message }))),
  ];
}

/** Dotted names that lead nowhere. */
function placesOf(
  key: 'goals' | 'funnels',
  said: Partial<GoalMembers & FunnelMembers> | undefined,
  seen: Partial<GoalMembers & FunnelMembers> | undefined,
): readonly { readonly path: Path; readonly message: string }[] {
  return (['path', 'action', 'duration', 'pages', 'entity'] as const).flatMap((member) => {
    const name = said?.[member];
    if (name === undefined || seen?.[member] !== undefined) return [];
    const also = member === 'path' && said?.views !== undefined ? ', or "views" names what its dataset does not have' : ''; // prettier-ignore
    return [{ path: ['website', key, member], message: `"${name}" is no dimension that this dataset has or leads to${also}.` }]; // prettier-ignore
  });
}

function trials(dataset: Dataset): readonly WebsiteTrial[] {
  const { custom, goals, funnels } = dataset.website?.members ?? {};
  const asked = (query: Partial<MetricQuery>): MetricQuery => ({
    dataset: dataset.name,
    view: 'totals',
    ...query,
  });
  const goal = (
    key: 'path' | 'action' | 'duration' | 'pages',
    type: WebsiteFact['goals'][number]['type'],
  ) => {
    const isPlace = key === 'path' || key === 'action';
    const match = isPlace ? 'equals' : null;
    return goals?.[key] === undefined ? [] : [{
      path: ['website', 'goals', key],
      query: asked({ select: [{ field: 'goal', name: NAME, show: 'RATE' }] }),
      website: { ...NOTHING, goals: [{ name: NAME, type, match, value: isPlace ? '/' : '1', worth: null }] },
    } as const]; // prettier-ignore
  };
  const step = (key: 'path' | 'action', members: ReachedMembers | undefined) => {
    const one = { name: 'a', type: key === 'path' ? 'page' : 'event', match: 'equals', value: '/' } as const;
    return members?.[key] === undefined ? [] : [{
      path: ['website', 'funnels', key],
      query: asked({ view: 'funnel', funnel: { name: NAME } }),
      website: { ...NOTHING, funnels: [{ name: NAME, steps: [one, { ...one, name: 'b' }] }] },
    } as const]; // prettier-ignore
  };
  const [slot] = custom?.metrics.keys() ?? [];
  return [
    ...(slot === undefined ? [] : [{
      path: ['website', 'custom', 'metrics'],
      query: asked({ select: [{ field: 'customMetric', name: NAME }] }),
      website: { ...NOTHING, customMetrics: [{ name: NAME, index: slot, type: 'integer' }] },
    } as const]),
    ...goal('path', 'destination'),
    ...goal('action', 'event'),
    ...goal('duration', 'duration'),
    ...goal('pages', 'pages_per_session'),
    ...step('path', funnels),
    ...step('action', funnels),
  ]; // prettier-ignore
}

const NAME = 'tried';
const NOTHING: WebsiteFact = {
  id: 'tried',
  timezone: 'UTC',
  botFiltering: false,
  samplingRate: 1,
  customDimensions: [],
  customMetrics: [],
  goals: [],
  funnels: [],
};
