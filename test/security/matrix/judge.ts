import { QueryError, type QueryIssue } from '../../../src/errors.js';
import { catalogFor, compileQuery, type Catalog, type Viewer } from '../../../src/metrics/index.js';
import { parseMetricQuery } from '../../../src/server/parseMetricQuery.js';
import { NOW } from '../answers.js';
import type { MatrixCase } from './surfaces.js';

/** How the product decides: it compiles; it knows no such name; it knows the name and refuses it here for a reason of its own. */
export type Verdict = 'allowed' | 'unknown' | `refused: ${string}`;

/** As the command line asks: from JSON. */
export function judge(catalog: Catalog, viewer: Viewer, { query, field, allowed }: MatrixCase): Verdict {
  const json = JSON.stringify(query);
  const issues = issuesOf(catalog, viewer, json);
  if (issues === undefined) return 'allowed';
  if (issues.some(({ code }) => code.startsWith('UNKNOWN_'))) return 'unknown';
  const codes = `refused: ${issues.map(({ code }) => code).join()}` as const;
  if (allowed) return codes;
  // Whatever is said of a hidden name, the same has to be said of one that there is nowhere.
  const [, step = '', name = step] = field.split('.');
  // A relationship may be called like what it leads to.
  const word = name === step ? `(?<=\\b${step}\\.)${name}\\b` : `\\b${name}\\b`;
  const replaced = (text: string): string => text.replaceAll(new RegExp(word, 'g'), NOWHERE);
  return told(issuesOf(catalog, viewer, replaced(json))) === replaced(told(issues)) ? 'unknown' : codes;
}

const NOWHERE = 'qzxjkvw';

function told(issues: readonly QueryIssue[] | undefined): string {
  return JSON.stringify(issues?.map(({ code, message, path }) => [code, message, path]));
}

function issuesOf(catalog: Catalog, viewer: Viewer, json: string): readonly QueryIssue[] | undefined {
  try {
    const query = parseMetricQuery(JSON.parse(json));
    compileQuery({ catalog: catalogFor(catalog, viewer.role), query, viewer, now: NOW });
    return undefined;
  } catch (error) {
    if (error instanceof QueryError) return error.issues;
    throw new Error(json, { cause: error });
  }
}

/** Cases by surface, and those that the catalog decides otherwise. */
export interface Tally {
  readonly cases: Map<string, number>;
  allowed: number;
  refused: number;
  /** Seen, and not possible at this place for another reason. */
  impossible: number;
  readonly wrong: string[];
}

export function emptyTally(): Tally {
  return { cases: new Map(), allowed: 0, refused: 0, impossible: 0, wrong: [] };
}

export function count(tally: Tally, one: MatrixCase, verdict: Verdict): void {
  tally.cases.set(one.surface, (tally.cases.get(one.surface) ?? 0) + 1);
  // Of a masked name it may be said that it is masked; a hidden one is nothing that anybody knows.
  const barred = one.masked === true ? verdict !== 'allowed' : verdict === 'unknown';
  const refused = one.withheld === true && verdict.startsWith('refused');
  const fits = one.allowed ? verdict !== 'unknown' && (refused || one.withheld !== true) : barred;
  if (!fits)
    tally.wrong.push(`${one.surface} of ${one.field}: ${one.allowed ? (one.withheld === true ? 'withheld' : 'seen') : 'hidden'}, but ${verdict}`); // prettier-ignore
  else if (!one.allowed || refused) tally.refused++;
  else if (verdict === 'allowed') tally.allowed++;
  else tally.impossible++;
}

export function summary(title: string, { cases, allowed, refused, impossible }: Tally): string {
  const places = [...cases].map(([surface, times]) => `${surface} ${times}`);
  const all = [...cases.values()].reduce((sum, times) => sum + times, 0);
  return `${title}: ${all} cases at ${cases.size} places, ${allowed} allowed, ${refused} refused, ${impossible} seen but not possible there (${places.join('; ')})`;
}
