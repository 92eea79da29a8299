import {
  Kind,
  print,
  type ConstDirectiveNode,
  type DirectiveNode,
  type FieldNode,
  type SelectionSetNode,
} from 'graphql';

/** One operation or fragment, without the fragments that it uses. */
export interface Measured {
  depth: number;
  fields: number;
  aliases: number;
  directives: number;
  directivesAtOnePlace: number;
  repeats: number;
  /** Fragments that it uses, each time it does, and how deep. */
  readonly spreads: { readonly name: string; readonly depth: number }[];
}

/**
 * Counts what stands in a selection set and those inside it.
 * @param places the directives of each place outside of it: the operation, its variables
 */
export function measureSelections(
  selections: SelectionSetNode | undefined,
  places: readonly (readonly (DirectiveNode | ConstDirectiveNode)[])[],
): Measured {
  const size: Measured = {
    depth: 0,
    fields: 0,
    aliases: 0,
    directives: 0,
    directivesAtOnePlace: 0,
    repeats: 0,
    spreads: [],
  };
  const count = (directives: readonly unknown[] = []): void => {
    size.directives += directives.length;
    size.directivesAtOnePlace = Math.max(size.directivesAtOnePlace, directives.length);
  };
  places.forEach(count);
  const visit = (set: SelectionSetNode, depth: number, said: Set<string>): void => {
    size.depth = Math.max(size.depth, depth);
    for (const selection of set.selections) {
      count(selection.directives);
      switch (selection.kind) {
        case Kind.FIELD:
          size.fields++;
          if (selection.alias !== undefined) size.aliases++;
          if (repeats(sayingsOf(selection), said)) size.repeats++;
          if (selection.selectionSet !== undefined) visit(selection.selectionSet, depth + 1, new Set());
          break;
        case Kind.FRAGMENT_SPREAD:
          if (repeats([`...${selection.name.value}`], said)) size.repeats++;
          // Its own fields stand on this level, which counts already.
          size.spreads.push({ name: selection.name.value, depth: depth - 1 });
          break;
        case Kind.INLINE_FRAGMENT:
          // Its fields stand beside those around it.
          visit(selection.selectionSet, depth, said);
          break;
      }
    }
  };
  if (selections !== undefined) visit(selections, 1, new Set());
  return size;
}

/** The name in the answer, and the question itself: either one said twice on one level is a repetition. */
function sayingsOf({ alias, name, arguments: args = [] }: FieldNode): readonly string[] {
  const key = alias?.value ?? name.value;
  return [`${key}:`, `${name.value}(${args.map(print).join()})`];
}

function repeats(sayings: readonly string[], said: Set<string>): boolean {
  const known = sayings.some((saying) => said.has(saying));
  for (const saying of sayings) said.add(saying);
  return known;
}
