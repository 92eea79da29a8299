import { Kind, type DefinitionNode, type DocumentNode } from 'graphql';
import { measureSelections, type Measured } from './measureSelections.js';

export interface DocumentSize {
  /** Fields inside each other, through fragments. */
  readonly depth: number;
  /** Fields once every fragment stands where it is used, of all operations together; so are aliases. */
  readonly fields: number;
  readonly aliases: number;
  /** As they are written. */
  readonly directives: number;
  readonly directivesAtOnePlace: number;
  /** Fields and fragments that only say once more what stands beside them. */
  readonly repeats: number;
}

type Expanded = Pick<DocumentSize, 'depth' | 'fields' | 'aliases'>;

const NOTHING: Expanded = { depth: 0, fields: 0, aliases: 0 };

/** Numbers of fragments in fragments double with each one; past this it does not matter how many. */
const COUNTED_TO = 1_000_000_000;

/**
 * How large a document is once its fragments stand where they are used. Each fragment is measured once and its numbers are added up, so a document of
 * a thousand bytes that stands for 2^60 fields is measured as fast as any other. Fragments that lead back to themselves count as nothing there;
 * validation refuses them.
 */
export function measureDocument({ definitions }: DocumentNode): DocumentSize {
  const measured = definitions.map(measureDefinition);
  const fragments = new Map<string, Measured>();
  definitions.forEach((definition, index) => {
    const size = measured[index];
    if (definition.kind === Kind.FRAGMENT_DEFINITION && size !== undefined)
      fragments.set(definition.name.value, size);
  });
  const known = new Map<string, Expanded>();
  const expand = ({ fields, aliases, depth, spreads }: Measured): Expanded =>
    spreads.reduce<Expanded>(
      (sum, spread) => {
        const inner = ofFragment(spread.name);
        return {
          depth: Math.max(sum.depth, spread.depth + inner.depth),
          fields: Math.min(COUNTED_TO, sum.fields + inner.fields),
          aliases: Math.min(COUNTED_TO, sum.aliases + inner.aliases),
        };
      },
      { depth, fields, aliases },
    );
  const ofFragment = (name: string): Expanded => {
    const found = known.get(name);
    const fragment = fragments.get(name);
    if (found !== undefined || fragment === undefined) return found ?? NOTHING;
    known.set(name, NOTHING);
    const size = expand(fragment);
    known.set(name, size);
    return size;
  };
  const operations = measured.flatMap((size, index) =>
    definitions[index]?.kind === Kind.FRAGMENT_DEFINITION ? [] : [expand(size)],
  );
  return {
    depth: Math.max(0, ...operations.map(({ depth }) => depth)),
    fields: sumOf(operations.map(({ fields }) => fields)),
    aliases: sumOf(operations.map(({ aliases }) => aliases)),
    directives: sumOf(measured.map(({ directives }) => directives)),
    directivesAtOnePlace: Math.max(0, ...measured.map(({ directivesAtOnePlace }) => directivesAtOnePlace)),
    repeats: sumOf(measured.map(({ repeats }) => repeats)),
  };
}

function measureDefinition(definition: DefinitionNode): Measured {
  if (definition.kind === Kind.OPERATION_DEFINITION) {
    const { directives = [], selectionSet, variableDefinitions = [] } = definition;
    return measureSelections(selectionSet, [
      directives,
      ...variableDefinitions.map((variable) => variable.directives ?? []),
    ]);
  }
  if (definition.kind === Kind.FRAGMENT_DEFINITION)
    return measureSelections(definition.selectionSet, [definition.directives ?? []]);
  // Definitions of types: validation refuses them all.
  return measureSelections(undefined, []);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
