/** PostgreSQL keeps every character but this one: what holds it is the id of nothing, and a failure of the store when asked for. */
export function isStorable(text: string): boolean {
  return !text.includes('\0');
}
