import { openServerWarehouse, type Warehouse } from '../../db/clickhouse/index.js';
import { openTestWarehouse } from '../support/embedded.js';
import { openHttpFront } from '../support/httpFront.js';
import { describeWarehouse } from './warehouseContract.js';

/** The server adapter with the real client, on a front over the embedded engine; closing it closes all three. */
async function openOverHttp(): Promise<Warehouse> {
  const engine = await openTestWarehouse();
  const front = await openHttpFront(engine);
  const warehouse = await openServerWarehouse({ url: front.url });
  const close = warehouse.close.bind(warehouse);
  return Object.assign(warehouse, {
    close: () =>
      close()
        .then(() => front.close())
        .then(() => engine.close()),
  });
}

describeWarehouse('server over HTTP', openOverHttp);
