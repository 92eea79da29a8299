import { asc, eq, or, sql } from 'drizzle-orm';
import type { PeopleStore, Person } from '../../../src/administration/ports.js';
import type { Drizzle } from '../database.js';
import { users } from '../schema/users.js';
import { isStorable } from './storable.js';

/** All but the password hash and what only the server writes. */
const SHOWN = {
  id: users.id,
  email: users.email,
  name: users.name,
  company: users.company,
  role: users.role,
  status: users.status,
};

/** See `PeopleStore.addPerson`. */
export async function addPerson(
  db: Drizzle,
  person: Omit<Person, 'status'>,
): Promise<'id' | 'email' | undefined> {
  const added = await db.insert(users).values(person).onConflictDoNothing().returning({ id: users.id });
  if (added.length > 0) return undefined;
  const sameAddress = eq(sql`lower(${users.email})`, sql`lower(${person.email})`);
  const taken = await db
    .select({ id: users.id })
    .from(users)
    .where(or(eq(users.id, person.id), sameAddress));
  return taken.some(({ id }) => id === person.id) ? 'id' : 'email';
}

/** See `PeopleStore.people`. */
export async function people(db: Drizzle): Promise<readonly Person[]> {
  return db.select(SHOWN).from(users).orderBy(asc(users.id));
}

/** See `PeopleStore.changePerson`. */
export async function changePerson(
  db: Drizzle,
  id: string,
  decide: Parameters<PeopleStore['changePerson']>[1],
): Promise<void> {
  if (!isStorable(id)) return void decide(undefined);
  await db.transaction(async (tx) => {
    const [person] = await tx.select(SHOWN).from(users).where(eq(users.id, id)).for('update');
    const status = decide(person);
    if (person !== undefined && status !== person.status)
      await tx.update(users).set({ status }).where(eq(users.id, id));
  });
}
