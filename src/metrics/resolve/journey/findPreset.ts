import type { Preset } from '../../catalog/preset.js';
import type { Scope } from '../scope.js';

type Kind = Preset['kind'];

/** The funnel or retention that a question names; undefined when it names none, and, reported, when there is no such one. */
export function findPreset<Wanted extends Kind>(
  { dataset, issues }: Scope,
  kind: Wanted,
  name: string | undefined,
): Extract<Preset, { kind: Wanted }> | undefined {
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
