import { InvariantError } from '../../errors.js';
import type { Dataset, Dimension, PolicyRows, PolicyValue } from '../catalog/definitions.js';
import { plainType } from '../sql/clickhouseType.js';
import { attributeSetting, type AccessNames } from './accessNames.js';
import { attributeList } from './attributeText.js';
import { quotedText } from './quote.js';

/**
 * A row filter of the catalog as the expression of a row policy. It keeps every row that the compiler's own filter keeps: what is no value of
 * the dimension's type is passed over by both.
 */
export function rowsText(rows: PolicyRows, dataset: Dataset, names: AccessNames): string {
  switch (rows.kind) {
    case 'all':
      return 'true';
    case 'and':
    case 'or': {
      if (rows.of.length === 0) throw new InvariantError(`A row policy of "${dataset.name}" is empty.`);
      const parts = rows.of.map((part) => rowsText(part, dataset, names));
      return parts.length === 1 ? (parts[0] as string) : `(${parts.join(rows.kind === 'and' ? ' AND ' : ' OR ')})`; // prettier-ignore
    }
    case 'in': {
      const dimension = dataset.dimensions.get(rows.dimension);
      if (dimension === undefined)
        throw new InvariantError(
          `The row policy of "${dataset.name}" names no dimension of it: "${rows.dimension}".`,
        );
      return condition(dimension, rows.value, names);
    }
    case 'related':
      // A row policy would find the related rows under their own row policies, and so too few: this part is left to the compiler.
      return 'true';
  }
}

/** Attributes that a row filter asks for. */
export function attributesOfRows(rows: PolicyRows): readonly string[] {
  switch (rows.kind) {
    case 'all':
      return [];
    case 'and':
    case 'or':
      return rows.of.flatMap(attributesOfRows);
    case 'in':
      return 'attribute' in rows.value ? [rows.value.attribute] : [];
    case 'related':
      return [];
  }
}

/** Whether every row needs an attribute of the caller to be seen. */
export function rowsNeedGrant(rows: PolicyRows): boolean {
  switch (rows.kind) {
    case 'all':
      return false;
    case 'and':
      return rows.of.some(rowsNeedGrant);
    case 'or':
      return rows.of.every(rowsNeedGrant);
    case 'in':
      return 'attribute' in rows.value;
    case 'related':
      return false;
  }
}

function condition(dimension: Dimension, value: PolicyValue, names: AccessNames): string {
  const list =
    'attribute' in value
      ? attributeList(quotedText(attributeSetting(names, value.attribute)))
      : `[${value.values.map((one) => quotedText(String(one))).join(', ')}]`;
  const column = `(${dimension.sql.text})`;
  const type = plainType(dimension.clickhouseType);
  if (dimension.type === 'boolean')
    // As text, since a number that stands for true has no one spelling. NULL stays NULL: no list has it.
    return `multiIf(${column}, 'true', NOT ${column}, 'false', NULL) IN ${list}`;
  if (type === 'String') return `${column} IN ${list}`;
  if (type.startsWith('Enum')) return `toString(${column}) IN ${list}`;
  // A NULL in the list would stand for rows without a value.
  return `${column} IN arrayFilter(v -> v IS NOT NULL, arrayMap(v -> accurateCastOrNull(v, ${quotedText(type)}), ${list}))`;
}
