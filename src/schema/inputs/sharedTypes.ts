import { specifiedScalarTypes, type GraphQLNamedType } from 'graphql';
import { DateScalar, DateTime, Time } from '../scalars/dates.js';
import { Decimal } from '../scalars/decimal.js';
import { Int64 } from '../scalars/int64.js';
import { NumberScalar } from '../scalars/number.js';
import { List, Value } from '../scalars/loose.js';
import { Uuid } from '../scalars/uuid.js';
import { CALCULATION_INPUTS } from './calculationInputs.js';
import {
  DatePartEnum,
  DirectionEnum,
  GrainEnum,
  NamedPeriodEnum,
  RowKindEnum,
  TimeUnitEnum,
} from './enums.js';
import { FILTERS } from './filters.js';
import { JOURNEY_INPUTS } from './journeyInputs.js';
import { NAME_INPUTS } from './nameInputs.js';
import { AliasOrderBy } from './aliasOrderBy.js';
import { TIME_INPUTS } from './timeInput.js';

/** Every type that generated ones share: their names are taken. */
export const SHARED_TYPES: readonly GraphQLNamedType[] = [
  ...specifiedScalarTypes,
  Int64,
  NumberScalar,
  Decimal,
  DateScalar,
  DateTime,
  Time,
  Uuid,
  Value,
  List,
  GrainEnum,
  DatePartEnum,
  TimeUnitEnum,
  NamedPeriodEnum,
  DirectionEnum,
  RowKindEnum,
  AliasOrderBy,
  ...FILTERS,
  ...TIME_INPUTS,
  ...CALCULATION_INPUTS,
  ...JOURNEY_INPUTS,
  ...NAME_INPUTS,
];
