import type { DatasetSpec, DimensionSpec } from './catalogSpec.js';
import { closestNames, didYouMean } from './closestNames.js';
import type { AddedColumn } from './definitions.js';
import { dimensionText } from './dimensionText.js';
import { Expression } from './expression.js';
import { parseExpression, type ReferenceLookup } from './parseExpression.js';
import { isProblem, type Problem } from './tokenizeSql.js';

/** What the `{references}` of a dataset mean, and the columns that scans must add for them. */
export interface References {
  /** `{name}`: a dimension of this dataset. */
  readonly own: ReferenceLookup;
  /** The same, and `{relationship.name}`: a dimension of the row that a to-one relationship leads to. */
  readonly any: ReferenceLookup;
  /** Columns that expressions read so far. */
  readonly added: ReadonlyMap<string, AddedColumn>;
}

/** References of every dataset, by name. Each expression is parsed once; one that leads back to itself is a problem, not an endless loop. */
export function referencesOf(specs: ReadonlyMap<string, DatasetSpec>): ReadonlyMap<string, References> {
  const all = new Map<string, DatasetReferences>();
  for (const spec of specs.values()) all.set(spec.dataset, new DatasetReferences(spec, all));
  return all;
}

class DatasetReferences implements References {
  readonly added = new Map<string, AddedColumn>();
  readonly #done = new Map<string, Expression | Problem>();
  readonly #open: string[] = [];

  constructor(
    private readonly spec: DatasetSpec,
    private readonly all: ReadonlyMap<string, DatasetReferences>,
  ) {}

  readonly own: ReferenceLookup = (name) =>
    name.includes('.')
      ? { problem: `"{${name}}" is a value of another dataset, which cannot be read here.` }
      : this.#dimension(name);

  readonly any: ReferenceLookup = (name) => {
    const [first, ...rest] = name.split('.') as [string, ...string[]];
    return rest.length === 0 ? this.#dimension(name) : this.#related(first, rest.join('.'));
  };

  #dimension(name: string): Expression | Problem {
    const specs = this.spec.dimensions ?? {};
    const spec = Object.hasOwn(specs, name) ? (specs[name] as DimensionSpec) : undefined;
    if (spec === undefined)
      return {
        problem: `"{${name}}" is not a dimension of this dataset.${didYouMean(closestNames(name, Object.keys(specs)))}`,
      };
    if (this.#open.includes(name))
      return {
        problem: `Dimensions refer to each other in a circle: ${[...this.#open.slice(this.#open.indexOf(name)), name].join(' → ')}.`,
      };
    const known = this.#done.get(name);
    if (known !== undefined) return known;
    this.#open.push(name);
    const parsed = this.#parse(name, spec);
    this.#open.pop();
    // A result found inside a circle depends on where the circle was entered: only a finished one is kept.
    if (this.#open.length === 0 || !isProblem(parsed)) this.#done.set(name, parsed);
    return parsed;
  }

  #parse(name: string, spec: DimensionSpec): Expression | Problem {
    if (spec.measure === undefined) return parseExpression(dimensionText(name, spec), this.any);
    const [relationship = '', member = '', ...more] = spec.measure.split('.');
    const target = this.#target(relationship, '-to-many');
    if (isProblem(target)) return target;
    const members = { ...target.spec.measures, ...target.spec.metrics };
    if (more.length > 0 || !Object.hasOwn(members, member))
      return {
        problem: `"${spec.measure}" names no measure or metric of "${target.spec.dataset}": write "relationship.member".${didYouMean(closestNames(member, Object.keys(members)))}`,
      };
    return this.#add({ kind: 'measure', name: `@${this.spec.dataset}:${name}`, relationship, member });
  }

  #related(relationship: string, rest: string): Expression | Problem {
    const target = this.#target(relationship, '-to-one');
    if (isProblem(target)) return target;
    const sql = target.any(rest);
    if (isProblem(sql)) return { problem: `"{${relationship}.${rest}}": ${sql.problem}` };
    const name = `@${this.spec.dataset}:${relationship}:${rest.replaceAll('.', ':')}`;
    return this.#add({ kind: 'related', name, relationship, sql });
  }

  #target(relationship: string, end: '-to-one' | '-to-many'): DatasetReferences | Problem {
    const relationships = this.spec.relationships ?? {};
    const spec = Object.hasOwn(relationships, relationship) ? relationships[relationship] : undefined;
    const target = spec === undefined ? undefined : this.all.get(spec.to);
    if (spec === undefined || target === undefined)
      return {
        problem: `"${relationship}" is no relationship of this dataset.${didYouMean(closestNames(relationship, Object.keys(relationships)))}`,
      };
    if (spec.cardinality.endsWith(end)) return target;
    return end === '-to-one'
      ? {
          problem: `"${relationship}" is ${spec.cardinality}: a value can only be read where there is at most one row. Make it a dimension with "measure".`,
        }
      : {
          problem: `"${relationship}" is ${spec.cardinality}: a measure needs several rows. Read its dimensions as "{${relationship}.…}".`,
        };
  }

  #add(column: AddedColumn): Expression {
    this.added.set(column.name, column);
    return new Expression(`\`${column.name}\``, new Set([column.name]));
  }
}
