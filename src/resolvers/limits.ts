/** Views of one operation, when the composition root says nothing else: a dashboard has tens, an attack thousands. */
export const DEFAULT_MAX_VIEWS = 50;

/** Views of one operation that ask the warehouse at the same moment: one dashboard must not fill every slot. */
export const DEFAULT_PARALLEL_VIEWS = 4;
