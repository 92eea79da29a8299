/** The only door of this folder. */
import type { AuditSink } from './audit/auditEntry.js';
import { createGrants, type Grants } from './grants/grants.js';
import { createKeys, type Keys } from './keys/keys.js';
import { createPeople, type People } from './people/people.js';
import type { AdministrationStores, Rules } from './ports.js';
import { createTenants, type Tenants } from './tenants/tenants.js';
import { createDefinitions, type Definitions } from './websites/definitions.js';
import { createFunnels, type Funnels } from './websites/funnels.js';
import { createGoals, type Goals } from './websites/goals.js';
import { createProperties, type Properties } from './websites/properties.js';
import { createWebsites, type Websites } from './websites/websites.js';

export { operator, type Actor } from './actor.js';
export type { AuditEntry, AuditSink } from './audit/auditEntry.js';
export type { ApiKey, CustomDimension, CustomMetric, FunnelStep, Goal, Person, Rules } from './ports.js';

/** Everything that can be changed from outside, by subject. */
export interface Administration {
  readonly grants: Grants;
  readonly keys: Keys;
  readonly websites: Websites;
  readonly properties: Properties;
  readonly goals: Goals;
  readonly funnels: Funnels;
  readonly definitions: Definitions;
  readonly tenants: Tenants;
  readonly people: People;
}

export interface AdministrationFacts {
  readonly audit: AuditSink;
  readonly rules: Rules;
  /**
   * Called after a change that questions see, too (the mirror of the metadata in the warehouse), and waited for: neither rejects nor takes long.
   */
  readonly onChange?: (() => Promise<void>) | undefined;
  /** For tests. */
  readonly now?: (() => Date) | undefined;
}

export function createAdministration(
  stores: AdministrationStores,
  { audit, rules, onChange = () => Promise.resolve(), now = () => new Date() }: AdministrationFacts,
): Administration {
  const tools = { store: stores, audit, rules };
  const grants = createGrants(stores, audit);
  return {
    // The mirror knows owners, and no other grant.
    grants: {
      ...grants,
      ...announced(
        { transfer: (...given: Parameters<Grants['transfer']>) => grants.transfer(...given) },
        onChange,
      ),
    },
    keys: createKeys(stores, audit, now),
    websites: announced(createWebsites(tools), onChange),
    properties: announced(createProperties(tools), onChange),
    goals: announced(createGoals(tools), onChange),
    funnels: announced(createFunnels(tools), onChange),
    definitions: announced(createDefinitions(tools), onChange),
    tenants: announced(createTenants(stores, audit), onChange),
    people: createPeople(stores, audit),
  };
}

/** The same verbs, each of which tells of its change when it is done. */
function announced<Subject extends object>(subject: Subject, onChange: () => Promise<void>): Subject {
  const verbs = Object.entries(subject as Record<string, (...given: unknown[]) => Promise<unknown>>);
  const announcing = verbs.map(([name, verb]) => [
    name,
    async (...given: unknown[]): Promise<unknown> => {
      const result = await verb(...given);
      await onChange();
      return result;
    },
  ]);
  return Object.fromEntries(announcing) as Subject;
}
