import { RESERVED_DATASETS, RESERVED_NAMES } from '../../../src/metrics/catalog/names.js';

/** `visitor_checkins_count`, `Orders` → a name that a catalog takes. */
export function camel(name: string): string {
  const [first = '', ...rest] = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = [first, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
  const lower = joined.charAt(0).toLowerCase() + joined.slice(1);
  return /^[a-z]/.test(lower) ? lower : `x${lower}`;
}

export function datasetName(cube: string): string {
  const name = camel(cube).slice(0, 60);
  return RESERVED_DATASETS.has(name) ? `${name}Rows` : name;
}

/** Gives each member of a dataset a name of its own. */
export class MemberNames {
  readonly #taken = new Set<string>();

  take(wanted: string): string {
    let name = camel(wanted);
    while (RESERVED_NAMES.has(name) || this.#taken.has(name)) name = `${name}X`;
    this.#taken.add(name);
    return name;
  }
}

/** The name that GraphQL gives a grain of the catalog's own. */
export function grainEnum(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
}
