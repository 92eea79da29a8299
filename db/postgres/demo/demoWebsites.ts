import type { MetadataRows } from '../insertMissing.js';

/** Six websites in six zones, two of them an hour's fraction off (Kathmandu) or with clock changes of their own (Cairo). */
export const demoWebsites = [
  website('aurora-shop', {
    name: 'Aurora Shop',
    domain: 'aurora.example',
    ownerId: 'olivia',
    timezone: 'Europe/Berlin',
    currency: 'EUR',
    industry: 'retail',
  }),
  website('tidal-news', {
    name: 'Tidal News',
    domain: 'tidal.example',
    ownerId: 'olivia',
    timezone: 'America/New_York',
    currency: 'USD',
    industry: 'media',
  }),
  website('kumo-app', {
    name: 'Kumo',
    domain: 'kumo.example',
    ownerId: 'omar',
    timezone: 'Asia/Tokyo',
    currency: 'JPY',
    industry: 'software',
  }),
  website('sahara-travel', {
    name: 'Sahara Travel',
    domain: 'sahara.example',
    ownerId: 'omar',
    timezone: 'Africa/Cairo',
    currency: 'EGP',
    industry: 'travel',
  }),
  website('pampa-market', {
    name: 'Pampa Market',
    domain: 'pampa.example',
    ownerId: 'olivia',
    timezone: 'America/Sao_Paulo',
    currency: 'BRL',
    industry: 'marketplace',
  }),
  website('himal-learn', {
    name: 'Himal Learn',
    domain: 'himal.example',
    ownerId: 'nina',
    timezone: 'Asia/Kathmandu',
    currency: 'NPR',
    industry: 'education',
  }),
] satisfies MetadataRows['websites'];

type Facts = Pick<
  NonNullable<MetadataRows['websites']>[number],
  'name' | 'domain' | 'ownerId' | 'timezone' | 'currency' | 'industry'
>;

function website(id: string, facts: Facts) {
  return { id, trackingId: `VR-${id.toUpperCase()}`, ...facts };
}

export const demoWebsiteProperties = [
  { websiteId: 'aurora-shop', key: 'platform', value: 'shop' },
  { websiteId: 'aurora-shop', key: 'default_language', value: 'de' },
  { websiteId: 'tidal-news', key: 'platform', value: 'cms' },
  { websiteId: 'tidal-news', key: 'default_language', value: 'en' },
  { websiteId: 'kumo-app', key: 'platform', value: 'single_page_app' },
  { websiteId: 'kumo-app', key: 'default_language', value: 'ja' },
  { websiteId: 'sahara-travel', key: 'platform', value: 'booking' },
  { websiteId: 'sahara-travel', key: 'default_language', value: 'ar' },
  { websiteId: 'pampa-market', key: 'platform', value: 'marketplace' },
  { websiteId: 'pampa-market', key: 'default_language', value: 'pt' },
  { websiteId: 'himal-learn', key: 'platform', value: 'courses' },
  { websiteId: 'himal-learn', key: 'default_language', value: 'ne' },
] satisfies MetadataRows['websiteProperties'];
