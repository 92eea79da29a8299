/** ClickHouse types that values are bound as. A closed set: a type is part of the SQL text, so it must not come from outside. */
export type ParameterType = ScalarParameterType | `Array(${ScalarParameterType})`;

export type ScalarParameterType =
  | 'String'
  | 'UUID'
  | 'Bool'
  | 'Float64'
  | IntegerParameterType
  | DecimalParameterType
  | 'Date32'
  | TimeParameterType;

export type IntegerParameterType = 'UInt64' | 'Int64' | 'Int128' | 'Int256';
type DecimalParameterType = `Decimal(${number}, ${number})`;
type TimeParameterType = `DateTime64(${3 | 6 | 9}, 'UTC')`;
