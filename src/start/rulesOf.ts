import type { Rules } from '../administration/index.js';
import {
  canonicalTimezone,
  closestNames,
  patternProblem,
  timezoneNames,
  type Catalog,
} from '../metrics/index.js';

/** What changes of websites are checked by: the words of the catalog, and the zones that its warehouse knows. */
export function rulesOf(catalog: Catalog): Rules {
  const known = (zone: string): boolean => catalog.timezones?.has(zone) !== false;
  return {
    timezone(name) {
      const timezone = canonicalTimezone(name);
      return timezone !== undefined && known(timezone) ? timezone : undefined;
    },
    timezones: () => timezoneNames().filter(known),
    patternProblem,
    closestNames,
    catalogFunnels: [...catalog.datasets.values()].flatMap(({ presets }) =>
      [...(presets?.values() ?? [])].filter(({ kind }) => kind === 'funnel').map(({ name }) => name),
    ),
  };
}
