import type { Metadata } from '../metrics/index.js';

/** Everything the catalog knows of a member, as a GraphQL description: the sentence first, then the facts on a line. */
function describe(member: Metadata): string {
  const facts = [
    member.unit === undefined ? undefined : `Unit: ${member.unit}`,
    member.format === undefined ? undefined : `Format: ${member.format}`,
    member.goodWhen === undefined ? undefined : `Good when: ${member.goodWhen}`,
    member.owner === undefined ? undefined : `Owner: ${member.owner}`,
    member.certified === true ? 'Certified' : undefined,
    member.synonyms === undefined || member.synonyms.length === 0
      ? undefined
      : `Also called: ${member.synonyms.join(', ')}`,
  ].filter((fact) => fact !== undefined);
  return facts.length === 0 ? member.description : `${member.description}\n\n${facts.join(' · ')}`;
}

interface Documentation {
  readonly description: string;
  readonly deprecationReason?: string;
}

/** A member is documented wherever it can be selected, filtered and ordered by; its text is made once. */
const known = new WeakMap<Metadata, Documentation>();

/** The member's description and, when the catalog says so, its deprecation. */
export function documented(member: Metadata): Documentation {
  const made = known.get(member);
  if (made !== undefined) return made;
  const description = describe(member);
  const documentation =
    member.deprecated === undefined ? { description } : { description, deprecationReason: member.deprecated };
  known.set(member, documentation);
  return documentation;
}
