import { InvariantError, type QueryIssue } from '../../errors.js';
import {
  SHARED_DATASET,
  SHARED_MEMBERS,
  type Dataset,
  type RoleCatalog,
  type Selection,
} from '../../metrics/index.js';
import { readMemberArguments } from './memberArguments.js';
import { readArguments, subfields, type OperationDocument, type ReadField } from './readFields.js';

/** A selected field, and where it stands in the answer. */
export interface PlacedSelection {
  readonly selection: Selection;
  /** Response keys below the view. */
  readonly path: readonly string[];
  /** As coerced. */
  readonly args: Readonly<Record<string, unknown>>;
}

export interface SelectionReader {
  readonly document: OperationDocument;
  readonly catalog: RoleCatalog;
  /** Takes issues whose path begins below the view. */
  readonly report: (issue: QueryIssue) => void;
}

/** What is selected below a field: members of the dataset, and those of joined ones under dotted names and keys. `keys` stand before all keys. */
export function readSelection(
  reader: SelectionReader,
  field: ReadField,
  place: { readonly dataset: Dataset; readonly keys: readonly string[] },
): readonly PlacedSelection[] {
  return readLevel(reader, field, { ...place, fields: [] });
}

/** Fields of a row that are not members of its dataset; their names are reserved. */
const OF_THE_ROW: ReadonlySet<string> = new Set(['kind', 'partial', 'rows']);

interface Level {
  readonly dataset: Dataset;
  /** Relationships on the way here, and the response keys they were given. */
  readonly fields: readonly string[];
  readonly keys: readonly string[];
}

function readLevel(reader: SelectionReader, parent: ReadField, level: Level): readonly PlacedSelection[] {
  return subfields(reader.document, parent).flatMap((field) => {
    if (OF_THE_ROW.has(field.name)) return [];
    const path = [...level.keys, field.key];
    const names = [...level.fields, field.name];
    if (level.dataset.name === SHARED_DATASET && field.name === SHARED_MEMBERS)
      return readDatasets(reader, field, { ...level, fields: names, keys: path });
    const relationship = level.dataset.relationships.get(field.name);
    if (relationship !== undefined) {
      const target = reader.catalog.datasets.get(relationship.to);
      if (target === undefined)
        throw new InvariantError(`The schema offers ${names.join('.')}, the catalog does not.`);
      return readLevel(reader, field, { dataset: target, fields: names, keys: path });
    }
    const report = (issue: QueryIssue): void => reader.report({ ...issue, path: [...path, ...issue.path] });
    const args = readArguments(reader.document, field, report);
    const members = readMemberArguments(args, report);
    return [{ selection: { ...members, field: names.join('.'), as: path.join('.') }, path, args }];
  });
}

/** Below the field that holds every dataset: the numbers of each. */
function readDatasets(reader: SelectionReader, parent: ReadField, level: Level): readonly PlacedSelection[] {
  return subfields(reader.document, parent).flatMap((field) => {
    const dataset = reader.catalog.datasets.get(field.name);
    if (dataset === undefined)
      throw new InvariantError(`The schema offers the dataset ${field.name}, the catalog does not.`);
    return readLevel(reader, field, {
      dataset,
      fields: [...level.fields, field.name],
      keys: [...level.keys, field.key],
    });
  });
}
