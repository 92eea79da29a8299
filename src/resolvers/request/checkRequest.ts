import { GraphQLError, parse, type DocumentNode } from 'graphql';
import { QueryError, type QueryIssue } from '../../errors.js';
import { DOCUMENT_LIMITS as LIMITS } from '../limits.js';
import { checkText } from './checkText.js';
import { measureDocument } from './measureDocument.js';
import { tooMany } from './tooMany.js';

/** A GraphQL request as it was sent. What is no text, or no document, is left to graphql-js to refuse. */
export interface SentRequest {
  readonly source: unknown;
  readonly variables?: unknown;
}

/**
 * Looks at a request before graphql-js does, which validates and coerces by recursion and expands fragments as often as they are used: a few kilobytes
 * could overflow the stack or keep the process busy for minutes. Takes time in proportion to the text.
 * @returns the document; undefined where there is none
 * @throws QueryError with every limit that the request passes
 */
export function checkRequest({ source, variables }: SentRequest): DocumentNode | undefined {
  const levels = levelsOf(variables);
  const issues = levels > LIMITS.maxNesting ? [nestedVariables()] : [];
  if (typeof source === 'string') issues.push(...checkText(source));
  // What nests too deeply, or is too long, is not even parsed.
  const document = typeof source === 'string' && issues.length === 0 ? parsed(source) : undefined;
  if (document !== undefined) issues.push(...checkDocument(document));
  if (issues.length > 0) throw new QueryError(issues);
  return document;
}

function checkDocument(document: DocumentNode): readonly QueryIssue[] {
  const { definitions } = document;
  if (definitions.length > LIMITS.maxDefinitions)
    return [tooMany('operations and fragments', { most: LIMITS.maxDefinitions, sent: definitions.length })];
  const size = measureDocument(document);
  const counted: readonly (readonly [what: string, most: number, sent: number])[] = [
    ['levels of fields', LIMITS.maxDepth, size.depth],
    ['fields, counting those of fragments wherever they are used', LIMITS.maxFields, size.fields],
    ['aliases, counting those of fragments wherever they are used', LIMITS.maxAliases, size.aliases],
    ['directives', LIMITS.maxDirectives, size.directives],
    ['directives at one place', LIMITS.maxDirectivesAtOnePlace, size.directivesAtOnePlace],
    ['fields that repeat one beside them', LIMITS.maxRepeats, size.repeats],
  ];
  return counted.flatMap(([what, most, sent]) => (sent > most ? [tooMany(what, { most, sent })] : []));
}

/** A syntax error ends the look: parsing finds it again and says where. Whatever else parsing throws is about this text too. */
function parsed(source: string): DocumentNode | undefined {
  try {
    return parse(source);
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    const message = 'The document cannot be read.';
    throw new QueryError([{ code: 'INVALID_VALUE', message, path: [] }], { cause: error });
  }
}

/** Levels of lists and objects, without recursion; counting stops where the limit is passed. */
function levelsOf(value: unknown): number {
  let level: readonly unknown[] = [value];
  let depth = 0;
  while (level.length > 0 && depth <= LIMITS.maxNesting) {
    level = level.flatMap((item): readonly unknown[] =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
    depth++;
  }
  return depth;
}

function nestedVariables(): QueryIssue {
  const message = `Variables nest at most ${LIMITS.maxNesting} levels deep; these nest deeper.`;
  return { code: 'TOO_MANY', message, path: [] };
}
