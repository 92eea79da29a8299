import type { Preset } from '../../catalog/preset.js';
import type { FunnelMembers } from '../../catalog/websiteMembers.js';
import type { WebsiteFact, WebsiteFacts } from '../../query/websiteFacts.js';
import type { Where } from '../../query/metricQuery.js';
import { rowsOfEach, stepRows, type Meaning } from './reached.js';

type Funnel = WebsiteFact['funnels'][number];

/** A funnel of some websites: each step with the rows that fill it there. */
export type FilledFunnel = Meaning<readonly { readonly name: string; readonly rows: Where }[]>;

/** The funnels of a name, whose every step this dataset can tell. */
export function funnelsOf(
  websites: WebsiteFacts,
  members: FunnelMembers,
  name: string,
): readonly FilledFunnel[] {
  return websites.flatMap(({ id, funnels }) =>
    funnels.flatMap((funnel) => {
      const steps = funnel.name === name ? filled(funnel, members) : undefined;
      return steps === undefined ? [] : [{ website: id, of: steps }];
    }),
  );
}

export function filled({ steps }: Funnel, members: FunnelMembers): FilledFunnel['of'] | undefined {
  const all = steps.map((step) => ({ name: step.name, rows: stepRows(step, members) }));
  return all.every((step): step is { name: string; rows: Where } => step.rows !== undefined)
    ? all
    : undefined;
}

/** Funnels of several websites as one; undefined when their steps are not called alike. */
export function funnelPreset(
  name: string,
  { id, members, funnels }: { id: string; members: FunnelMembers; funnels: readonly FilledFunnel[] },
): Extract<Preset, { kind: 'funnel' }> | undefined {
  const names = funnels.map(({ of }) => JSON.stringify(of.map((step) => step.name)));
  const [first] = funnels;
  if (first === undefined || new Set(names).size > 1) return undefined;
  const steps = first.of.map((step, index) => ({
    name: step.name,
    where: {
      where: rowsOfEach(
        id,
        funnels.map(({ website, of }) => ({ website, of: (of[index] as FilledFunnel['of'][number]).rows })),
      ),
    },
  }));
  // Where nobody may be followed without being named, the question fails for that.
  const { entity = id, window } = members;
  return { kind: 'funnel', name, description: '', funnel: { entity, steps, window } };
}
