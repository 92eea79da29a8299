import { isJoinable, type Dataset, type MetricQuery, type RoleCatalog } from '../../src/metrics/index.js';

/** A question's name, and what it asks besides its dataset. */
export type Asked = readonly (readonly [name: string, query: Partial<MetricQuery>])[];

/**
 * Rows behind relationships to many: numbers of theirs in rows and totals, and filters by what they are, alone and together, here and one step away. Rows
 * of others could add to a number, or be the reason why a row is shown.
 */
export function behindQuestions(catalog: RoleCatalog, dataset: Dataset): Asked {
  return [...dataset.relationships.values()].flatMap((relationship): Asked => {
    const { name, to } = relationship;
    const target = catalog.datasets.get(to);
    if (target === undefined) return [];
    if (isJoinable(relationship)) return nearly(catalog, target, name);
    const [first, second] = dataset.dimensions.keys();
    const [theirs] = target.dimensions.keys();
    const text = [...target.dimensions.values()].find(({ type }) => type === 'string');
    if (first === undefined || theirs === undefined) return [];
    // A row that is behind several rows is not counted for each of them.
    const counts = relationship.cardinality === 'one-to-many';
    const members = counts ? [...target.measures.keys(), ...target.metrics.keys()] : [];
    const [counted, summed] = target.measures.keys();
    const groups = [first, second ?? first].map((field) => ({ field }));
    const rows = { select: groups.slice(0, 1) };
    return [
      ...members.flatMap((member): Asked => {
        const number = { field: `${name}.${member}`, as: 'behind' };
        return [
          [`rows with ${name}.${member}`, { select: [groups[0] as { field: string }, number] }],
          [
            `${name}.${member} and what is left`,
            { select: [groups[1] as { field: string }, number], limit: 1, other: true },
          ],
          [`total of ${name}.${member}`, { view: 'totals', select: [number] }],
        ];
      }),
      [`${name} exist`, { ...rows, where: { [name]: { [theirs]: { isNull: false } } } }],
      ...(text === undefined
        ? []
        : [
            [
              `${name} like those of others exist`,
              { ...rows, where: { [name]: { [text.name]: { contains: 'gamma' } } } },
            ] as const,
          ]),
      [`no ${name} exist`, { ...rows, where: { not: { [name]: { [theirs]: { isNull: false } } } } }],
      ...(counted === undefined || summed === undefined
        ? []
        : ([
            [`having ${name}`, { ...rows, where: { [name]: { having: { [summed]: { gt: 5 } } } } }],
            [`having few ${name}`, { ...rows, where: { [name]: { having: { [counted]: { lt: 2 } } } } }],
            [`not having ${name}`, { ...rows, where: { not: { [name]: { having: { [summed]: { gt: 5 } } } } } }],
            [`groups of ${name}`, { ...rows, having: { alias: { name: 'behind', gt: 5 } }, select: [...groups, { field: `${name}.${summed}`, as: 'behind' }] }],
            [`best ${name}`, { select: [...groups, { field: `${name}.${summed}`, as: 'behind' }], orderBy: [{ alias: { name: 'behind', direction: 'DESC' } }], limit: 2 }],
            [`${name} inside`, { select: [groups[1] as { field: string }, { field: `${name}.${summed}`, as: 'behind' }], parent: { select: [groups[0] as { field: string }], limit: 2, other: true } }],
          ] satisfies Asked)), // prettier-ignore
    ];
  });
}

/** Filters that go to one row, and from there to many. */
function nearly(catalog: RoleCatalog, through: Dataset, step: string): Asked {
  return [...through.relationships.values()].flatMap((relationship): Asked => {
    const target = catalog.datasets.get(relationship.to);
    const [measure] = target?.measures.keys() ?? [];
    const [field] = target?.dimensions.keys() ?? [];
    if (isJoinable(relationship) || measure === undefined || field === undefined) return [];
    const having = { [step]: { [relationship.name]: { having: { [measure]: { gte: 2 } } } } };
    const found = { [step]: { [relationship.name]: { [field]: { isNull: false } } } };
    const select = [{ field: 'id' }];
    return [
      [`${step} having ${relationship.name}`, { select, where: having }],
      [`${step} having ${relationship.name} or else`, { select, where: { or: [having, { [step]: { id: { isNull: true } } }] } }],
      [`${step} of ${relationship.name}`, { select, where: { not: found } }],
    ]; // prettier-ignore
  });
}
