import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import type { QueryIssue } from '../../errors.js';
import { DOCUMENT_LIMITS as LIMITS } from '../limits.js';
import { tooMany } from './tooMany.js';

/** What can be said of a document's text without parsing it, which is recursive: its length and its brackets. One pass. */
export function checkText(source: string): readonly QueryIssue[] {
  const bytes = Buffer.byteLength(source);
  const hint = 'Send long lists as variables, or split it.';
  if (bytes > LIMITS.maxBytes) return [tooMany('bytes', { most: LIMITS.maxBytes, sent: bytes, hint })];
  const { tokens, nesting } = scan(source);
  return [
    ...(tokens > LIMITS.maxTokens
      ? [tooMany('words and signs', { most: LIMITS.maxTokens, sent: tokens, hint })]
      : []),
    ...(nesting > LIMITS.maxNesting
      ? [tooMany('levels of brackets', { most: LIMITS.maxNesting, sent: nesting })]
      : []),
  ];
}

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

function scan(source: string): { readonly tokens: number; readonly nesting: number } {
  const lexer = new Lexer(new Source(source));
  let [tokens, depth, nesting] = [0, 0, 0];
  for (let kind = advance(lexer); kind !== TokenKind.EOF; kind = advance(lexer)) {
    tokens++;
    if (OPENING.has(kind)) nesting = Math.max(nesting, ++depth);
    if (CLOSING.has(kind)) depth--;
  }
  return { tokens, nesting };
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
