import { Expression } from '../../catalog/expression.js';

/** Equal for values that say the same: filters, fields and series are made anew for each place they are asked in. Datasets are told apart by name. */
export function structureKey(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) => {
      if (part instanceof Expression) return part.text;
      if (part instanceof Map) return [...(part as Map<unknown, unknown>).entries()];
      return isDataset(part) ? part.name : part;
    }) ?? ''
  );
}

function isDataset(part: unknown): part is { readonly name: string } {
  return typeof part === 'object' && part !== null && 'measures' in part && 'relationships' in part;
}
