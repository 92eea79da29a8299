import type { Frame } from '../../resolve/resolvedQuery.js';

/** Shown as it is where a bucket begins. */
export function isBefore(frame: Frame | undefined): boolean {
  return frame?.kind === 'window' && frame.anchor === 'START' && frame.show === undefined;
}

/** Grows from bucket to bucket, and stands until there is more. */
export function isCarried(frame: Frame): boolean {
  return frame.kind !== 'window' || (frame.trailing === 'ALL' && frame.leading !== 'ALL');
}
