import { InvariantError, WarehouseError } from '../errors.js';
import type { StatementParameter } from '../metrics/index.js';
import type { QueryWarehouse } from '../resolvers/index.js';
import type { MaskKey } from './maskKey.js';

/**
 * The warehouse for statements that hash: the key is put in here, behind everything that shows a statement to somebody. What the engine says of a
 * statement that failed may quote it, so it is taken out again.
 */
export function withMaskKey(warehouse: QueryWarehouse, key: MaskKey | undefined): QueryWarehouse {
  type Sent = Parameters<QueryWarehouse['query']>[0];
  const send = async <Answer>(sent: Sent, ask: (filled: Sent) => Promise<Answer>): Promise<Answer> => {
    if (sent.parameters.every(({ secret }) => secret === undefined)) return ask(sent);
    if (key === undefined) throw new InvariantError('A statement hashes and there is no key.');
    try {
      return await ask({ ...sent, parameters: sent.parameters.map((parameter) => filled(parameter, key)) });
    } catch (error) {
      throw withoutKey(error, key);
    }
  };
  return {
    query: (sent, options) => send(sent, (whole) => warehouse.query(whole, options)),
    estimate: (sent, options) => send(sent, (whole) => warehouse.estimate(whole, options)),
    describeTables: (tables) => warehouse.describeTables(tables),
  };
}

function filled({ secret, ...parameter }: StatementParameter, { halves }: MaskKey): StatementParameter {
  switch (secret) {
    case undefined:
      return parameter;
    case 'mask key, first half':
      return { ...parameter, value: halves[0] };
    case 'mask key, second half':
      return { ...parameter, value: halves[1] };
  }
}

function withoutKey(error: unknown, { halves }: MaskKey): unknown {
  if (!(error instanceof WarehouseError)) return error;
  const { failure, message, engineCode, engineType, cause } = error;
  const told = cause instanceof Error ? cause.message : undefined;
  const redacted = told && halves.reduce((text, half) => text.replaceAll(half, '(mask key)'), told);
  return new WarehouseError(failure, message, {
    engineCode,
    engineType,
    cause: redacted,
  });
}
