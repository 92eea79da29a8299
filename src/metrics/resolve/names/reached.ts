import type { ReachedMembers } from '../../catalog/websiteMembers.js';
import type { WebsiteFact } from '../../query/websiteFacts.js';
import type { Condition, Where } from '../../query/metricQuery.js';

type Goal = WebsiteFact['goals'][number];
type Step = WebsiteFact['funnels'][number]['steps'][number];

/** What one website means by a name: which of its rows. */
export interface Meaning<Of> {
  readonly website: string;
  readonly of: Of;
}

/** The rows that fill a step, as a filter over the dataset; undefined when nothing there tells. */
export function stepRows({ type, match, value }: Step, members: ReachedMembers): Where | undefined {
  const { path, action, views } = members;
  if (type === 'event') return action === undefined ? undefined : nested(action, matching(match, value));
  return path === undefined ? undefined : nested(path, matching(match, value), views);
}

/** The rows that reach a goal: page views of a page, actions, or visits of at least so many seconds or pages. */
export function goalRows(
  { type, match, value }: Goal,
  members: ReachedMembers & { readonly duration?: string | undefined; readonly pages?: string | undefined },
): Where | undefined {
  switch (type) {
    case 'destination':
      return stepRows({ name: '', type: 'page', match: match ?? 'equals', value }, members);
    case 'event':
      return stepRows({ name: '', type: 'event', match: match ?? 'equals', value }, members);
    case 'duration':
      return members.duration === undefined ? undefined : nested(members.duration, { gte: Number(value) });
    case 'pages_per_session':
      return members.pages === undefined ? undefined : nested(members.pages, { gte: Number(value) });
  }
}

/** One filter of what several websites mean by it, each over its own rows. `id`: the dimension that says which website a row is of. */
export function rowsOfEach(id: string, meanings: readonly Meaning<Where>[]): Where {
  const alike = new Map<string, { readonly where: Where; readonly websites: string[] }>();
  for (const { website, of: where } of meanings) {
    const key = JSON.stringify(where);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { where, websites: [website] });
    else known.websites.push(website);
  }
  const parts = [...alike.values()].map(({ where, websites }) => ({
    and: [{ [id]: { in: websites } }, where],
  }));
  return parts.length === 1 ? (parts[0] as Where) : { or: parts };
}

function matching(match: Goal['match'], value: string): Condition {
  switch (match) {
    case 'begins_with':
      return { startsWith: value };
    case 'regex':
      return { matches: value };
    default:
      return { eq: value };
  }
}

/** `views.pagePath` → `{ views: { pagePath: condition } }`, and what else holds for the same row. */
function nested(name: string, condition: Condition, also: Where = {}): Where {
  const [first = '', ...rest] = name.split('.');
  if (rest.length > 0) return { [first]: nested(rest.join('.'), condition, also) };
  return Object.keys(also).length === 0 ? { [first]: condition } : { and: [{ [first]: condition }, also] };
}
