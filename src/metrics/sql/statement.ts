import type { ValueType } from '../catalog/definitions.js';

/** What is sent to ClickHouse: text, values apart from it, settings. Made only by the sql stage. */
export interface Statement {
  /** One SELECT, laid out for people. */
  readonly text: string;
  readonly parameters: readonly StatementParameter[];
  /** Settings that decide what the answer means (zone, null handling); limits come from the caller of the engine. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** Output columns, in order. */
  readonly columns: readonly StatementColumn[];
}

export interface StatementParameter {
  readonly name: string;
  /** ClickHouse type: `Array(String)`. */
  readonly type: string;
  readonly value: ParameterValue;
  /** Only who runs the statement knows the value and puts it in; `value` then only says what stands there. */
  readonly secret?: SecretName | undefined;
}
/** Halves of the installation's key of hashes, each a UInt64. */
export type SecretName = 'mask key, first half' | 'mask key, second half';
export type ParameterValue = string | number | boolean | null | readonly ParameterValue[];

export interface StatementColumn {
  /** Name in the statement's output. */
  readonly name: string;
  /** Dotted key in the answer. */
  readonly key: string;
  readonly type: ValueType;
  /** `time` columns: the zone whose offset is shown. */
  readonly timezone?: string | undefined;
}
