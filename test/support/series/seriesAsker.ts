import type { Warehouse } from '../../../db/clickhouse/index.js';
import {
  catalogFor,
  decodeRows,
  type MetricQuery,
  type ResultValue,
  type Role,
} from '../../../src/metrics/index.js';
import { secureQuery } from '../../../src/metrics/policy/securedQuery.js';
import type {
  DimensionField,
  MeasureNode,
  ResolvedQuery,
  Series,
} from '../../../src/metrics/resolve/resolvedQuery.js';
import { resolveQuery } from '../../../src/metrics/resolve/resolveQuery.js';
import { planQuery } from '../../../src/metrics/rollup/planQuery.js';
import { renderStatement } from '../../../src/metrics/sql/renderStatement.js';
import { seriesCatalog } from './seriesFixture.js';

/** A series as tests write it: of the view's own time and range unless it says otherwise. */
type SeriesPatch = Partial<Series>;
export type Row = Readonly<Record<string, ResultValue>>;

type Change = SeriesPatch | ((node: MeasureNode, resolved: ResolvedQuery) => MeasureNode);
export interface Asked extends Omit<MetricQuery, 'dataset' | 'view'> {
  readonly dataset?: string;
  readonly view?: MetricQuery['view'];
  /** By response key: the series put on the leaves of that column. */
  readonly series?: Readonly<Record<string, Change>>;
  readonly role?: Role;
  /** Changes the whole question after its columns. */
  readonly change?: (resolved: ResolvedQuery) => ResolvedQuery;
}

const NOW = new Date('2024-05-15T11:30:00Z');

/** Asks the engine questions about `sales` whose measures are given a series by hand. */
export class SeriesAsker {
  readonly catalog = seriesCatalog();

  constructor(private readonly warehouse: Warehouse) {}

  compile({ series = {}, role = 'analyst', change = (same) => same, ...asked }: Asked) {
    const query: MetricQuery = { dataset: 'sales', view: 'rows', limit: 10_000, ...asked };
    const visible = catalogFor(this.catalog, role);
    const resolved = change(withSeries(resolveQuery(visible, query, { now: NOW }), series));
    const viewer = { subject: 'test', role, attributes: new Map([['countries', ['DE']]]) };
    return renderStatement(planQuery(secureQuery(resolved, visible, viewer)));
  }

  async ask(asked: Asked): Promise<readonly Row[]> {
    const statement = this.compile(asked);
    try {
      const { rows } = await this.warehouse.query(statement);
      return decodeRows(statement, rows).map((row) => Object.fromEntries(row));
    } catch (error) {
      throw new Error(`${String((error as Error & { cause?: unknown }).cause ?? error)}\n${statement.text}`);
    }
  }
}

export function timeOf({ dataset, time }: ResolvedQuery): DimensionField {
  if (time !== undefined) return time.field;
  const dimension = dataset.dimensions.get(dataset.time ?? '');
  if (dimension === undefined) throw new TypeError('No time.');
  return { path: [], dataset, dimension };
}

function withSeries(resolved: ResolvedQuery, series: Readonly<Record<string, Change>>): ResolvedQuery {
  const change = (node: MeasureNode, patch: Change): MeasureNode => {
    if (typeof patch === 'function') return patch(node, resolved);
    switch (node.kind) {
      case 'aggregate':
        return { ...node, series: { time: timeOf(resolved), range: resolved.time, shifts: [], ...patch } };
      case 'divide':
        return {
          ...node,
          numerator: change(node.numerator, patch),
          denominator: change(node.denominator, patch),
        };
      case 'arithmetic':
        return { ...node, left: change(node.left, patch), right: change(node.right, patch) };
      default:
        return node;
    }
  };
  return {
    ...resolved,
    columns: resolved.columns.map((column) => {
      const patch = series[column.key];
      return column.kind === 'measure' && patch !== undefined
        ? { ...column, node: change(column.node, patch) }
        : column;
    }),
  };
}
