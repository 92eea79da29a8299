import type { Formula } from '../catalog/formula.js';
import type { MeasureNode } from './resolvedQuery.js';

/** The arithmetic of a derived metric over the numbers behind its names. */
export function formulaNode(formula: Formula, named: (name: string) => MeasureNode): MeasureNode {
  switch (formula.kind) {
    case 'name':
      return named(formula.name);
    case 'number':
      return { kind: 'number', text: formula.text };
    case 'binary': {
      const left = formulaNode(formula.left, named);
      const right = formulaNode(formula.right, named);
      return formula.operator === '/'
        ? { kind: 'divide', numerator: left, denominator: right }
        : { kind: 'arithmetic', operator: formula.operator, left, right };
    }
    case 'call':
      return {
        kind: 'call',
        name: formula.name as Extract<MeasureNode, { kind: 'call' }>['name'],
        args: formula.args.map((arg) => formulaNode(arg, named)),
      };
  }
}
