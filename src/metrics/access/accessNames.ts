import type { Role } from '../catalog/definitions.js';

/** How the objects on the server are called. */
export interface AccessNames {
  /** Begins every name: letters, digits and `_`. */
  readonly prefix: string;
}

export function roleName({ prefix }: AccessNames, role: Role | 'service'): string {
  return `${prefix}_${role}`;
}

/** The custom setting that carries an attribute of the caller. Servers allow names that begin with `SQL_` as they are shipped. */
export function attributeSetting({ prefix }: AccessNames, attribute: string): string {
  return `SQL_${prefix}_${attribute}`;
}
