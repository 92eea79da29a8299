import { AccessError, InvariantError } from '../../errors.js';
import type { Actor } from '../actor.js';
import { audited } from '../audit/audited.js';
import type { AuditSink } from '../audit/auditEntry.js';
import { Problems, problem } from '../checks/problems.js';
import { checkOptionalText, checkText } from '../checks/text.js';
import type { PeopleStore, Person } from '../ports.js';

/** The people that the server knows. Only whoever keeps it may ask and change; all reject with AccessError for others. */
export interface People {
  /** Makes somebody known by the subject of their tokens. @throws QueryError with every problem */
  add(actor: Actor, person: Omit<Person, 'status'>): Promise<Person>;
  list(actor: Actor): Promise<readonly Person[]>;
  /** Refuses whatever credential they send, and their keys, from the next request on. What they own stays theirs. */
  suspend(actor: Actor, id: string): Promise<Person>;
  resume(actor: Actor, id: string): Promise<Person>;
}

export function createPeople(store: PeopleStore, audit: AuditSink): People {
  const entry = (action: string, actor: Actor, id: string) =>
    ({ action, actor, resourceType: 'person', resourceId: id }) as const;

  const setStatus = (actor: Actor, id: string, to: { status: Person['status']; verb: string }) =>
    audited(audit, { ...entry(`person.${to.verb}`, actor, id), asked: { status: to.status } }, async () => {
      mustBeOperator(actor);
      let before: Person | undefined;
      await store.changePerson(id, (person) => {
        if (person === undefined || person.status === 'deleted')
          throw problem(['id'], 'There is no person of this id: `vernier user list` shows those there are.');
        before = person;
        return to.status;
      });
      if (before === undefined) throw new InvariantError('A store changed a person without a decision.');
      return {
        result: { ...before, status: to.status },
        before: { status: before.status },
        after: { status: to.status },
      };
    });

  return {
    add: (actor, given) =>
      audited(audit, { ...entry('person.create', actor, given.id), asked: { ...given } }, async () => {
        mustBeOperator(actor);
        const person = checkPerson(given);
        const taken = await store.addPerson(person);
        if (taken !== undefined)
          throw problem(
            [taken],
            `There is a person of this ${taken === 'id' ? 'id' : 'address'} already: \`vernier user list\` shows them.`,
          );
        return { result: { ...person, status: 'active' as const }, after: { ...person } };
      }),

    async list(actor) {
      mustBeOperator(actor);
      return store.people();
    },

    suspend: (actor, id) => setStatus(actor, id, { status: 'suspended', verb: 'suspend' }),
    resume: (actor, id) => setStatus(actor, id, { status: 'active', verb: 'resume' }),
  };
}

/** Throws AccessError for everybody else. */
export function mustBeOperator({ role }: Actor): void {
  if (role !== 'operator')
    throw new AccessError('Only whoever keeps the server may do this, at its command line.');
}

function checkPerson(given: Omit<Person, 'status'>): Omit<Person, 'status'> {
  const problems = new Problems([]);
  const id = checkText(problems, given.id, { path: ['id'], what: 'The id of a person, which is the subject of their tokens,', longest: 256 }); // prettier-ignore
  if (/^(key|operator):/.test(id))
    problems.add(['id'], 'Ids that begin with "key:" or "operator:" are no persons\'.');
  const email = given.email.trim();
  if (email.length > 254 || !/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(email))
    problems.add(['email'], 'This is not an e-mail address, such as "ann@shop.example".');
  const name = checkText(problems, given.name, { path: ['name'], what: 'A name', longest: 100 });
  const company = checkOptionalText(problems, given.company, {
    path: ['company'],
    what: 'A company',
    longest: 100,
  });
  problems.throwIfAny();
  return { id, email, name, company, role: given.role };
}
