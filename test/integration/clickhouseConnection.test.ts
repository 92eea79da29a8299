import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openServerWarehouse, type Warehouse } from '../../db/clickhouse/index.js';
import { StartupError } from '../../src/errors.js';
import { openTestWarehouse } from '../support/embedded.js';
import { type HttpFront, openHttpFront } from '../support/httpFront.js';
import { endless, failure, select, untilRunning } from './warehouseContract.js';

/** The sentence an operator reads when the connection cannot be made. */
async function refusal(url: string): Promise<string> {
  const error = await openServerWarehouse({ url }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StartupError);
  return (error as Error).message;
}

describe('connecting to a server', () => {
  let engine: Warehouse;
  let front: HttpFront;
  beforeAll(async () => {
    engine = await openTestWarehouse({ slots: 3 });
    front = await openHttpFront(engine);
  });
  afterAll(async () => {
    await front.close();
    await engine.close();
  });

  it('names the host when nobody answers, and never the login', async () => {
    const closed = await openHttpFront(engine);
    await closed.close();
    const { host } = new URL(closed.url);
    expect(await refusal(`http://someone:hunter2@${host}`)).toBe(
      `ClickHouse at ${host} does not answer (ECONNREFUSED). Check CLICKHOUSE_URL.`,
    );
  });

  it('says that the password is wrong', async () => {
    const locked = await openHttpFront(engine, { password: 'right' });
    const wrong = locked.url.replace('right', 'wrong');
    expect(await refusal(wrong)).toMatch(
      /^ClickHouse at 127\.0\.0\.1:\d+ refused the user name or password\. Check CLICKHOUSE_URL\.$/,
    );
    const right = await openServerWarehouse({ url: locked.url });
    expect((await right.query(select('SELECT 1'))).rows).toEqual([[1]]);
    await right.close();
    await locked.close();
  });

  it('refuses a user that may not send limits, and takes one that may not write', async () => {
    const strict = await openHttpFront(engine, { readonly: 1 });
    expect(await refusal(strict.url)).toContain('readonly=1');
    await strict.close();
    const reader = await openHttpFront(engine, { readonly: 2 });
    const warehouse = await openServerWarehouse({ url: reader.url });
    expect((await warehouse.query(select('SELECT 1'), { limits: { maxRowsToRead: 10 } })).rows).toEqual([
      [1],
    ]);
    await warehouse.close();
    await reader.close();
  });

  it('says that the address is no URL', async () => {
    expect(await refusal('localhost')).toContain('CLICKHOUSE_URL is not a URL');
  });

  it('turns a lost connection into one failed query', async () => {
    const dying = await openHttpFront(engine);
    const warehouse = await openServerWarehouse({ url: dying.url });
    const lost = failure(warehouse.query(select(endless('lost'))));
    await untilRunning(engine, 'lost', 1);
    await dying.close();
    expect(await lost).toMatchObject({ failure: 'failed' });
    expect((await lost).message).toMatch(/^ClickHouse at 127\.0\.0\.1:\d+ does not answer \(E[A-Z]+\)\.$/);
    await untilRunning(engine, 'lost', 0);
    await warehouse.close();
  });

  it('stops a query whose caller goes away while it waits for the answer', async () => {
    const warehouse = await openServerWarehouse({ url: front.url, slots: 1, maxWaiting: 0 });
    const caller = new AbortController();
    const gone = failure(warehouse.query(select(endless('gone')), { signal: caller.signal }));
    await untilRunning(engine, 'gone', 1);
    expect((await failure(warehouse.query(select('SELECT 1')))).failure).toBe('overloaded');
    caller.abort();
    expect((await gone).failure).toBe('cancelled');
    await untilRunning(engine, 'gone', 0);
    await warehouse.close();
  });
});
