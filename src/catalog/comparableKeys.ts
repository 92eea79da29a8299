import type { SpecIssue } from '../metrics/index.js';
import { bareType } from './columnTypes.js';
import type { TypedExpression } from './describeDataset.js';
import { isRefusal } from './engineProblem.js';
import type { CatalogWarehouse } from './ports.js';

/**
 * Relationships whose two sides ClickHouse cannot join, such as a UUID on a String. Equal types are not asked about, so
 * a catalog that is right costs next to nothing here.
 */
export async function comparableKeys(
  warehouse: CatalogWarehouse,
  typed: readonly TypedExpression[],
): Promise<readonly SpecIssue[]> {
  const issues: SpecIssue[] = [];
  for (const { near, far } of keyPairs(typed)) {
    if (bareType(near.type) === bareType(far.type)) continue;
    if (await canJoin(warehouse, near.type, far.type)) continue;
    issues.push({
      dataset: near.expression.dataset,
      path: near.expression.path,
      message: `${near.expression.text} is ${near.type} and ${far.expression.text} is ${far.type}: ClickHouse cannot join them. Convert one of them.`,
    });
  }
  return issues;
}

function keyPairs(
  typed: readonly TypedExpression[],
): readonly { near: TypedExpression; far: TypedExpression }[] {
  const sides = new Map<string, { near?: TypedExpression; far?: TypedExpression }>();
  for (const key of typed) {
    const { dataset, path, side } = key.expression;
    if (side === undefined) continue;
    const name = [dataset, ...path, side.pair].join('.');
    sides.set(name, { ...sides.get(name), [side.of]: key });
  }
  return [...sides.values()].flatMap(({ near, far }) =>
    near === undefined || far === undefined ? [] : [{ near, far }],
  );
}

async function canJoin(warehouse: CatalogWarehouse, left: string, right: string): Promise<boolean> {
  const side = (name: string): string => `(SELECT defaultValueOfTypeName({${name}:String}) AS k WHERE 0)`;
  const text = `SELECT 1 FROM ${side('left')} AS l LEFT JOIN ${side('right')} AS r ON l.k = r.k LIMIT 0`;
  const parameters = [
    { name: 'left', type: 'String', value: left },
    { name: 'right', type: 'String', value: right },
  ];
  try {
    await warehouse.query({ text, parameters, settings: {} });
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}
