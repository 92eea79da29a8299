import { Field, ObjectType, registerEnumType } from 'type-graphql';

/** The catalog as data: what the role may ask for, with everything that is documented about it. */

const ValueTypes = { STRING: 'string', INTEGER: 'integer', DECIMAL: 'decimal', FLOAT: 'float', BOOLEAN: 'boolean', DATE: 'date', TIME: 'time', UUID: 'uuid', LIST: 'list' } as const; // prettier-ignore
registerEnumType(ValueTypes, {
  name: 'ValueType',
  description: 'Meaning of a value, independent of how it is stored.',
});

const Formats = { NUMBER: 'number', PERCENT: 'percent', CURRENCY: 'currency', DURATION: 'duration' } as const;
registerEnumType(Formats, {
  name: 'ValueFormat',
  description: 'How to show a value to people. PERCENT: 0.25 is 25 %.',
});

const GoodWhens = { UP: 'up', DOWN: 'down' } as const;
registerEnumType(GoodWhens, { name: 'GoodWhen', description: 'Which way of change is good news.' });

const MetricKinds = {
  FILTERED: 'filtered',
  RATIO: 'ratio',
  DERIVED: 'derived',
  CUMULATIVE: 'cumulative',
  SHIFT: 'shift',
  CONVERSION: 'conversion',
  LEVEL: 'level',
  RANK: 'rank',
} as const;
registerEnumType(MetricKinds, {
  name: 'MetricKind',
  description: 'How a metric is made of measures and other metrics.',
});

const PresetKinds = { FUNNEL: 'funnel', RETENTION: 'retention' } as const;
registerEnumType(PresetKinds, { name: 'PresetKind', description: 'Which view a preset is of.' });

const Cardinalities = {
  MANY_TO_ONE: 'many-to-one',
  ONE_TO_ONE: 'one-to-one',
  ONE_TO_MANY: 'one-to-many',
  MANY_TO_MANY: 'many-to-many',
} as const;
registerEnumType(Cardinalities, {
  name: 'Cardinality',
  description:
    'How many rows of the other dataset a row meets. Through one to many, and many to many, rows can be filtered but not shown; through one to many their measures can.',
});

type ValueOf<T> = T[keyof T];
const nullable = { nullable: true } as const;

@ObjectType({ description: 'What is documented of everything in the catalog.' })
abstract class CatalogEntry {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly description!: string;

  @Field(() => String, { ...nullable, description: 'Team or person to ask.' })
  readonly owner?: string | undefined;

  @Field(() => String, { ...nullable, description: 'Why not to use it any more; null when it is fine.' })
  readonly deprecated?: string | undefined;

  @Field(() => Boolean, { description: 'Somebody vouches for it.' })
  readonly certified!: boolean;

  @Field(() => [String])
  readonly synonyms!: readonly string[];
}

@ObjectType({ description: 'The same of what has values.' })
abstract class CatalogValue extends CatalogEntry {
  @Field(() => ValueTypes)
  readonly type!: ValueOf<typeof ValueTypes>;

  @Field(() => String, { ...nullable, description: 'Unit of the value: second, byte, an ISO 4217 code.' })
  readonly unit?: string | undefined;

  @Field(() => Formats, nullable)
  readonly format?: ValueOf<typeof Formats> | undefined;

  @Field(() => GoodWhens, nullable)
  readonly goodWhen?: ValueOf<typeof GoodWhens> | undefined;
}

@ObjectType({ description: 'A way of cutting time that is not a unit of the calendar.' })
class CatalogGrain {
  @Field(() => String, { description: 'As `grain` takes it.' })
  readonly name!: string;

  @Field(() => String)
  readonly description!: string;
}

@ObjectType({ description: 'A value of each row.' })
export class CatalogDimension extends CatalogValue {
  @Field(() => [CatalogGrain], {
    description: 'What a time can be cut by besides the units of the calendar.',
  })
  readonly grains!: readonly CatalogGrain[];

  @Field(() => [String], { description: 'What it can show, as `choice` takes it; the first without one.' })
  readonly choices!: readonly string[];

  @Field(() => String, {
    ...nullable,
    description: 'What your role sees instead of the value; null when it sees the value.',
  })
  readonly masked?: string | undefined;

  /** Shown to analysts only. */
  readonly sql!: string;
}

@ObjectType({ description: 'An aggregate of rows.' })
export class CatalogMeasure extends CatalogValue {
  @Field(() => String, {
    ...nullable,
    description: 'Time dimension it is counted by, when that is not the one of its dataset.',
  })
  readonly timeDimension?: string | undefined;

  readonly sql!: string;
}

@ObjectType({ description: 'A number made of measures and other metrics.' })
export class CatalogMetric extends CatalogValue {
  @Field(() => MetricKinds)
  readonly kind!: ValueOf<typeof MetricKinds>;
}

@ObjectType({ description: 'A funnel or a retention with a name.' })
export class CatalogPreset extends CatalogEntry {
  @Field(() => PresetKinds, { description: 'The view whose argument `name` takes its name.' })
  readonly kind!: ValueOf<typeof PresetKinds>;
}

@ObjectType({ description: 'A named filter.' })
export class CatalogSegment extends CatalogEntry {
  readonly sql!: string;
}

@ObjectType({ description: 'A way from a row of one dataset to a row of another.' })
export class CatalogRelationship {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly description!: string;

  @Field(() => String, { description: 'Name of the other dataset.' })
  readonly to!: string;

  @Field(() => Cardinalities)
  readonly cardinality!: ValueOf<typeof Cardinalities>;
  readonly sql!: string;
}

@ObjectType({ description: 'A table or query with its dimensions and measures; a root field of this API.' })
export class CatalogDataset extends CatalogEntry {
  @Field(() => String, { ...nullable, description: 'Dimension that `time` restricts when none is named.' })
  readonly timeDimension?: string | undefined;

  @Field(() => String, {
    ...nullable,
    description: 'Zone of its days and hours when a query names none; UTC when null.',
  })
  readonly timezone?: string | undefined;

  @Field(() => [CatalogDimension])
  readonly dimensions!: readonly CatalogDimension[];

  @Field(() => [CatalogMeasure])
  readonly measures!: readonly CatalogMeasure[];

  @Field(() => [CatalogMetric])
  readonly metrics!: readonly CatalogMetric[];

  @Field(() => [CatalogPreset], {
    description: 'Views that the catalog has a name for, as `name` takes it.',
  })
  readonly presets!: readonly CatalogPreset[];

  @Field(() => [CatalogSegment])
  readonly segments!: readonly CatalogSegment[];

  @Field(() => [CatalogRelationship])
  readonly relationships!: readonly CatalogRelationship[];
  readonly sql!: string;
}

@ObjectType({ description: 'A dimension that datasets share.' })
class CatalogSharedDimension extends CatalogValue {}

@ObjectType({ description: 'What the root field `metrics` can be asked for: numbers of several datasets.' })
export class CatalogShared {
  @Field(() => [CatalogMetric])
  readonly metrics!: readonly CatalogMetric[];

  @Field(() => [CatalogSharedDimension], {
    description: 'By these, of which each dataset of a number has to have those that are asked for.',
  })
  readonly dimensions!: readonly CatalogSharedDimension[];
}

@ObjectType('Catalog', { description: 'What you may ask for.' })
export class CatalogView {
  @Field(() => [CatalogDataset])
  readonly datasets!: readonly CatalogDataset[];

  @Field(() => CatalogShared, { ...nullable, description: 'Null when no number crosses datasets.' })
  readonly shared!: CatalogShared | null;
}
