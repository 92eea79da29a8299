import type { Catalog, Role } from '../catalog/definitions.js';
import type { Viewer } from '../policy/viewer.js';
import { attributeSetting, roleName, type AccessNames } from './accessNames.js';
import { attributeText } from './attributeText.js';
import { attributesOfRows } from './rowsText.js';

/** As whom a query runs on a server, and what its row policies read. */
export interface CallerAccess {
  readonly role: string;
  /** Custom settings, one for each attribute that a policy of the role names; one that the caller was not granted is there and empty. */
  readonly settings: Readonly<Record<string, string>>;
}

export function callerAccess(
  catalog: Catalog,
  viewer: Pick<Viewer, 'role' | 'attributes'>,
  names: AccessNames,
): CallerAccess {
  return {
    role: roleName(names, viewer.role),
    settings: {
      // It turns `x IS NULL` into `x.null`, which a grant of x does not open.
      optimize_functions_to_subcolumns: '0',
      ...Object.fromEntries(
        attributesOf(catalog, viewer.role).map((attribute) => [
          attributeSetting(names, attribute),
          attributeText(viewer.attributes.get(attribute) ?? []),
        ]),
      ),
    },
  };
}

const known = new WeakMap<Catalog, Map<Role, readonly string[]>>();

/** Asked for each query, so it is looked up once. */
function attributesOf(catalog: Catalog, role: Role): readonly string[] {
  const roles = known.get(catalog) ?? new Map<Role, readonly string[]>();
  known.set(catalog, roles);
  const policies = [...catalog.datasets.values()].flatMap(({ policies: all }) => all.get(role) ?? []);
  const found = roles.get(role) ?? [...new Set(policies.flatMap(({ rows }) => attributesOfRows(rows)))];
  roles.set(role, found);
  return found;
}
