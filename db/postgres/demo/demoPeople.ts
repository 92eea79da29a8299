import type { MetadataRows } from '../insertMissing.js';

/** The three demo people have no password: they hold tokens. `nina` and `omar` own websites that nobody else here may see. */
export const demoPeople = [
  {
    id: 'olivia',
    email: 'olivia@aurora.example',
    name: 'Olivia Brandt',
    company: 'Aurora Group',
    role: 'owner',
    emailVerified: true,
  },
  {
    id: 'omar',
    email: 'omar@kumo.example',
    name: 'Omar Haddad',
    company: 'Kumo Labs',
    role: 'owner',
    emailVerified: true,
  },
  {
    id: 'nina',
    email: 'nina@himal.example',
    name: 'Nina Gurung',
    company: 'Himal Learning',
    role: 'owner',
    emailVerified: true,
  },
  {
    id: 'ana',
    email: 'ana@vernier.example',
    name: 'Ana Souza',
    company: 'Vernier Demo',
    role: 'analyst',
    emailVerified: true,
  },
  {
    id: 'rafael',
    email: 'rafael@vernier.example',
    name: 'Rafael Ortiz',
    company: 'Vernier Demo',
    role: 'reader',
    emailVerified: true,
  },
] satisfies MetadataRows['users'];

export const demoWebsitePermissions = [
  { websiteId: 'aurora-shop', userId: 'rafael', role: 'viewer', grantedBy: 'olivia' },
  { websiteId: 'kumo-app', userId: 'rafael', role: 'viewer', grantedBy: 'omar' },
] satisfies MetadataRows['websitePermissions'];

export const demoTenants = [
  { id: 'northwind', name: 'Northwind Traders' },
  { id: 'contoso', name: 'Contoso' },
  { id: 'fabrikam', name: 'Fabrikam' },
  { id: 'tailspin', name: 'Tailspin Toys' },
  { id: 'wingtip', name: 'Wingtip Imports' },
] satisfies MetadataRows['tenants'];

export const demoTenantPermissions = [
  { tenantId: 'northwind', userId: 'olivia' },
  { tenantId: 'contoso', userId: 'olivia' },
  { tenantId: 'northwind', userId: 'rafael', grantedBy: 'olivia' },
] satisfies MetadataRows['tenantPermissions'];
