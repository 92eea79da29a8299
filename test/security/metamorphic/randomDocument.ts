import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from '../matrix/randomPolicies.js';

/** Values that rows of everybody hold, and some that nobody's do. */
const POOLS: Readonly<Record<string, readonly string[]>> = {
  String: ['"alpha"', '"beta"', '"gamma"', '"alpha-product-0"', '"beta-product-2"', '"delta-product-0"', '"a"', '""', '"%"', '"alpha-customer-1"', '"gamma-label"', '"user-1"'],
  Int: ['0', '1', '2', '3', '5'],
  Float: ['0', '2', '7.5', '100'],
  Boolean: ['true', 'false'],
  Int64: ['0', '1', '2', '3', '101', '102', '1000'],
  Number: ['0', '2', '13'],
  Decimal: ['"0.25"', '"2.25"', '"7"'],
  Date: ['"2030-02-28"', '"2030-03-01"', '"2030-03-02"', '"2030-03-03"', '"2030-03-06"'],
  DateTime: ['"2030-03-01T10:30:00Z"', '"2030-03-02"', '"2030-03-03T12:00:00+01:00"', '"2030-02-01"'],
  Time: ['"2030-03-01"', '"2030-03-02T11:00:00Z"', '"2030-03-04"', '"2030-02-01"'],
  Uuid: ['"00000000-0000-4000-8000-000000000000"', '"00000000-0000-4000-8000-000000000002"'],
  Value: ['1', '2', '"alpha"', '"2030-03-02"', 'true', '50'],
}; // prettier-ignore
/** Arguments and members that have values of their own. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  timezone: ['"UTC"', '"Asia/Kathmandu"', '"Europe/Berlin"', '"America/New_York"'],
  range: ['{ from: "2030-02-28", to: "2030-03-06" }', '{ from: "2030-03-02", to: "2030-03-04" }'],
  period: ['THIS_MONTH', 'LAST_MONTH', 'TODAY', 'THIS_YEAR'],
  last: ['{ n: 5, unit: DAY }', '{ n: 1, unit: MONTH }', '{ n: 4, unit: DAY, complete: true }'],
  window: [
    '{ trailing: { n: 2, unit: DAY } }',
    '{ n: 3, unit: DAY }',
    '{ trailing: { n: 1, unit: MONTH }, show: LAST }',
  ],
  shift: ['{ n: 1, unit: DAY }', '{ n: 1, unit: MONTH }', '{ previous: true }', '{ startOf: MONTH }'],
  span: ['{ n: 2, unit: DAY }', '{ n: 1, unit: MONTH }'],
  all: ['true'],
  previous: ['true'],
  limit: ['0', '1', '2', '3', '50'],
  offset: ['0', '1'],
  periods: ['2', '3'],
  search: ['"a"', '"prod"', '"gamma"'],
  matches: ['"^a"', '"product-[01]$"', '"(beta|gamma)"'],
  name: ['"one"', '"two"'],
};
/** How often arguments are given that say most, or without which a view is refused. */
const VIEW_ARGUMENTS: Readonly<Record<string, number>> = { having: 0.3, orderBy: 0.4, fill: 0.05, other: 0.25, search: 0.2, entity: 0.95, steps: 0.95, window: 0.95, grain: 0.95, periods: 0.95, name: 0.05 }; // prettier-ignore
const FIELD_ARGUMENTS: Readonly<Record<string, number>> = { window: 0.04, shift: 0.07, toDate: 0.05, grain: 0.5, where: 0.15 }; // prettier-ignore
const DEEPEST = 3;

/**
 * Random documents over the schema of a role: every root, view, field and argument that it offers, with values that somebody's rows hold. Many are
 * answered, others are refused; both are answers. The same numbers give the same document.
 */
export class DocumentWriter {
  #keys: string[] = [];
  #steps = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: Random,
  ) {}

  document(): string {
    const roots = Object.values(this.schema.getQueryType()?.getFields() ?? {}).filter(({ type }) =>
      getNamedType(type).name.endsWith('Scope'),
    );
    const scopes = Array.from({ length: this.random.chance(0.2) ? 2 : 1 }, (_, index) =>
      this.#scope(this.random.pick(roots), index),
    );
    return `{ ${scopes.join('\n  ')} }`;
  }

  #scope(root: GraphQLField<unknown, unknown>, index: number): string {
    const type = getNamedType(root.type) as GraphQLObjectType;
    const views = Object.values(type.getFields()).filter(({ name }) => name !== 'info');
    // Rows and totals offer most.
    const likely = [...views, ...views.filter(({ name }) => ['rows', 'totals'].includes(name))];
    const chosen = Array.from({ length: 1 + this.random.below(3) }, (_, at) =>
      this.#view(this.random.pick([...likely, ...likely.filter(({ name }) => name === 'rows')]), `v${at}`),
    );
    const args = this.#arguments(root.args, { where: 0.4, time: 0.5, timezone: 0.15, segments: 0.3 });
    return `s${index}: ${root.name}${args} { ${chosen.join('\n    ')} info { view rows } }`;
  }

  #view(field: GraphQLField<unknown, unknown>, key: string): string {
    this.#keys = [];
    const type = getNamedType(field.type);
    const fields = isObjectType(type) ? this.#fields(type, 0) : '';
    // Arguments may name keys of what is selected.
    const args = this.#arguments(field.args, VIEW_ARGUMENTS);
    return `${key}: ${field.name}${args}${fields}`;
  }

  #fields(type: GraphQLObjectType, depth: number): string {
    const all = Object.values(type.getFields()).filter(({ name, type: of }) => {
      if (name === 'partial') return this.random.chance(0.1);
      return depth < DEEPEST || !isObjectType(getNamedType(of));
    });
    if (all.length === 0) return ' { __typename }';
    const wanted = 1 + this.random.below(depth === 0 ? 4 : 2);
    const chosen = Array.from({ length: wanted }, () => this.random.pick(all));
    const texts = chosen.map((field, index) => {
      const key = this.random.chance(0.4) ? `k${depth}${index}` : field.name;
      const inner = getNamedType(field.type);
      const below = isObjectType(inner) ? this.#fields(inner, depth + 1) : '';
      if (below === '' && depth === 0 && field.name !== 'kind' && field.name !== 'partial') this.#keys.push(key);
      return [key, `${key === field.name ? '' : `${key}: `}${field.name}${this.#arguments(field.args, FIELD_ARGUMENTS)}${below}`] as const;
    }); // prettier-ignore
    return ` { ${[...new Map(texts).values()].join(' ')} }`;
  }

  #arguments(args: readonly GraphQLArgument[], likely: Readonly<Record<string, number>>): string {
    const drawn = args.filter(
      (arg) => isRequiredArgument(arg) || this.random.chance(likely[arg.name] ?? 0.1),
    );
    // Of what, says only a share.
    const isNumber = args.some(({ name }) => name === 'as') && this.random.chance(0.9);
    const asked = isNumber ? drawn.filter(({ name }) => name !== 'of') : drawn;
    if (asked.length === 0) return '';
    return `(${asked.map(({ name, type }) => `${name}: ${this.#value(type, name, 0)}`).join(', ')})`;
  }

  #value(type: GraphQLInputType, name: string, depth: number): string {
    if (isNonNullType(type)) return this.#value(type.ofType, name, depth);
    const known = NAMED[name];
    if (isListType(type)) {
      const many = name === 'steps' ? 2 : 1 + this.random.below(2);
      const values = Array.from({ length: many }, () => this.#value(type.ofType, name, depth));
      return `[${values.join(', ')}]`;
    }
    const inner = getNullableType(type);
    if (isEnumType(inner)) return this.random.pick(inner.getValues()).name;
    if (isInputObjectType(inner)) {
      if (name === 'window' && inner.name === 'SpanInput') return this.random.pick(NAMED['span'] ?? []);
      if (name === 'orderBy' && this.#keys.length > 0 && this.random.chance(0.85)) return this.#ordered();
      if (known !== undefined && this.random.chance(0.8) && this.#fits(inner, name)) return this.random.pick(known);
      return this.#object(inner, depth);
    } // prettier-ignore
    if (known !== undefined)
      return this.random.pick([...(this.#isKey(name) ? this.#keys.map((key) => `"${key}"`) : known)]);
    return this.random.pick(POOLS[inner.name] ?? ['"a"']);
  }

  #ordered(): string {
    return `{ alias: { name: "${this.random.pick(this.#keys)}", direction: ${this.random.pick(['ASC', 'DESC'])} } }`;
  }

  /** Names are those of shown keys, mostly. */
  #isKey(name: string): boolean {
    return name === 'name' && this.#keys.length > 0 && this.random.chance(0.9);
  }

  /** A fixed value has to be one of this type. */
  #fits(type: GraphQLInputObjectType, name: string): boolean {
    const members = Object.keys(type.getFields());
    if (name === 'range') return members.includes('from');
    if (name === 'last') return members.includes('n');
    if (name === 'shift') return members.includes('startOf');
    return name === 'window' && members.includes('trailing');
  }

  #step(type: GraphQLInputObjectType, depth: number): string {
    const where = type.getFields()['where'];
    const filter =
      where === undefined || this.random.chance(0.4)
        ? ''
        : `, where: ${this.#value(where.type, 'where', depth + 2)}`;
    return `{ name: "step ${this.#steps++}"${filter} }`;
  }

  #object(type: GraphQLInputObjectType, depth: number): string {
    const all = Object.values(type.getFields());
    const shallow = all.filter(({ type: of }) => depth < DEEPEST || isShallow(getNamedType(of)));
    const choices = shallow.length > 0 ? shallow : all;
    if (type.name.endsWith('FunnelStep')) return this.#step(type, depth);
    const required = all.filter(({ type: of }) => isNonNullType(of));
    const free = required.length > 0 ? [] : [this.random.pick(choices), ...(!type.isOneOf && this.random.chance(0.2) ? [this.random.pick(choices)] : [])]; // prettier-ignore
    const optional = required.length > 0 ? all.filter((field) => !required.includes(field) && this.random.chance(0.3)) : []; // prettier-ignore
    const chosen = new Map([...required, ...optional, ...free].map((field) => [field.name, field]));
    return `{ ${[...chosen.values()].map((field) => `${field.name}: ${this.#value(field.type, field.name, depth + 1)}`).join(', ')} }`;
  }
}

/** A filter over one value, or a value: nothing that goes on for ever. */
function isShallow(type: GraphQLInputType): boolean {
  return !isInputObjectType(type) || /(?<!Event)Filter$|Between$/.test(type.name);
}
