import type { QueryIssue } from '../../errors.js';
import type { Selection } from '../../metrics/index.js';

type Path = QueryIssue['path'];
type Members = Readonly<Record<string, unknown>>;
type Report = (issue: QueryIssue) => void;

/** Arguments whose names in a Selection are other ones: there `as` is the response key. */
const RENAMED: ReadonlyMap<string, keyof Selection> = new Map([
  ['as', 'calculate'],
  ['of', 'shareOf'],
]);

/**
 * The coerced arguments of a selected field → members of a Selection; `report` takes issues with paths below the field. Members of objects that are null
 * count as absent, as GraphQL clients send null for "not set".
 */
export function readMemberArguments(args: Members, report: Report): Omit<Selection, 'field' | 'as'> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      if (name === 'window') return [name, readWindow(withoutNulls(value), report)];
      if (name === 'shift') return [name, withoutNulls(value)];
      return [RENAMED.get(name) ?? name, value];
    }),
  );
}

/** `{ n, unit }` alone is what trails. */
function readWindow({ n, unit, trailing, leading, ...rest }: Members, report: Report): Members {
  const short = withoutNulls({ n, unit });
  if (trailing !== undefined && Object.keys(short).length > 0) {
    report({
      code: 'INVALID_ARGUMENT',
      path: ['window', 'trailing'],
      message: 'A window says how long it trails once: with "n" and "unit", or with "trailing".',
    });
  }
  return withoutNulls({
    trailing:
      trailing === undefined
        ? Object.keys(short).length === 0
          ? undefined
          : short
        : readSide(trailing, ['window', 'trailing'], report),
    leading: leading === undefined ? undefined : readSide(leading, ['window', 'leading'], report),
    ...rest,
  });
}

function readSide(side: unknown, path: Path, report: Report): unknown {
  const { all, ...span } = withoutNulls(side);
  if (all !== true) return span;
  if (Object.keys(span).length > 0)
    report({ code: 'INVALID_ARGUMENT', path, message: 'Give "n" with "unit", or "all", not both.' });
  return 'ALL';
}

function withoutNulls(value: unknown): Members {
  return Object.fromEntries(
    Object.entries(value as Members).filter(([, member]) => member !== null && member !== undefined),
  );
}

/** A path into a Selection → the path below its field in the caller's document. */
export function argumentPath([member, ...rest]: Path, args: Members): Path {
  // `field` and `as` are the selected field itself.
  if (member === undefined || member === 'field' || member === 'as') return [];
  if (member === 'window' && rest[0] === 'trailing' && !hasTrailing(args['window']))
    return ['window', ...rest.slice(1)];
  const [name = member] = [...RENAMED].find(([, renamed]) => renamed === member) ?? [];
  return [name, ...rest];
}

function hasTrailing(window: unknown): boolean {
  return typeof window === 'object' && window !== null && 'trailing' in window && window.trailing !== null;
}
