import type { Asked } from './asked.js';
import type { Datasets } from './datasets.js';
import { NotLocal } from './expressions.js';
import { Filters } from './filters.js';
import { formula } from './formula.js';
import { joinTree } from './joinTree.js';
import { args } from './literal.js';
import { Measures, TIMELESS } from './measures.js';
import { camel } from './names.js';
import { measureOnItsOwn, plainPlace, type AskedPlace } from './places.js';
import { columnsOf, DEFAULT_LIMIT, orderOf, type Question } from './selected.js';
import { leaves } from './query.js';
import type { MeasureRef } from './references.js';

/** Measures of cubes that no cube joins, by what all of them are joined to: each is made on its own side, and they meet by the shown dimensions. */
export function severalFacts(datasets: Datasets, asked: Asked): Question {
  datasets.ofMeasure = (ref) => measureOnItsOwn(datasets, ref);
  const facts = new Facts(datasets, asked);
  const asking = (ref: MeasureRef): { name: string; runningTotal: boolean } => ({
    name: facts.metric(ref),
    runningTotal: false,
  });
  const columns = columnsOf(asked, facts.shared(), asking);
  const filters = new Filters(datasets.references, facts.shared(), (ref) => facts.metric(ref));
  const where = filters.where(asked.query.filters, []);
  const [having, ...more] = filters.having(asked.query.filters);
  const page = args({
    ...(having === undefined ? {} : { having: more.length === 0 ? having : { and: [having, ...more] } }),
    orderBy: orderOf(asked.query, columns, 'rows'),
    limit: asked.query.limit ?? DEFAULT_LIMIT,
  });
  const scope = args({ timezone: asked.query.timezone, where });
  return {
    files: new Map([...datasets.files(), ['metrics.yaml', facts.metrics]]),
    document: `{ scope: metrics${scope} { rows${page} { ${columns.map(({ text }) => text).join(' ')} } } }`,
    columns,
    view: 'rows',
    spine: false,
    joined: false,
  };
}

class Facts {
  readonly metrics: Record<string, unknown> = {};
  readonly #places = new Map<string, { readonly place: AskedPlace; readonly measures: Measures }>();

  constructor(
    private readonly datasets: Datasets,
    private readonly asked: Asked,
  ) {
    if (asked.times.length > 0) throw new NotLocal('Several facts are asked by no time here.');
    for (const { ref } of asked.measures) asked.leavesOf(ref).forEach((leaf) => this.#fact(leaf));
  }

  /** The first fact's: relationships of one name lead to one dataset in each. */
  shared(): AskedPlace {
    const [first] = this.#places.values();
    if (first === undefined) throw new NotLocal('No measure is asked for.');
    return first.place;
  }

  metric(ref: MeasureRef): string {
    const name = camel(`${ref.cube.name}_${ref.measure.name}`);
    const [first, ...others] = this.asked.leavesOf(ref);
    const own = others.every(({ cube }) => cube === first?.cube);
    this.metrics[name] ??= own ? { of: this.#member(ref, first ?? ref) } : { derived: this.#formula(ref) };
    return name;
  }

  #formula({ measure, ...where }: MeasureRef): string {
    const { references } = this.datasets;
    return formula(references, measure.sql ?? '', { where, name: (part) => this.#member(part, part) });
  }

  #member(ref: MeasureRef, leaf: MeasureRef): string {
    const { place, measures } = this.#fact(leaf);
    return `${place.draft.name}.${measures.name(ref)}`;
  }

  #fact(ref: MeasureRef): { readonly place: AskedPlace; readonly measures: Measures } {
    const known = this.#places.get(ref.cube.name);
    if (known !== undefined) return known;
    const { model } = this.datasets.context;
    const filtered = this.asked.query.filters.flatMap(leaves).flatMap(({ member }) => {
      const found = this.datasets.references.find(member);
      return found.kind === 'dimension' ? [found] : [];
    });
    const shown = [...this.asked.dimensions.map(({ ref: dimension }) => dimension), ...filtered];
    const tree = joinTree(model, [[ref.cube.name], ...shown.map(({ path }) => path)]);
    if (tree?.root !== ref.cube.name || !shown.every(({ path }) => tree.isOne(tree.place(path))))
      throw new NotLocal(`"${ref.cube.name}" is not joined to one row of all that is shown.`);
    const place = plainPlace(this.datasets, tree);
    // Each side must have what is shown, under the same names.
    shown.forEach((dimension) => place.field(dimension));
    const fact = { place, measures: new Measures(this.datasets.references, place, TIMELESS) };
    this.#places.set(ref.cube.name, fact);
    return fact;
  }
}
