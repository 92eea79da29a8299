/** An instant (milliseconds since the epoch) as a parameter of type DateTime64(3, 'UTC') is written. */
export function timeText(instant: number): string {
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', '');
}
