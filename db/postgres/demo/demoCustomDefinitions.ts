import type { MetadataRows } from '../insertMissing.js';

/** Names for columns that the demo events fill. The same index means something else on each website, as in real life. */
export const demoCustomDimensions = [
  {
    websiteId: 'aurora-shop',
    index: 1,
    name: 'customerTier',
    scope: 'user',
    description: 'Loyalty tier of the customer.',
  },
  {
    websiteId: 'aurora-shop',
    index: 2,
    name: 'experimentVariant',
    scope: 'session',
    description: 'Variant of the running experiment.',
  },
  {
    websiteId: 'tidal-news',
    index: 1,
    name: 'subscription',
    scope: 'user',
    description: 'Plan of the reader.',
  },
  {
    websiteId: 'tidal-news',
    index: 2,
    name: 'articleSection',
    scope: 'hit',
    description: 'Section of the article.',
  },
  { websiteId: 'kumo-app', index: 1, name: 'plan', scope: 'user', description: 'Plan of the workspace.' },
  {
    websiteId: 'sahara-travel',
    index: 1,
    name: 'travellerType',
    scope: 'user',
    description: 'Alone, couple, family or group.',
  },
  {
    websiteId: 'pampa-market',
    index: 1,
    name: 'buyerTier',
    scope: 'user',
    description: 'Tier of the buyer.',
  },
  {
    websiteId: 'himal-learn',
    index: 1,
    name: 'courseLevel',
    scope: 'session',
    description: 'Level of the course that was opened.',
  },
] satisfies MetadataRows['customDimensions'];

export const demoCustomMetrics = [
  {
    websiteId: 'aurora-shop',
    index: 1,
    name: 'cartValue',
    type: 'currency',
    description: 'Value of the cart.',
  },
  {
    websiteId: 'aurora-shop',
    index: 2,
    name: 'itemsInCart',
    type: 'integer',
    description: 'Items in the cart.',
  },
  {
    websiteId: 'tidal-news',
    index: 1,
    name: 'readingTime',
    type: 'time',
    description: 'Seconds of active reading.',
  },
  {
    websiteId: 'kumo-app',
    index: 1,
    name: 'blocksEdited',
    type: 'integer',
    description: 'Blocks edited on the page.',
  },
  {
    websiteId: 'himal-learn',
    index: 1,
    name: 'lessonTime',
    type: 'time',
    description: 'Seconds of lesson video watched.',
  },
] satisfies MetadataRows['customMetrics'];
