/** Every limit of a request that is not a setting. A question that passes one is refused and told which, its value and what was sent. */

/** Bytes of a request's body: a document and its variables, far above any dashboard's. */
export const MAX_BODY_BYTES = 1_048_576;

/** What a document may be made of, counted before it is validated; `viewer { limits { document } }` shows them. */
export const DOCUMENT_LIMITS = {
  maxBytes: 262_144,
  /** Words, signs and values: more than the largest dashboard, few enough to be validated in a moment. */
  maxTokens: 20_000,
  /** Brackets inside each other, and levels of the variables: more than the deepest filter needs. */
  maxNesting: 200,
  /** Fields inside each other; the introspection of tools needs 13. */
  maxDepth: 50,
  /** Fields once every fragment stands where it is used. */
  maxFields: 10_000,
  /** Fields under another name, once every fragment stands where it is used. */
  maxAliases: 2_000,
  maxDirectives: 500,
  maxDirectivesAtOnePlace: 5,
  /** Fields that only say once more what stands beside them: as many as there may be views of one dataset. */
  maxRepeats: 50,
  /** Operations and fragments. */
  maxDefinitions: 200,
} as const;

/** Views of one operation, when the composition root says nothing else: a dashboard has tens, an attack thousands. */
export const DEFAULT_MAX_VIEWS = 50;

/** Views of one operation that ask the warehouse at the same moment: one dashboard must not fill every slot. */
export const DEFAULT_PARALLEL_VIEWS = 4;
