import type { Dimension, Measure } from '../../catalog/definitions.js';

/** What takes the place of a name that is reported as wrong: the rest of the question is checked with it, and none is ever answered. */
export function anyDimension(name: string, id: Dimension): Dimension {
  return { ...id, name };
}

export function anyMeasure(name: string): Measure {
  return {
    name,
    description: '',
    type: 'integer',
    aggregate: { name: 'count', parameters: '', args: [] },
    fillWith: 'zero',
    absentWith: 'zero',
    argumentTypes: [],
    clickhouseType: 'UInt64',
    exposesAggregate: false,
  };
}
