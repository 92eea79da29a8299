import { AccessError } from '../../errors.js';
import type { Actor } from '../actor.js';
import { audited } from '../audit/audited.js';
import { Problems, problem } from '../checks/problems.js';
import { mayChange } from '../grants/websiteRight.js';
import type { WebsiteRecord, WebsiteSettings } from '../ports.js';
import { randomId } from '../randomId.js';
import { checkSettings, type SettingsChange } from './checkSettings.js';
import { changeWebsite, difference, type WebsiteTools } from './websiteChange.js';

/** Most websites of one person: each is a row that every instance reads. */
const MAX_OWNED = 1_000;
const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;
const MEMBERS = ['name', 'domain', 'timezone', 'currency', 'industry', 'botFiltering', 'ipAnonymisation', 'dataRetentionDays', 'samplingRate'] as const; // prettier-ignore

interface NamedWebsite {
  readonly websiteId: string;
}

/**
 * Websites and their settings. All resolve to the id of the website, and reject with AccessError where the actor has no right to it (or there is no such
 * website) and with QueryError that names every problem of an input.
 */
export interface Websites {
  /**
   * Adds a website of the actor's own. Its id is made here: rows of the warehouse carry ids, and whoever could choose one could choose rows of somebody else.
   */
  create(actor: Actor, settings: SettingsChange): Promise<NamedWebsite>;
  /** For the operator, who knows which rows are whose: adds a website by the id that its rows carry. */
  add(
    actor: Actor,
    website: { readonly id: string; readonly ownerId: string; readonly settings: SettingsChange },
  ): Promise<NamedWebsite>;
  update(actor: Actor, change: NamedWebsite & { readonly set: SettingsChange }): Promise<NamedWebsite>;
  /** Its hits are not taken meanwhile; what is stored can be asked for. */
  pause(actor: Actor, website: NamedWebsite): Promise<NamedWebsite>;
  resume(actor: Actor, website: NamedWebsite): Promise<NamedWebsite>;
  /** Grants of it end, and nobody but analysts finds it; its rows stay in the warehouse until their retention ends. */
  delete(actor: Actor, website: NamedWebsite): Promise<NamedWebsite>;
  /** Makes a new id for the tracking snippet; hits that are sent with the old one are not taken any more. */
  replaceTrackingId(actor: Actor, website: NamedWebsite): Promise<NamedWebsite>;
}

export function createWebsites(tools: WebsiteTools): Websites {
  const { store, audit, rules } = tools;

  const add = async (
    { id, ownerId }: { id: string; ownerId: string },
    { settings, problems }: { settings: WebsiteSettings; problems: Problems },
  ) => {
    const website = { ...settings, id, ownerId, trackingId: newTrackingId() };
    const added = await store.addWebsite(website, (owned) => {
      if (owned === undefined)
        problems.add(
          [],
          'A website belongs to a person that this server knows: whoever keeps it adds people (`vernier user add`).',
        );
      else if (owned >= MAX_OWNED)
        problems.add([], `A person owns at most ${MAX_OWNED} websites: delete one that is not needed.`, {
          code: 'TOO_MANY',
        });
      problems.throwIfAny();
    });
    if (!added) throw problem(['id'], 'There is a website of this id already.');
    return { result: { websiteId: id }, after: website, resourceId: id };
  };

  const setStatus = (
    actor: Actor,
    { websiteId }: NamedWebsite,
    to: { status: WebsiteRecord['status']; verb: string },
  ) =>
    changeWebsite(
      tools,
      {
        actor,
        websiteId,
        right: to.status === 'deleted' ? 'owner' : 'admin',
        action: `website.${to.verb}`,
        asked: { status: to.status },
      },
      (before) => {
        const website = { ...before, status: to.status };
        return {
          website,
          result: { websiteId },
          before: { status: before.status },
          after: { status: to.status },
        };
      },
    );

  return {
    create(actor, given) {
      const id = idFor(given.name ?? '');
      return audited(
        audit,
        {
          action: 'website.create',
          actor,
          resourceType: 'website',
          resourceId: '',
          websiteId: id,
          asked: { ...given },
        },
        () => {
          if (actor.role !== 'owner' || !mayChange(actor))
            throw new AccessError('Websites are added by an owner, signed in with a token.');
          const problems = new Problems(['website']);
          const settings = checkSettings(problems, { given, before: undefined, rules });
          return add({ id, ownerId: actor.subject }, { settings, problems });
        },
      );
    },

    add(actor, { id, ownerId, settings: given }) {
      const entry = {
        action: 'website.create',
        actor,
        resourceType: 'website',
        resourceId: id,
        websiteId: id,
        asked: { ...given, ownerId },
      };
      return audited(audit, entry, () => {
        if (actor.role !== 'operator')
          throw new AccessError('Only whoever keeps the server chooses the id of a website.');
        const problems = new Problems([]);
        if (!SLUG.test(id))
          problems.add(['id'], 'The id of a website has up to 63 small letters, digits and "-".');
        const settings = checkSettings(problems, { given, before: undefined, rules });
        return add({ id, ownerId }, { settings, problems });
      });
    },

    update: (actor, { websiteId, set }) =>
      changeWebsite(
        tools,
        { actor, websiteId, right: 'admin', action: 'website.update', asked: set },
        (before) => {
          const problems = new Problems(['set']);
          if (MEMBERS.every((name) => set[name] === undefined))
            problems.add([], 'Nothing is to be different: say at least one setting.', {
              code: 'EMPTY_SELECTION',
            });
          const settings = checkSettings(problems, { given: set, before, rules });
          problems.throwIfAny();
          return {
            website: { ...before, ...settings },
            result: { websiteId },
            ...difference(settingsOf(before), settings),
          };
        },
      ),

    pause: (actor, website) => setStatus(actor, website, { status: 'paused', verb: 'pause' }),
    resume: (actor, website) => setStatus(actor, website, { status: 'active', verb: 'resume' }),
    delete: (actor, website) => setStatus(actor, website, { status: 'deleted', verb: 'delete' }),

    replaceTrackingId: (actor, { websiteId }) =>
      changeWebsite(
        tools,
        { actor, websiteId, right: 'admin', action: 'website.replace_tracking_id' },
        (before) => {
          const website = { ...before, trackingId: newTrackingId() };
          return {
            website,
            result: { websiteId },
            before: { trackingId: before.trackingId },
            after: { trackingId: website.trackingId },
          };
        },
      ),
  };
}

function settingsOf(website: WebsiteRecord): WebsiteSettings {
  return Object.fromEntries(MEMBERS.map((name) => [name, website[name]])) as unknown as WebsiteSettings;
}

/** Forty bits: an id that is taken is met once in a million websites of one name, and then said. */
function idFor(name: string): string {
  const words = name.slice(0, 200).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim().slice(0, 40); // prettier-ignore
  return [...words.split(' ').filter((word) => word !== ''), randomId(8)].join('-');
}

/** Public: pages show it. Not to be guessed all the same, so that nobody sends hits to a website whose pages they never saw. */
function newTrackingId(): string {
  return `vn-${randomId(16)}`;
}
