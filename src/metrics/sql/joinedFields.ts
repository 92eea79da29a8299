import { unreachable } from '../../errors.js';
import type { DimensionField, JoinPath, ResolvedQuery, RowFilter } from '../resolve/resolvedQuery.js';
import { foldedField, isFolded, isOwn, unfolded } from './foldedField.js';
import { renderDimension } from './renderDimension.js';
import { compareField, renderAtom, renderFilter } from './renderFilter.js';
import { ScanColumns } from './scanColumns.js';
import { sql, type Sql } from './sql.js';
import { isLocal, pathKey, pathOf, type RowAtom } from './uses.js';

/**
 * Fields of the dataset and of the joined ones as the select around the joins reads them. First everything that will be read is added, then the
 * columns are named, then filters and fields are read.
 */
export class JoinedFields {
  /** Fields and conditions of the dataset's own rows, by which the inner select groups. */
  readonly own = new ScanColumns();
  readonly #joined: ReadonlyMap<string, ScanColumns>;
  readonly #resolved: ResolvedQuery;
  #guards: ReadonlyMap<string, Sql | undefined> = new Map();

  constructor(paths: readonly JoinPath[], resolved: ResolvedQuery) {
    this.#joined = new Map(paths.map((path) => [pathKey(path), new ScanColumns()]));
    this.#resolved = resolved;
  }

  /** Columns that the sub-select of a join gives, besides its keys. */
  of(path: JoinPath): ScanColumns {
    return this.#joined.get(pathKey(path)) ?? this.own;
  }

  addField(field: DimensionField, preferred = fieldName(field)): void {
    if (isFolded(field) && !isOwn(field)) {
      field.fold.group.forEach((each) => this.addField(each.field));
      if (!field.fold.isKind) this.addField(unfolded(field));
    } else this.of(field.path).add(renderDimension(field, this.#resolved), preferred);
  }

  readField(field: DimensionField): Sql {
    if (isFolded(field) && !isOwn(field)) return foldedField(field, (each) => this.readField(each));
    return this.#read(field.path, renderDimension(field, this.#resolved));
  }

  /** What must hold of joined rows for their fields to be read, by path. */
  guard(guards: ReadonlyMap<string, Sql | undefined>): void {
    this.#guards = guards;
  }

  #read(path: JoinPath, piece: Sql): Sql {
    const read = this.of(path).read(piece);
    const guard = this.#guards.get(pathKey(path));
    return guard === undefined ? read : sql`if(${guard}, ${read}, NULL)`;
  }

  /** A branch over own rows is one condition, evaluated where they are read. */
  addFilter(filter: RowFilter): void {
    if (isLocal(filter)) return this.own.add(this.local(filter), 'condition');
    switch (filter.kind) {
      case 'and':
      case 'or':
        return filter.of.forEach((part) => this.addFilter(part));
      case 'not':
        return this.addFilter(filter.of);
      case 'compare':
      case 'segment':
      case 'expression':
      case 'exists':
        return this.of(pathOf(filter)).add(this.#needed(filter), preferredName(filter));
      default:
        return unreachable(filter);
    }
  }

  readFilter(filter: RowFilter): Sql {
    const atom = (single: RowAtom): Sql => {
      const read = this.#read(pathOf(single), this.#needed(single));
      if (single.kind === 'compare') return compareField(single, read);
      // Behind a row that is not there is nothing, which may be what is asked for.
      if (single.kind !== 'exists' || single.path.length === 0) return read;
      return single.absent ? sql`ifNull(${read}, true)` : sql`ifNull(${read}, false)`;
    };
    return renderFilter(filter, atom, (branch) =>
      isLocal(branch) ? this.own.read(this.local(branch)) : undefined,
    );
  }

  /** A filter over own rows, where they are read. */
  local(filter: RowFilter): Sql {
    return renderFilter(filter, (atom) => renderAtom(atom, this.#resolved));
  }

  /** Of a joined dataset the compared field itself, not the comparison: only after the join is it NULL where nothing matched. */
  #needed(atom: RowAtom): Sql {
    return atom.kind === 'compare'
      ? renderDimension(atom.field, this.#resolved)
      : renderAtom(atom, this.#resolved);
  }
}

/** `site_region_label`, `started_hour` */
function fieldName({ path, dimension, grain, part }: DimensionField): string {
  const truncated = (grain ?? part)?.toLowerCase();
  return [
    ...path.map(({ relationship }) => relationship.name),
    dimension.name,
    ...(truncated === undefined ? [] : [truncated]),
  ].join('_');
}

function preferredName(atom: RowAtom): string {
  if (atom.kind === 'compare') return fieldName(atom.field);
  return [
    ...atom.path.map(({ relationship }) => relationship.name),
    atom.kind === 'segment'
      ? atom.segment
      : atom.kind === 'exists'
        ? atom.step.relationship.name
        : 'condition',
  ].join('_');
}
