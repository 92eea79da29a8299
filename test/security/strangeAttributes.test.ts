import { describe, expect, it } from 'vitest';
import { AccessError } from '../../src/errors.js';
import { catalogFor, compileQuery, type Viewer } from '../../src/metrics/index.js';
import { NOW } from './answers.js';
import { canaryCatalog, canaryViewer } from './canary/canaryCatalog.js';
import { vaultOf } from './canary/canaryTables.js';

const catalog = canaryCatalog();
type Values = readonly unknown[] | undefined;

/** Compiles as a reader whose attributes are these, as a careless issuer might have written them. */
function parametersOf(dataset: 'orders' | 'vaults', attributes: Readonly<Record<string, Values>>): unknown {
  const granted = canaryViewer('reader', ['alpha']).attributes;
  const viewer = {
    ...canaryViewer('reader', []),
    attributes: new Map([...granted, ...Object.entries(attributes)]),
  } as unknown as Viewer;
  const query = { dataset, view: 'totals', select: [{ field: dataset }] } as const;
  const { statement } = compileQuery({ catalog: catalogFor(catalog, 'reader'), query, viewer, now: NOW });
  return statement.parameters.map(({ value }) => value);
}

describe('a missing grant', () => {
  it.each([
    [undefined],
    [[]],
    [[null]],
    [[undefined]],
    [[Number.NaN]],
    [[Number.POSITIVE_INFINITY]],
    [[{}]],
    [[['alpha']]],
    [[true]],
  ])('is an error, whatever takes its place: %j', (tenants) => {
    expect(() => parametersOf('orders', { tenants })).toThrow(AccessError);
  });

  it.each([['x'], [''], [' '], ['0x10'], ['1.5'], ['1e3'], [1.5], ['٣'], ['1'.repeat(100)], ['--1'], [{}]])(
    'is an error where it is no integer: %j',
    (account) => {
      expect(() => parametersOf('vaults', { accounts: [account] })).toThrow(AccessError);
    },
  );

  it.each([['x'], [''], ['00000000-0000-4000-8000-00000000000'], [0], [`${vaultOf('alpha')}'`]])(
    'is an error where it is no UUID: %j',
    (vault) => {
      expect(() => parametersOf('vaults', { vaults: [vault] })).toThrow(AccessError);
    },
  );

  it('says the same for every dataset and reason', () => {
    const messages = new Set(
      [undefined, [], [null]].map((tenants) => {
        try {
          return parametersOf('orders', { tenants });
        } catch (error) {
          return String(error);
        }
      }),
    );
    expect(messages.size).toBe(1);
  });
});

describe('grants', () => {
  it('that are no value of the dimension grant nothing, beside those that are', () => {
    expect(parametersOf('vaults', { accounts: ['', '7', 'x', 8] })).toEqual([[vaultOf('alpha')], ['7', '8']]);
  });

  it('stay values, whatever they spell', () => {
    const tenants = ["a') OR 1=1 --", '{p1:String}', '\\', '\0', '%', '__proto__'];
    expect(parametersOf('orders', { tenants })).toEqual([tenants]);
  });

  it('by other names are none', () => {
    for (const name of ['Tenants', 'tenant', '$tenants', '__proto__', 'constructor'])
      expect(() => parametersOf('orders', { tenants: undefined, [name]: ['alpha'] })).toThrow(AccessError);
  });
});

it('a viewer of one role cannot use the catalog of another', () => {
  const query = { dataset: 'orders', view: 'totals', select: [{ field: 'orders' }] } as const;
  const viewer = canaryViewer('reader', ['alpha']);
  expect(() => compileQuery({ catalog: catalogFor(catalog, 'analyst'), query, viewer, now: NOW })).toThrow(
    'A question resolved for analyst was asked as reader.',
  );
});
