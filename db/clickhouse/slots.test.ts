import { expect, it } from 'vitest';

import { Slots } from './slots.js';

const open = new AbortController().signal;

it('serves those who wait in the order they came', async () => {
  const slots = new Slots(1, 10);
  const order: number[] = [];
  const release = await slots.acquire(open);
  const waiting = [1, 2, 3].map(async (place) => {
    const done = await slots.acquire(open);
    order.push(place);
    done();
  });
  release();
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
});

it('never gives more slots than it has, however often one is given back', async () => {
  const slots = new Slots(1, 1);
  const release = await slots.acquire(open);
  release();
  release();
  const second = await slots.acquire(open);
  const waits = slots.acquire(open);
  await expect(slots.acquire(open)).rejects.toMatchObject({ failure: 'overloaded' });
  second();
  (await waits)();
});

it('forgets one who goes while waiting, with the reason they had', async () => {
  const slots = new Slots(1, 1);
  const release = await slots.acquire(open);
  const caller = new AbortController();
  const waits = slots.acquire(caller.signal);
  caller.abort(new Error('gone'));
  await expect(waits).rejects.toThrow('gone');
  // The place in the line is free again, and the slot goes to the next.
  const next = slots.acquire(open);
  release();
  (await next)();
  await expect(slots.acquire(AbortSignal.abort(new Error('gone before')))).rejects.toThrow('gone before');
});
