import { expect, test } from 'vitest';
import { limitParallel } from './limitParallel.js';

test('keeps the order, frees a slot when a task fails, and never runs more than its slots', async () => {
  const inTurn = limitParallel(2);
  const finish: (() => void)[] = [];
  const begun: number[] = [];
  const tasks = [0, 1, 2, 3].map((number) =>
    inTurn(
      () =>
        new Promise<number>((resolve, reject) => {
          begun.push(number);
          finish[number] = () => (number === 0 ? reject(new RangeError('no')) : resolve(number));
        }),
    ),
  );
  const settled = Promise.allSettled(tasks);
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  finish[0]?.();
  await tasks[0]?.catch(() => undefined);
  expect(begun).toEqual([0, 1, 2]);
  finish[1]?.();
  await tasks[1];
  expect(begun).toEqual([0, 1, 2, 3]);
  finish[2]?.();
  finish[3]?.();
  expect((await settled).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
});
