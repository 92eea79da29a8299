/** Like `Promise.all(items.map(each))` with at most `width` of them under way; answers in the order of the items. */
export async function mapBounded<T, R>(
  items: readonly T[],
  width: number,
  each: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const answers = new Array<R>(items.length);
  let next = 0;
  async function work(): Promise<void> {
    while (next < items.length) {
      const index = next++;
      answers[index] = await each(items[index] as T, index);
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
  return answers;
}
