import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import { QueryError } from '../errors.js';
import { MAX_DOCUMENT_TOKENS, MAX_NESTING } from './limits.js';

/** A GraphQL request as it was sent. What is no text, or no document, is left to graphql-js to refuse. */
export interface SentRequest {
  readonly source: unknown;
  readonly variables?: unknown;
}

/**
 * Looks at a request before graphql-js does, which parses, validates and coerces by recursion: a few kilobytes of brackets would overflow the stack, and
 * be our failure instead of the caller's mistake. Costs one pass over the text.
 * @throws QueryError for a document that is too long, or brackets too deep in it or in its variables
 */
export function checkRequest({ source, variables }: SentRequest): void {
  if (typeof source === 'string') checkDocument(source);
  if (isDeep(variables)) throw tooMany(`Variables nest at most ${MAX_NESTING} levels deep.`);
}

function checkDocument(source: string): void {
  const lexer = new Lexer(new Source(source));
  let depth = 0;
  for (let tokens = 0; advance(lexer) !== TokenKind.EOF; tokens++) {
    const { kind } = lexer.token;
    if (kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L || kind === TokenKind.PAREN_L) depth++;
    if (kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R || kind === TokenKind.PAREN_R) depth--;
    if (depth > MAX_NESTING) throw tooMany(`A document nests at most ${MAX_NESTING} levels deep.`);
    if (tokens > MAX_DOCUMENT_TOKENS)
      throw tooMany(
        `A document has at most ${MAX_DOCUMENT_TOKENS} words and signs. Send long lists as variables, or split it.`,
      );
  }
}

/** A syntax error ends the look: parsing finds it again and says where. */
function advance(lexer: Lexer): TokenKind {
  try {
    return lexer.advance().kind;
  } catch (error) {
    if (error instanceof GraphQLError) return TokenKind.EOF;
    throw error;
  }
}

/** Level by level, without recursion. */
function isDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_NESTING) return true;
    level = level.flatMap((item): readonly unknown[] =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
  }
  return false;
}

function tooMany(message: string): QueryError {
  return new QueryError([{ code: 'TOO_MANY', message, path: [] }]);
}
