import { MaskKey } from '../../src/server/maskKey.js';
import { withMaskKey } from '../../src/server/withMaskKey.js';
import type { QueryWarehouse } from '../../src/resolvers/index.js';

/** A warehouse that knows a key of hashes, as that of the product does. */
export function masking(warehouse: QueryWarehouse): QueryWarehouse {
  return withMaskKey(warehouse, new MaskKey('a key of the tests'));
}
