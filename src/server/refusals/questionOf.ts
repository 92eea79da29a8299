import { Kind, type OperationDefinitionNode } from 'graphql';

/** What is told of a question: never its values. */
export interface Question {
  /** Name that the caller gave the operation. */
  readonly operation: string | null;
  /** Root fields that are written as such; those of fragments are not looked for. Empty when the question was not even read. */
  readonly fields: readonly string[];
}

export function questionOf(operation: OperationDefinitionNode | undefined): Question {
  return {
    operation: operation?.name?.value ?? null,
    fields: (operation?.selectionSet.selections ?? []).flatMap((selection) =>
      selection.kind === Kind.FIELD ? [selection.name.value] : [],
    ),
  };
}
