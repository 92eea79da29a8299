import { z } from 'zod';

/** What the shapes of all members have in common. */

export const text = z.string().min(1);
export const names = z.array(text);
// The pattern is for editors; `defineCatalog` judges names, and says what is wrong with one.
const memberName = z.string().meta({ pattern: '^[a-z][A-Za-z0-9]*$' });
export const byName = <T extends z.ZodType>(value: T) => z.record(memberName, value);

export const metadataKeys = {
  description: text
    .optional()
    .describe('What it is, in a sentence or two. Becomes the description in GraphQL.'),
  owner: text.optional().describe('Team or person to ask.'),
  unit: text
    .optional()
    .describe('Unit of the value: second, byte, percent, an ISO 4217 code such as EUR …')
    .meta({ examples: ['second', 'byte', 'EUR'] }),
  format: z
    .enum(['number', 'percent', 'currency', 'duration'])
    .optional()
    .describe('How a chart should show the value. `percent` expects a share of 1.'),
  goodWhen: z.enum(['up', 'down']).optional().describe('Which direction is an improvement.'),
  deprecated: text
    .optional()
    .describe('Why not to use it any more, and what to use instead. Becomes @deprecated.'),
  certified: z.boolean().optional().describe('Somebody vouches for it. Default: false.'),
  synonyms: names.optional().describe('Other words people look for.'),
};
