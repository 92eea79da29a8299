import { addedIn } from '../addedColumns.js';
import type { PolicySpec } from '../catalogSpec.js';
import type { Dataset, MinGroup, Role } from '../definitions.js';
import { unknownName, type Draft } from '../draft.js';

/** Reads the minimum group size of a policy; undefined when nothing is withheld. Reports why it cannot and gives WRONG: never less than was written. */
export function readMinGroupSize(
  draft: Draft,
  { role, spec }: { readonly role: Role; readonly spec: PolicySpec },
  { dimensions, primaryKey }: Pick<Dataset, 'dimensions' | 'primaryKey'>,
): MinGroup | undefined | 'WRONG' {
  const asked = spec.minGroupSize;
  if (asked === undefined) return undefined;
  const path = ['access', role, 'minGroupSize'];
  const refuse = (message: string, at: readonly string[] = path): 'WRONG' => {
    draft.report(at, message);
    return 'WRONG';
  };
  const atLeast = typeof asked === 'number' ? asked : asked.atLeast;
  if (!Number.isInteger(atLeast) || atLeast < 1)
    return refuse('A minimum group size is a whole number of at least 1.');
  const name = typeof asked === 'number' ? draft.spec.entity : asked.of;
  if (name !== undefined) {
    const at = typeof asked === 'number' ? ['entity'] : [...path, 'of'];
    const dimension = dimensions.get(name);
    if (dimension === undefined)
      return typeof asked === 'number'
        ? 'WRONG'
        : refuse(unknownName('dimension', name, dimensions.keys()), at);
    if (addedIn(dimension.sql).length > 0)
      return refuse(
        `Entities cannot be counted by "${name}", which is a value of other rows; use a dimension of the dataset itself.`,
        at,
      );
    return atLeast === 1 ? undefined : { atLeast, of: [dimension.sql] };
  }
  if (primaryKey.length === 0)
    return refuse(
      'Say what is counted: give the dataset an "entity" (a dimension such as userId) or a "primaryKey", or write { atLeast: 5, of: userId }.',
    );
  return atLeast === 1 ? undefined : { atLeast, of: primaryKey };
}
