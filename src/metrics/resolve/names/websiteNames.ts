import type { Dataset, Dimension } from '../../catalog/definitions.js';
import type { Preset } from '../../catalog/preset.js';
import type { RoleCatalog } from '../../catalog/roleCatalog.js';
import { askableNames, visibleMembers, type AskableNames } from '../../catalog/visibleMembers.js';
import type { CustomMembers } from '../../catalog/websiteMembers.js';
import { MAX_NAMES } from '../../query/limits.js';
import type { MetricQuery } from '../../query/metricQuery.js';
import type { WebsiteFact, WebsiteFacts } from '../../query/websiteFacts.js';
import type { QueryIssue } from '../../../errors.js';
import type { IssuePath, Issues } from '../issues.js';
import { show } from '../readValue.js';
import { customDimension, customMeasure, slotsOf, type CustomAggregation } from './customMembers.js';
import { goalMetrics, type GoalNumber } from './goalNumbers.js';
import { growingCatalog, type GrowingCatalog } from './growingCatalog.js';
import { pinnedWebsites } from '../../query/pinnedWebsites.js';
import { anyDimension, anyMeasure } from './placeholders.js';
import { goalRows } from './reached.js';
import { filled, funnelPreset, funnelsOf } from './websiteFunnel.js';

/** Comparing a name with others takes time, and there may be as many as websites. */
const MAX_CANDIDATES = 1_000;

/** Where a name is asked. */
export interface AskedAt {
  readonly dataset: Dataset;
  /** Its rows are those of the question itself, so that its `where` says which websites they are of. */
  readonly isOwn: boolean;
  readonly path: IssuePath;
  /** The path leads to the name itself. */
  readonly isList?: boolean | undefined;
}

/**
 * The names that websites gave to their slots, goals and funnels, as members of the datasets of one question: added when they are asked for. What is wrong
 * is reported, and something takes its place, so that the rest is checked too. A name is known when a website has it that the caller may see, and of
 * whose meaning the role sees every part; all others are unknown in the same words.
 */
export class WebsiteNames {
  readonly #growing: GrowingCatalog;
  readonly #made = new Map<string, string>();
  /** How each added member was asked for. */
  readonly #asked = new Map<string, string>();

  constructor(
    catalog: RoleCatalog,
    private readonly asked: {
      readonly query: MetricQuery;
      readonly websitesOf: (dataset: Dataset) => WebsiteFacts;
    },
    private readonly issues: Issues,
  ) {
    this.#growing = growingCatalog(catalog);
  }

  /** The catalog with the members that were asked for. */
  get catalog(): RoleCatalog {
    return this.#growing.catalog;
  }

  /** What can be asked by names in a dataset. */
  serves(dataset: Dataset): AskableNames {
    return askableNames(dataset, this.catalog.datasets);
  }

  dimension(at: AskedAt, name: string): Dimension {
    const member = this.#once(['custom', at, name], (own) => {
      const { dimensions } = this.#growing.members(at.dataset.name);
      const members = this.#custom(at)?.dimensions ?? new Map<number, Dimension>();
      const websites = this.#websites(at);
      const slots = slotsOf(websites, members, { list: 'customDimensions', name });
      const dimension = at.dataset.website && customDimension(own, at.dataset.website.id, slots);
      if (dimension === undefined)
        this.#unknown(at, 'custom dimension', {
          name,
          known: slotNames(websites, 'customDimensions', members),
        });
      if (dimension === undefined) this.#place(at, { kind: 'custom', own });
      else dimensions.set(own, dimension);
    });
    return this.#growing.members(at.dataset.name).dimensions.get(member) as Dimension;
  }

  /** Takes the place of a field without a name. */
  unnamed(at: AskedAt, kind: 'custom' | 'customMetric' | 'goal'): string {
    return this.#once([kind, at, ''], (own) => this.#place(at, { kind, own }));
  }

  /** Something that takes the place of a name which is reported as wrong. */
  #place({ dataset }: AskedAt, { kind, own }: { kind: string; own: string }): void {
    const { dimensions, measures } = this.#growing.members(dataset.name);
    if (kind !== 'custom') measures.set(own, anyMeasure(own));
    else if (dataset.website !== undefined) dimensions.set(own, anyDimension(own, dataset.website.id));
  }

  /** Each name is looked up on every website. Said once. */
  #tooMany(at: AskedAt, asked: { kind: string; own: string }): void {
    this.#place(at, asked);
    if (this.#made.size === MAX_NAMES + 1)
      this.issues.add('TOO_MANY', at.path, `A question names at most ${MAX_NAMES} things of websites.`);
  }

  /** Gives the name of the measure. */
  metric(at: AskedAt, { name, agg }: { name: string; agg: CustomAggregation }): string {
    return this.#once(['customMetric', at, name, agg], (own) => {
      const { measures } = this.#growing.members(at.dataset.name);
      const custom = this.#custom(at);
      const websites = this.#websites(at);
      const members = custom?.metrics ?? new Map<number, Dimension>();
      const slots = slotsOf(websites, members, { list: 'customMetrics', name });
      const { website } = at.dataset;
      const measure = website && custom && customMeasure(own, { id: website.id, slots, agg }, custom);
      const types = new Set(
        websites.flatMap(({ customMetrics }) =>
          customMetrics.flatMap((slot) => (slot.name === name && members.has(slot.index) ? [slot.type] : [])),
        ),
      );
      if (measure === undefined)
        this.#unknown(at, 'custom metric', { name, known: slotNames(websites, 'customMetrics', members) });
      else if (types.size > 1) this.#differs(at, `The custom metric ${show(name)} has the type ${[...types].sort().join(' on one website and ')} on another`); // prettier-ignore
      measures.set(own, measure ?? anyMeasure(own));
    });
  }

  /** Gives the name of the metric. */
  goal(at: AskedAt, { name, show: number }: { name: string; show: GoalNumber }): string {
    return this.#once(['goal', at, name, number], (own) => {
      const { dataset } = at;
      const { measures, metrics } = this.#growing.members(dataset.name);
      const visible = visibleMembers(dataset, this.catalog.datasets);
      const members = visible?.members.goals;
      const reachable = this.#websites(at).flatMap(({ id, goals }) =>
        goals.flatMap((goal) => {
          const rows = members && goalRows(goal, members);
          return rows === undefined ? [] : [{ website: id, of: { goal, rows } }];
        }),
      );
      const goals = reachable.filter(({ of }) => of.goal.name === name);
      const made = visible && members && goals.length > 0
          ? goalMetrics(own, number, { dataset, id: visible.id, members, goals })
          : undefined; // prettier-ignore
      if (goals.length === 0) this.#unknown(at, 'goal', { name, known: reachable.map(({ of }) => of.goal.name) });
      else if (made === undefined)
        this.issues.add('INVALID_ARGUMENT', [...at.path, 'show'], `No conversion of the goal ${show(name)} has a worth: ask for CONVERSIONS, or say in the settings of the website what one is worth.`); // prettier-ignore
      for (const metric of made ?? []) metrics.set(metric.name, metric);
      if (made === undefined) measures.set(own, anyMeasure(own));
    });
  }

  /** A funnel of the websites; undefined, and reported with those of the catalog that are meant as well, when there is none. */
  funnel(
    at: AskedAt,
    { name, entity, presets }: { name: string; entity: string | undefined; presets: readonly string[] },
  ): Extract<Preset, { kind: 'funnel' }> | undefined {
    const visible = visibleMembers(at.dataset, this.catalog.datasets);
    const members = visible?.members.funnels;
    if (members === undefined) return undefined;
    const websites = this.#websites(at);
    const funnels = funnelsOf(websites, members, name);
    const preset = funnelPreset(name, { id: visible?.id ?? '', members, funnels });
    if (funnels.length === 0) {
      const known = websites.flatMap((website) =>
        website.funnels.filter((funnel) => filled(funnel, members) !== undefined).map((funnel) => funnel.name),
      );
      this.#unknown(at, 'funnel', { name, known: [...presets, ...known] });
    } else if (preset === undefined) this.#differs(at, `The funnel ${show(name)} has other steps on one website than on another`);
    else if (entity === undefined && members.entity === undefined)
      this.issues.add('INVALID_ARGUMENT', [...at.path, 'entity'], 'Say in "entity" who goes through: whom the catalog follows is hidden from your role.'); // prettier-ignore
    return preset;
  }

  /** Issues in the words of the question: nobody asked for a member by the name that it was given here. */
  inWords(found: readonly QueryIssue[]): readonly QueryIssue[] {
    return found.map(({ suggestions, ...issue }) => {
      const own = suggestions?.filter((name) => !this.#asked.has(name)) ?? [];
      const message = issue.message.replace(
        /"(\w+)"/g,
        (quoted, name: string) => this.#asked.get(name) ?? quoted,
      );
      return { ...issue, message, ...(own.length > 0 && { suggestions: own }) };
    });
  }

  #custom({ dataset }: AskedAt): CustomMembers | undefined {
    return visibleMembers(dataset, this.catalog.datasets)?.members.custom;
  }

  #websites({ dataset, isOwn }: AskedAt): WebsiteFacts {
    const { query, websitesOf } = this.asked;
    const websites = websitesOf(dataset);
    const id = dataset.website?.id.name;
    const pinned = isOwn && id !== undefined ? pinnedWebsites(query, id) : undefined;
    return pinned === undefined ? websites : websites.filter((website) => pinned.has(website.id));
  }

  #once(
    [kind, at, name, more]: readonly [string, AskedAt, string, string?],
    make: (own: string) => void,
  ): string {
    const key = JSON.stringify([kind, at.dataset.name, at.isOwn, name, more]);
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    // No member of a catalog has an underscore in its name; and nothing of the caller's becomes a name in SQL.
    const own = `${kind}_${this.#made.size + 1}`;
    this.#made.set(key, own);
    this.#asked.set(own, `${kind} ${show(name)}`);
    if (this.#made.size <= MAX_NAMES) make(own);
    else this.#tooMany(at, { kind, own });
    return own;
  }

  #unknown(
    { path, isOwn, isList, dataset }: AskedAt,
    what: string,
    { name, known }: { name: string; known: Iterable<string> },
  ): void {
    const id = dataset.website?.id.name;
    const isPinned = isOwn && id !== undefined && pinnedWebsites(this.asked.query, id) !== undefined;
    const where = isPinned ? 'the websites that "where" names' : 'the websites that you may see';
    const sentence = `There is no ${what} ${show(name)} on ${where}.`;
    this.issues.unknown('UNKNOWN_FIELD', isList === true ? path : [...path, 'name'], {
      sentence,
      name,
      candidates: [...new Set(known)].slice(0, MAX_CANDIDATES),
    });
  }

  #differs({ path, dataset }: AskedAt, sentence: string): void {
    const id = dataset.website?.id.name ?? '';
    this.issues.add(
      'INVALID_ARGUMENT',
      [...path, 'name'],
      `${sentence}: ask for websites that agree, with "${id}" in "where".`,
    );
  }
}

function slotNames(
  websites: WebsiteFacts,
  list: 'customDimensions' | 'customMetrics',
  members: ReadonlyMap<number, Dimension>,
): readonly string[] {
  return websites.flatMap((website: WebsiteFact) =>
    website[list].filter(({ index }) => members.has(index)).map(({ name }) => name),
  );
}
