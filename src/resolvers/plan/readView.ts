import type { Dataset, MetricQuery, View } from '../../metrics/index.js';
import { readArguments, subfields, type ReadField } from './readFields.js';
import { readSelection, type PlacedSelection, type SelectionReader } from './readSelection.js';

/** What the field of a view asks. */
export interface ReadView {
  readonly query: Omit<MetricQuery, 'dataset'>;
  /** Fields that the query names, in its order, and where they stand in the document. */
  readonly placed: readonly PlacedSelection[];
}

/** The schema's arguments are named after the members of a MetricQuery. */
export function readView(reader: SelectionReader, view: ReadField, dataset: Dataset): ReadView {
  const args = readArguments(reader.document, view, reader.report);
  const kind = view.name as View;
  switch (kind) {
    case 'rows':
    case 'totals':
    case 'records': {
      const placed = readSelection(reader, view, { dataset, keys: [] });
      return { query: { ...args, view: kind, select: placed.map(({ selection }) => selection) }, placed };
    }
    case 'rowCount':
      return { query: { ...args, view: kind }, placed: [] };
    case 'values': {
      const { custom } = args;
      return {
        query: { ...args, view: kind, ...(typeof custom === 'string' && { custom: [custom] }) },
        placed: [],
      };
    }
    case 'funnel':
    case 'retention':
    case 'lifecycle': {
      const { limit, offset, ...journey } = withPreset(args, reader.report);
      const placed = readGroups(reader, view, dataset);
      const by = placed.map(({ selection }) => selection);
      return {
        query: {
          view: kind,
          limit,
          offset,
          [kind]: { ...journey, ...(by.length > 0 && { by }) },
        } as ReadView['query'],
        placed,
      };
    }
  }
}

/** `preset` names a funnel of the catalog, where `name` takes those of websites as well. */
function withPreset(
  { preset, ...args }: Readonly<Record<string, unknown>>,
  report: SelectionReader['report'],
): Readonly<Record<string, unknown>> {
  if (preset === undefined) return args;
  if (args['name'] !== undefined)
    report({
      code: 'INVALID_ARGUMENT',
      path: ['preset'],
      message: 'A funnel has one name: give "name" or "preset", not both.',
    });
  return { ...args, name: preset };
}

/** Dimensions selected in `group` fields. Their keys begin with `group`, so that none is the name of a fixed column. */
function readGroups(reader: SelectionReader, view: ReadField, dataset: Dataset): readonly PlacedSelection[] {
  return subfields(reader.document, view)
    .filter(({ name }) => name === 'group')
    .flatMap((group) =>
      readSelection(reader, group, { dataset, keys: [group.key] }).map((placed) => ({
        ...placed,
        selection: { ...placed.selection, as: `group.${placed.selection.as ?? ''}` },
      })),
    );
}
