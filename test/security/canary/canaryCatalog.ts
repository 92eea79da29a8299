import {
  defineCatalog,
  type Catalog,
  type DatasetSpec,
  type Role,
  type Viewer,
} from '../../../src/metrics/index.js';
import { access, byTenant } from './canaryAccess.js';
import { NUMBER_SPECS } from './canaryNumbers.js';
import { TENANTS, vaultOf, type Tenant } from './canaryTables.js';

const orderDimensions: DatasetSpec['dimensions'] = {
  id: { type: 'integer', sql: 'order_id' },
  tenant: { type: 'string', conforms: 'tenant' },
  product: { type: 'string', conforms: 'product' },
  placed: { type: 'time' },
  day: { type: 'date' },
  paid: { type: 'boolean' },
  vaultId: { type: 'uuid', sql: 'vault' },
};

/** None of them depends on a personal value. */
const MASKS: NonNullable<DatasetSpec['access']>[string]['mask'] = {
  shopper: { constant: 'somebody' },
  mailbox: 'null',
  either: null,
  fromCompany: { mask: 'null', unless: { 'region.open': { eq: true } } },
  product: { truncate: 3 },
  vaultId: { mask: { constant: 'vault' }, unless: { tenant: { in: '$nothing' } } },
  placed: { truncate: 'month' },
  id: { truncate: 2 },
};

export const canarySpecs: readonly DatasetSpec[] = [
  ...NUMBER_SPECS,
  {
    dataset: 'orders',
    description: 'Orders. Keys of other tables are not unique between tenants.',
    source: 'canary.orders',
    primaryKey: ['order_id'],
    time: 'placed',
    relationships: {
      customer: { to: 'customers', on: { customer_id: 'customer_id' }, cardinality: 'many-to-one' },
      region: { to: 'regions', on: { region_id: 'region_id' }, cardinality: 'many-to-one' },
      vault: { to: 'vaults', on: { vault: 'vault' }, cardinality: 'many-to-one' },
      closed: { to: 'sealed', on: { order_id: 'order_id' }, cardinality: 'one-to-one' },
      person: { to: 'customers', on: { user_id: 'user_id' }, cardinality: 'many-to-one' },
      writer: { to: 'companies', on: { "concat(email, '')": 'label' }, cardinality: 'many-to-one' },
    },
    dimensions: {
      ...orderDimensions,
      // The same as the name of a customer, which is no secret.
      userId: { type: 'string', sql: 'user_id', description: 'Nomen nescio', conforms: 'person' },
      email: { type: 'string', description: 'Hush hush', synonyms: ['whisper'] },
      mailDomain: { type: 'string', sql: "splitByChar('@', ifNull(email, ''))[-1]" },
      userKey: { type: 'string', sql: "concat({userId}, '!')" },
    },
    measures: {
      orders: { agg: 'count' },
      amount: { agg: 'sum', sql: 'amount' },
      cost: { agg: 'sum', sql: 'cost', type: 'decimal' },
      meanScore: { agg: 'avg', sql: 'score', type: 'float' },
      medianAmount: { agg: 'quantileExact(0.5)', sql: 'amount', type: 'integer' },
      largest: { agg: 'max', sql: 'amount', type: 'integer' },
      products: { agg: 'groupUniqArray', sql: 'product', type: 'list' },
      paidAmount: { agg: 'sum', sql: 'amount', filter: 'paid' },
      users: { agg: 'uniqExact', sql: 'user_id', exposes: 'aggregate' },
      lastUser: { agg: 'argMax', sql: ['user_id', 'placed'], type: 'string' },
      mails: { agg: 'groupUniqArray', sql: 'email', type: 'list' },
      mailed: { agg: 'count', filter: 'email IS NOT NULL' },
    },
    segments: {
      paidOnes: { sql: 'paid' },
      staff: { sql: "user_id LIKE '%user-0'" },
    },
    metrics: {
      perUser: { ratio: ['amount', 'users'] },
      twice: { derived: 'amount * 2 + orders' },
      mailedShare: { ratio: ['mailed', 'orders'] },
      mailedTwice: { derived: 'mailedShare * 2' },
      staffAmount: { filtered: { of: 'amount', where: "user_id LIKE '%user-0'" } },
      paidOrders: { filtered: { of: 'orders', where: 'paid' } },
    },
    access: access(['userId', 'email']),
  },
  {
    dataset: 'customers',
    description: 'Customers.',
    source: 'canary.customers',
    relationships: {
      company: { to: 'companies', on: { company_id: 'company_id' }, cardinality: 'many-to-one' },
      // A circle: orders → customer → firstOrder → customer …
      firstOrder: { to: 'orders', on: { customer_id: 'order_id' }, cardinality: 'one-to-one' },
    },
    dimensions: {
      id: { type: 'integer', sql: 'customer_id' },
      tenant: { type: 'string' },
      name: { type: 'string', conforms: 'person' },
      login: { type: 'string', sql: 'customers.user_id' },
    },
    measures: {
      customers: { agg: 'count' },
      credit: { agg: 'sum', sql: 'credit' },
      greatestLogin: { agg: 'max', sql: 'user_id', type: 'string' },
    },
    access: access(['login']),
  },
  {
    dataset: 'companies',
    description: 'Companies.',
    source: 'canary.companies',
    dimensions: {
      id: { type: 'integer', sql: 'company_id' },
      tenant: { type: 'string' },
      label: { type: 'string' },
    },
    measures: { companies: { agg: 'count' }, budget: { agg: 'sum', sql: 'budget' } },
    access: access(),
  },
  {
    dataset: 'regions',
    description: 'Regions; a policy of alternatives.',
    source: 'canary.regions',
    dimensions: {
      id: { type: 'integer', sql: 'region_id' },
      tenant: { type: 'string', conforms: 'tenant' },
      label: { type: 'string' },
      open: { type: 'boolean' },
    },
    measures: { regions: { agg: 'count' }, area: { agg: 'sum', sql: 'area' } },
    access: {
      analyst: { rows: 'all' },
      owner: { rows: { or: [{ open: { eq: true } }, byTenant] } },
      reader: { rows: { or: [{ open: { eq: true } }, { and: [byTenant, { open: { eq: false } }] }] } },
    },
  },
  {
    dataset: 'vaults',
    description: 'Columns named like words of SQL; a policy by text, integer and UUID.',
    source: 'canary.vaults',
    dimensions: {
      vaultId: { type: 'uuid', sql: 'vault' },
      keeper: { type: 'string', sql: 'end' },
      span: { type: 'string', sql: 'interval' },
      account: { type: 'integer' },
    },
    measures: {
      vaults: { agg: 'count' },
      worth: { agg: 'sum', sql: 'worth' },
      lastSpan: { agg: 'max', sql: 'interval', type: 'string' },
    },
    access: {
      analyst: { rows: 'all' },
      owner: { rows: { keeper: { in: '$tenants' } } },
      reader: {
        rows: { and: [{ vaultId: { in: '$vaults' } }, { account: { in: '$accounts' } }] },
        hide: ['span'],
      },
    },
  },
  {
    dataset: 'notes',
    description: 'A policy over a part of a tuple, while dimensions and measures hold the whole.',
    source: 'canary.orders',
    time: 'day',
    relationships: {
      customer: { to: 'customers', on: { customer_id: 'customer_id' }, cardinality: 'many-to-one' },
    },
    dimensions: {
      ...orderDimensions,
      tenant: { type: 'string', sql: 'payload.tenant', conforms: 'tenant' },
      note: { type: 'string', sql: 'payload.note' },
    },
    measures: { orders: { agg: 'count' }, amount: { agg: 'sum', sql: 'amount' } },
    access: access(),
  },
  {
    dataset: 'days',
    description: 'A SELECT of the catalog.',
    sql: `SELECT tenant, day, customer_id, user_id, sum(amount) AS total, count() AS parts
          FROM canary.orders
          GROUP BY tenant, day, customer_id, user_id`,
    time: 'day',
    relationships: {
      customer: { to: 'customers', on: { customer_id: 'customer_id' }, cardinality: 'many-to-one' },
    },
    dimensions: {
      tenant: { type: 'string', conforms: 'tenant' },
      day: { type: 'date' },
      userId: { type: 'string', sql: 'user_id', conforms: 'person' },
    },
    measures: {
      days: { agg: 'count' },
      total: { agg: 'sum', sql: 'total' },
      parts: { agg: 'sum', sql: 'parts' },
    },
    access: access(['userId']),
  },
  {
    dataset: 'sealed',
    description: 'For analysts alone, with ways to it.',
    source: 'canary.orders',
    dimensions: orderDimensions,
    measures: { orders: { agg: 'count' } },
    access: { analyst: { rows: 'all' } },
  },
  {
    dataset: 'masked',
    description:
      'Orders whose rows are granted by where they lead to, and whose personal values are shown as masks.',
    source: 'canary.orders',
    primaryKey: ['order_id'],
    time: 'day',
    relationships: {
      vault: { to: 'vaults', on: { vault: 'vault' }, cardinality: 'many-to-one' },
      region: { to: 'regions', on: { region_id: 'region_id' }, cardinality: 'many-to-one' },
      again: { to: 'masked', on: { order_id: 'order_id', tenant: 'tenant' }, cardinality: 'one-to-one' },
      sameUser: { to: 'masked', on: { user_id: 'user_id' }, cardinality: 'many-to-many' },
    },
    dimensions: {
      ...orderDimensions,
      shopper: { type: 'string', sql: 'user_id', conforms: 'person' },
      mailbox: { type: 'string', sql: 'email' },
      nickname: { type: 'string', sql: "concat({shopper}, '?')" },
      either: { type: 'string', choices: { mail: 'email', user: 'user_id' } },
      fromCompany: { type: 'string', sql: 'email' },
    },
    measures: {
      orders: { agg: 'count' },
      amount: { agg: 'sum', sql: 'amount' },
      users: { agg: 'uniqExact', sql: 'user_id', exposes: 'aggregate' },
      firstUser: { agg: 'min', sql: 'user_id', type: 'string' },
      perUserCount: { agg: 'avg', of: 'orders', per: 'shopper' },
    },
    segments: { mailedTo: { sql: 'email IS NOT NULL' } },
    metrics: {
      known: { filtered: { of: 'orders', where: { shopper: { isNull: false } } } },
      whoOrdered: {
        retention: { entity: 'shopper', grain: 'day', periods: 2 },
      },
    },
    access: {
      analyst: { rows: 'all' },
      owner: { rows: { 'vault.keeper': { in: '$tenants' } }, mask: MASKS },
      reader: { rows: { or: [{ 'vault.keeper': { in: '$tenants' } }] }, mask: MASKS },
    },
  },
  {
    dataset: 'unshared',
    description: 'For analysts alone.',
    source: 'canary.orders',
    dimensions: orderDimensions,
    measures: { orders: { agg: 'count' } },
    access: { analyst: { rows: 'all' } },
  },
];

/** The catalog, or one made of changed specifications. */
export function canaryCatalog(change: (spec: DatasetSpec) => DatasetSpec = (spec) => spec): Catalog {
  const { catalog, issues } = defineCatalog(canarySpecs.map(change));
  if (issues.length > 0) throw new Error(JSON.stringify(issues, null, 2));
  return catalog;
}

/** Who was granted these tenants, with their vaults and accounts. */
export function canaryViewer(role: Role, tenants: readonly Tenant[]): Viewer {
  return {
    subject: `${role}-of-${tenants.join('-')}`,
    role,
    attributes: new Map<string, readonly (string | number)[]>([
      ['tenants', tenants],
      ['vaults', tenants.map(vaultOf)],
      ['accounts', tenants.map((tenant) => TENANTS.indexOf(tenant))],
    ]),
  };
}
