import type { Role } from '../catalog/definitions.js';

/** Who asks, as verified by src/server: nothing in a request but the credential decides it. */
export interface Viewer {
  /** Stable id of the person or key, for logs. */
  readonly subject: string;
  readonly role: Role;
  /** Caller attributes that policies name with `$`: `websites`, `tenants`. A missing one denies, it never means "no filter". */
  readonly attributes: ReadonlyMap<string, readonly (string | number)[]>;
}
