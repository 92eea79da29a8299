/**
 * Rows of several tenants whose amounts give every subset of rows a sum of its own: each is a prime above the sum of those before it. Keys collide
 * between tenants on purpose, so that a join which forgets a policy finds somebody else's row.
 */

export const TENANTS = ['alpha', 'beta', 'gamma', 'delta', 'ALPHA', 'alpha ', 'alph', ''] as const;
export type Tenant = (typeof TENANTS)[number];

const ROWS_EACH = 3;

/** 2, 3, 7, 13, 29 … */
const PRIMES: readonly number[] = superIncreasingPrimes(TENANTS.length * ROWS_EACH);

/** Amounts of one tenant's rows. */
function amountsOf(tenant: Tenant): readonly number[] {
  const first = TENANTS.indexOf(tenant) * ROWS_EACH;
  return PRIMES.slice(first, first + ROWS_EACH);
}

export function sumOf(tenants: readonly Tenant[]): number {
  return tenants.flatMap(amountsOf).reduce((sum, amount) => sum + amount, 0);
}

/** A vault of each tenant. */
export function vaultOf(tenant: Tenant): string {
  return `00000000-0000-4000-8000-00000000000${TENANTS.indexOf(tenant)}`;
}

export const CANARY_STATEMENTS: readonly string[] = [
  'CREATE DATABASE canary ENGINE = Atomic',
  `CREATE TABLE canary.orders (
     order_id UInt64, tenant LowCardinality(String), customer_id UInt64, region_id UInt8, product Nullable(String), amount UInt64, cost Decimal(18, 2),
     score Float64, placed DateTime64(3, 'UTC'), day Date, user_id String, email Nullable(String), payload Tuple(tenant String, note String),
     vault UUID, paid Bool
   ) ENGINE = MergeTree ORDER BY order_id`,
  `CREATE TABLE canary.customers (
     customer_id UInt64, tenant String, name String, user_id String, company_id UInt64, credit UInt64
   ) ENGINE = MergeTree ORDER BY customer_id`,
  `CREATE TABLE canary.companies (company_id UInt64, tenant String, label Nullable(String), budget UInt64)
   ENGINE = MergeTree ORDER BY company_id`,
  `CREATE TABLE canary.regions (region_id UInt8, tenant String, label String, open Bool, area UInt64)
   ENGINE = MergeTree ORDER BY region_id`,
  `CREATE TABLE canary.vaults (vault UUID, \`end\` String, \`interval\` String, account UInt32, worth UInt64)
   ENGINE = MergeTree ORDER BY vault`,
  `CREATE TABLE canary.calendar (tenant String, day Date, pair UInt32, before Date) ENGINE = MergeTree ORDER BY day`,
  "INSERT INTO canary.regions VALUES (99, 'public', 'open to all', true, 0)",
];

type Rows = readonly Readonly<Record<string, unknown>>[];

/** Keys of a tenant's own rows; those that can be granted together share none. */
function keysOf(tenant: Tenant): readonly number[] {
  const base = TENANTS.indexOf(tenant) % 2 === 0 ? 0 : 100;
  return Array.from({ length: ROWS_EACH }, (_, row) => base + row + 1);
}

/** Keys that a tenant has in the tables which orders lead to. Of the first two tenants some are missing, and all the others have every one. */
function partnersOf(tenant: Tenant, missing: number): readonly number[] {
  const granted = tenant === 'alpha' || tenant === 'beta';
  return granted ? keysOf(tenant).slice(0, -missing) : [...keysOf('alpha'), ...keysOf('beta')];
}

/** What one tenant has in each table. `relabel` changes every personal value, one to one, and nothing else. */
export function rowsOf(
  tenant: Tenant,
  relabel: (text: string) => string = (text) => text,
): ReadonlyMap<string, Rows> {
  const index = TENANTS.indexOf(tenant);
  const amounts = amountsOf(tenant);
  return new Map<string, Rows>([
    [
      'canary.orders',
      keysOf(tenant).map((key, row) => ({
        order_id: key,
        tenant,
        customer_id: key,
        region_id: key,
        product: row === 1 ? null : `${tenant}-product-${row}`,
        amount: amounts[row],
        cost: `${amounts[row]}.25`,
        score: amounts[row],
        placed: `2030-03-0${row + 1} 1${index}:30:00.250`,
        day: `2030-03-0${row + 1}`,
        user_id: relabel(`user-${key}`),
        email: row === 0 ? null : relabel(`${key}@example.com`),
        payload: { tenant, note: `${tenant}-note` },
        vault: vaultOf(tenant),
        paid: row !== 0,
      })),
    ],
    [
      'canary.customers',
      partnersOf(tenant, 1).map((key) => ({
        customer_id: key,
        tenant,
        name: `${tenant}-customer-${key}`,
        user_id: relabel(`user-${key}`),
        company_id: key,
        credit: amounts[0],
      })),
    ],
    [
      'canary.companies',
      partnersOf(tenant, 2).map((key) => ({
        company_id: key,
        tenant,
        label: `${tenant}-company-${key}`,
        budget: amounts[1],
      })),
    ],
    [
      'canary.regions',
      partnersOf(tenant, 1).map((key) => ({
        region_id: key,
        tenant,
        label: `${tenant}-region-${key}`,
        open: false,
        area: amounts[2],
      })),
    ],
    ['canary.calendar', daysOf(tenant)],
    [
      'canary.vaults',
      [
        {
          vault: vaultOf(tenant),
          end: tenant,
          interval: relabel(`${tenant}-interval`),
          account: index,
          worth: amounts[0],
        },
      ],
    ],
  ]);
}

const DAYS = ['2030-02-27', '2030-02-28', '2030-03-01', '2030-03-02', '2030-03-03', '2030-03-04'];

/** Days in pairs. The first two tenants, who can be granted together, share no day, and both lack the third of March; all the others have every day. */
function daysOf(tenant: Tenant): Rows {
  const index = TENANTS.indexOf(tenant);
  return DAYS.flatMap((day, at) =>
    index < 2 && (at === 4 || at < 2 !== (index === 1))
      ? []
      : [{ tenant, day, pair: index < 2 ? Math.floor(at / 2) : 100 * index, before: DAYS[at - 1] ?? day }],
  );
}

function superIncreasingPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  let sum = 1;
  for (let number = 2; primes.length < count; number++) {
    if (number <= sum || !isPrime(number)) continue;
    primes.push(number);
    sum += number;
  }
  return primes;
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}
