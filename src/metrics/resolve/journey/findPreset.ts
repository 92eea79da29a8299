import type { Preset } from '../../catalog/preset.js';
import type { MetricQuery } from '../../query/metricQuery.js';
import type { Scope } from '../scope.js';

type Kind = Preset['kind'];

/** The funnel or retention that a question names; undefined when it names none, and, reported, when there is no such one. */
export function findPreset<Wanted extends Kind>(
  scope: Scope,
  kind: Wanted,
  name: string | undefined,
): Extract<Preset, { kind: Wanted }> | undefined {
  const { dataset, issues } = scope;
  if (name === undefined) return undefined;
  const known = [...(dataset.presets?.values() ?? [])].filter(
    (preset): preset is Extract<Preset, { kind: Wanted }> => preset.kind === kind,
  );
  const found = known.find((preset) => preset.name === name);
  if (found !== undefined) return found;
  const sentence = `There is no ${kind} "${name}" in dataset "${dataset.name}".`;
  return issues.unknown('UNKNOWN_FIELD', [kind, 'name'], {
    sentence,
    name,
    candidates: known.map((preset) => preset.name),
  });
}

/** The same of a funnel, which may also be one that websites named: the catalog's comes first. */
export function findFunnel(
  scope: Scope,
  asked: MetricQuery['funnel'],
): Extract<Preset, { kind: 'funnel' }> | undefined {
  const { dataset, names } = scope;
  const name = asked !== undefined && 'name' in asked ? asked.name : undefined;
  const presets = [...(dataset.presets?.values() ?? [])].filter(({ kind }) => kind === 'funnel');
  if (name === undefined || presets.some((preset) => preset.name === name) || !names.serves(dataset).funnel)
    return findPreset(scope, 'funnel', name);
  return names.funnel(
    { dataset, isOwn: true, path: ['funnel'] },
    { name, entity: asked?.entity, presets: presets.map((preset) => preset.name) },
  );
}
