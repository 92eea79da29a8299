import { randomUUID } from 'node:crypto';
import type { Actor } from '../actor.js';
import { Problems, problem } from '../checks/problems.js';
import type { Goal, WebsiteRecord } from '../ports.js';
import { checkGoal, type GoalChange } from './checkGoal.js';
import { changeWebsite, difference, withMember, type WebsiteTools } from './websiteChange.js';

const MAX_GOALS = 200;

/** What a website counts as a conversion. Editors change it. All reject with AccessError or QueryError. */
export interface Goals {
  create(actor: Actor, change: { readonly websiteId: string; readonly goal: GoalChange }): Promise<Goal>;
  update(
    actor: Actor,
    change: { readonly websiteId: string; readonly id: string; readonly set: GoalChange },
  ): Promise<Goal>;
  /** @returns what it was */
  delete(actor: Actor, change: { readonly websiteId: string; readonly id: string }): Promise<Goal>;
}

export function createGoals(tools: WebsiteTools): Goals {
  const { rules } = tools;
  const about = (actor: Actor, websiteId: string, more: { verb: string; id: string; asked?: object }) => ({
    actor,
    websiteId,
    right: 'editor' as const,
    action: `goal.${more.verb}`,
    resource: { resourceType: 'goal', resourceId: more.id },
    asked: more.asked,
  });
  return {
    create: (actor, { websiteId, goal: given }) =>
      changeWebsite(tools, about(actor, websiteId, { verb: 'create', id: '', asked: given }), (website) => {
        const problems = new Problems(['goal']);
        if (website.goals.length >= MAX_GOALS)
          problems.add([], `A website has at most ${MAX_GOALS} goals: delete one that is not needed.`, {
            code: 'TOO_MANY',
          });
        const checked = checkGoal(problems, { given, before: undefined, website, rules });
        problems.throwIfAny();
        const goal: Goal = { id: randomUUID(), ...checked };
        return {
          website: withGoal(website, undefined, goal),
          result: goal,
          after: { ...goal },
          resourceId: goal.id,
        };
      }),

    update: (actor, { websiteId, id, set: given }) =>
      changeWebsite(tools, about(actor, websiteId, { verb: 'update', id, asked: given }), (website) => {
        const before = goalOf(website, id);
        const problems = new Problems(['set']);
        if (Object.values(given).every((value) => value === undefined))
          problems.add([], 'Nothing is to be different: say at least one member.', {
            code: 'EMPTY_SELECTION',
          });
        const goal: Goal = { id, ...checkGoal(problems, { given, before, website, rules }) };
        problems.throwIfAny();
        return { website: withGoal(website, before, goal), result: goal, ...difference(before, goal) };
      }),

    delete: (actor, { websiteId, id }) =>
      changeWebsite(tools, about(actor, websiteId, { verb: 'delete', id }), (website) => {
        const goal = goalOf(website, id);
        return { website: withGoal(website, goal, undefined), result: goal, before: { ...goal } };
      }),
  };
}

function withGoal(website: WebsiteRecord, before: Goal | undefined, after: Goal | undefined): WebsiteRecord {
  return { ...website, goals: withMember(website.goals, before, after) };
}

function goalOf(website: WebsiteRecord, id: string): Goal {
  const found = website.goals.find((goal) => goal.id === id);
  if (found === undefined)
    throw problem(
      ['id'],
      'The website has no goal of this id: `viewer { websites { goals { id name } } }` lists them.',
    );
  return found;
}
