import type { Catalog, Dataset, Role } from './definitions.js';

/** A catalog as one role sees it: what the role may not see is not in it. Made only by `catalogFor`. */
export class RoleCatalog {
  readonly #catalog: Catalog;
  readonly role: Role;
  /** Datasets by name, without hidden members, members that read hidden columns, and everything that depends on those. */
  readonly datasets: ReadonlyMap<string, Dataset>;

  private constructor(catalog: Catalog, role: Role, datasets: ReadonlyMap<string, Dataset>) {
    this.#catalog = catalog;
    this.role = role;
    this.datasets = datasets;
  }

  /** The whole catalog. For the policy stage only: a row filter may name dimensions that the role cannot see. */
  get definitions(): Catalog {
    return this.#catalog;
  }

  /** @internal use catalogFor */
  static of(catalog: Catalog, role: Role, datasets: ReadonlyMap<string, Dataset>): RoleCatalog {
    return new RoleCatalog(catalog, role, datasets);
  }
}
