import { catalogFor, type Catalog, type Dataset, type Dimension, type Policy } from '../../metrics/index.js';
import type { Finding } from './finding.js';

/** Masks that are valid and yet hide nothing from the role. */
export function masksHide(dataset: Dataset, catalog: Catalog): readonly Finding[] {
  return [...dataset.policies.values()].flatMap((policy) =>
    [...policy.masks.keys()].flatMap((name): readonly Finding[] => {
      const dimension = dataset.dimensions.get(name);
      const reason = dimension && whyNothing(dimension, { dataset, policy, catalog });
      return reason === undefined
        ? []
        : [
            {
              dataset: dataset.name,
              path: ['access', policy.role, 'mask', name],
              severity: 'warning',
              message: `The mask hides nothing: ${reason}.`,
            },
          ];
    }),
  );
}

function whyNothing(
  dimension: Dimension,
  { dataset, policy, catalog }: { dataset: Dataset; policy: Policy; catalog: Catalog },
): string | undefined {
  const mask = policy.masks.get(dimension.name);
  if (mask === undefined) return undefined;
  const { show, unless } = mask;
  if (unless !== undefined && implies(policy.rows, unless))
    return `the value is shown in all rows that the role ${policy.role} may see`;
  if (show.kind === 'multiple' && show.of === 1 && dimension.type === 'integer')
    return 'every whole number is a multiple of 1';
  const bits = /IPv4/.test(dimension.clickhouseType) ? 32 : 128;
  if (show.kind === 'start' && show.of === 'bits' && show.length === bits)
    return `an address has ${bits} bits`;
  if (dimension.sql.plainColumn !== undefined || dimension.sql.identifiers.size === 0) return undefined;
  const seen = catalogFor(catalog, policy.role).datasets.get(dataset.name)?.dimensions ?? new Map<string, Dimension>(); // prettier-ignore
  const shown = new Set([...seen.values()].flatMap((other) => (other.mask === undefined ? [other.sql.plainColumn] : []))); // prettier-ignore
  return [...dimension.sql.identifiers].every((column) => shown.has(column))
    ? 'the columns that it is made of are shown as they are by other dimensions'
    : undefined;
}

/** Whether every row that the first condition keeps is like the second one: as far as they are written alike. */
function implies(rows: Policy['rows'], unless: Policy['rows']): boolean {
  if (unless.kind === 'and') return unless.of.every((part) => implies(rows, part));
  if (unless.kind === 'or' && unless.of.some((part) => implies(rows, part))) return true;
  const same = JSON.stringify(unless);
  const parts = rows.kind === 'and' ? rows.of : [rows];
  return parts.some((part) => JSON.stringify(part) === same);
}
