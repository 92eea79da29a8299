/** Views of one operation, when the composition root says nothing else: a dashboard has tens, an attack thousands. */
export const DEFAULT_MAX_VIEWS = 50;

/** Views of one operation that ask the warehouse at the same moment: one dashboard must not fill every slot. */
export const DEFAULT_PARALLEL_VIEWS = 4;

/** Brackets inside each other in a document, and levels of its variables: more than the deepest filter needs. */
export const MAX_NESTING = 200;

/** Words, signs and values of one document: more than the largest dashboard, few enough to be validated in a moment. */
export const MAX_DOCUMENT_TOKENS = 20_000;
