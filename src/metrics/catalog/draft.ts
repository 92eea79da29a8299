import { addedIn } from './addedColumns.js';
import type { DatasetSpec, MetadataSpec, SpecIssue, TypeReport } from './catalogSpec.js';
import { closestNames, didYouMean } from './closestNames.js';
import type { Metadata } from './definitions.js';
import type { Expression } from './expression.js';
import type { ReferenceLookup } from './parseExpression.js';
import { parseExpression } from './parseExpression.js';
import { isProblem } from './tokenizeSql.js';

/** A dataset while it is being checked: what its parts need to know and where they report mistakes. Lives only inside `defineCatalog`. */
export interface Draft {
  readonly spec: DatasetSpec;
  readonly types: TypeReport | undefined;
  readonly report: (path: SpecIssue['path'], message: string) => void;
}

/** Parses an expression, or reports at `path` why it cannot. */
export function readExpression(
  draft: Draft,
  at: { path: SpecIssue['path']; text: string },
  references?: ReferenceLookup,
): Expression | undefined {
  const parsed = parseExpression(at.text, references);
  if (!isProblem(parsed)) return parsed;
  draft.report(at.path, parsed.problem);
  return undefined;
}

/** The same for a key, which is read where rows are found, before anything can be added to them. */
export function readKey(
  draft: Draft,
  at: { path: SpecIssue['path']; text: string },
  references?: ReferenceLookup,
): Expression | undefined {
  const key = readExpression(draft, at, references);
  if (key === undefined || addedIn(key).length === 0) return key;
  draft.report(at.path, 'This can only read the columns of the dataset itself.');
  return undefined;
}

export function metadataOf(spec: MetadataSpec): Metadata {
  const { description = '', owner, unit, format, goodWhen, deprecated, certified, synonyms } = spec;
  return { description, owner, unit, format, goodWhen, deprecated, certified, synonyms };
}

/** `There is no dimension "contry" in dataset "sessions". Did you mean "country"?` */
export function unknownName(what: string, name: string, candidates: Iterable<string>): string {
  return `There is no ${what} "${name}".${didYouMean(closestNames(name, candidates))}`;
}

/** Entries of an optional record of a specification. */
export function entriesOf<Value>(
  record: Readonly<Record<string, Value>> | undefined,
): readonly (readonly [string, Value])[] {
  return record === undefined || record === null ? [] : Object.entries(record);
}
