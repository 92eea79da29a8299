import { sql } from 'drizzle-orm';
import { askStore } from './askStore.js';
import type { Database } from './database.js';
import { insertMissing } from './insertMissing.js';
import type { Metadata } from './metadata.js';
import { addKey, findKey, keysSeenBy, noteUse, revokeKey, revokeTokens } from './repositories/credentials.js';
import { changeGrants, findPerson } from './repositories/changeGrants.js';
import { addTenant, changeTenant } from './repositories/changeTenant.js';
import { addWebsite, changeWebsite } from './repositories/changeWebsite.js';
import { customDefinitionsOfWebsites } from './repositories/customDefinitions.js';
import { funnelsOfWebsites, goalsOfWebsites } from './repositories/goals.js';
import { permissionsOfWebsites, prepareStanding } from './repositories/grants.js';
import { mirrorSnapshot } from './repositories/mirrorSnapshot.js';
import { addPerson, changePerson, people } from './repositories/people.js';
import { usersByIds } from './repositories/users.js';
import { websiteFacts } from './repositories/websiteFacts.js';
import { propertiesOfWebsites, websitesByIds, websitesVisibleTo } from './repositories/websites.js';

/** The repositories over an open store, with every failure of the store as MetadataError. */
export function createMetadata(database: Database): Metadata {
  const db = database.drizzle;
  const standingOf = prepareStanding(db);
  return {
    kind: database.kind,
    websitesByIds: (ids) => askStore(() => websitesByIds(db, ids)),
    usersByIds: (ids) => askStore(() => usersByIds(db, ids)),
    propertiesOfWebsites: (ids) => askStore(() => propertiesOfWebsites(db, ids)),
    permissionsOfWebsites: (ids) => askStore(() => permissionsOfWebsites(db, ids)),
    goalsOfWebsites: (ids) => askStore(() => goalsOfWebsites(db, ids)),
    funnelsOfWebsites: (ids) => askStore(() => funnelsOfWebsites(db, ids)),
    customDefinitionsOfWebsites: (ids) => askStore(() => customDefinitionsOfWebsites(db, ids)),
    websiteFacts: (reach) => askStore(() => websiteFacts(db, reach)),
    standingOf: (who) => askStore(() => standingOf(who)),
    findKey: (id) => askStore(() => findKey(db, id)),
    noteUse: (used) => askStore(() => noteUse(db, used)),
    addKey: (key) => askStore(() => addKey(db, key)),
    keysSeenBy: (personId) => askStore(() => keysSeenBy(db, personId)),
    revokeKey: (change, decide) => askStore(() => revokeKey(db, change, decide)),
    revokeTokens: (revocation) => askStore(() => revokeTokens(db, revocation)),
    grantsOf: async (subject) => {
      const { websites, tenants } = await askStore(() => standingOf({ subject }));
      return { websites, tenants };
    },
    websitesVisibleTo: (reach) => askStore(() => websitesVisibleTo(db, reach)),
    changeGrants: (change, decide) => askStore(() => changeGrants(db, change, decide)),
    findPerson: (who) => askStore(() => findPerson(db, who)),
    changeWebsite: (websiteId, decide) => askStore(() => changeWebsite(db, websiteId, decide)),
    addWebsite: (website, decide) => askStore(() => addWebsite(db, website, decide)),
    changeTenant: (change, decide) => askStore(() => changeTenant(db, change, decide)),
    addTenant: (tenant) => askStore(() => addTenant(db, tenant)),
    addPerson: (person) => askStore(() => addPerson(db, person)),
    people: () => askStore(() => people(db)),
    changePerson: (id, decide) => askStore(() => changePerson(db, id, decide)),
    mirrorSnapshot: () => askStore(() => mirrorSnapshot(db)),
    exclusively: (name, work) => database.exclusively(name, work),
    insertMissing: (rows) => askStore(() => insertMissing(db, rows)),
    ping: () => askStore(async () => void (await db.execute(sql`SELECT 1`))),
    close: () => database.close(),
  };
}
