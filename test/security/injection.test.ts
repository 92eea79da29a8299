import { isEnumType, isInputObjectType, isListType, isNonNullType, type GraphQLInputType } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { QueryError } from '../../src/errors.js';
import { catalogFor, compileQuery, type MetricQuery } from '../../src/metrics/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { parseMetricQuery } from '../../src/server/parseMetricQuery.js';
import { ask, LONG, NOW } from './answers.js';
import { openAttackedServer, type AttackedServer } from './attackedServer.js';
import { canaryCatalog, canaryViewer } from './canary/canaryCatalog.js';
import { sumOf } from './canary/canaryTables.js';
import { CORPUS, isNowhere, randomPayload } from './injection/payloads.js';
import { NAME_SLOTS, ORDER_SLOTS, OTHER_SLOTS, VALUE_SLOTS } from './injection/slots.js';
import { randomOf } from './matrix/randomPolicies.js';

/** Every text that a caller can pass, against a corpus and random pieces of it, with the engine as the judge. */

let server: AttackedServer;
beforeAll(async () => {
  server = await openAttackedServer();
});
afterAll(() => server.close());
afterEach(() => expect(server.alarms.splice(0)).toEqual([]));

const catalog = canaryCatalog();
const viewer = canaryViewer('owner', ['alpha', 'beta']);
const random = randomOf(7);
const PAYLOADS = [
  ...new Set([...CORPUS, ...Array.from({ length: LONG ? 5_000 : 200 }, () => randomPayload(random))]),
];
/** What is asked of the engine: each is a statement. */
const ASKED = PAYLOADS.filter((_, index) => LONG || index % 16 === 0);
const TWIN = 'zz nowhere';
const statementOf = (query: MetricQuery) =>
  compileQuery({ catalog: catalogFor(catalog, 'owner'), query: parseMetricQuery(JSON.parse(JSON.stringify(query))), viewer, now: NOW }).statement; // prettier-ignore

describe('a value', { timeout: LONG ? 7_200_000 : 240_000 }, () => {
  it('never changes the statement', () => {
    let cases = 0;
    for (const [name, asking] of [...VALUE_SLOTS, ...ORDER_SLOTS, ...OTHER_SLOTS]) {
      const twin = statementOf(asking(TWIN));
      for (const payload of PAYLOADS.filter((_, index) => LONG || index % 6 === 0)) {
        const { text, parameters, settings } = statementOf(asking(payload));
        if (text !== twin.text) expect.fail(`${name} of ${JSON.stringify(payload)}: ${text}`);
        expect(parameters.length).toBe(twin.parameters.length);
        expect(settings).toEqual(twin.settings);
        cases++;
      }
    }
    console.log(`${cases} cases: the statement is the same for every text at ${VALUE_SLOTS.length + ORDER_SLOTS.length + OTHER_SLOTS.length} places`); // prettier-ignore
  });

  it('is answered like one that there is nowhere', async () => {
    const interview = { warehouse: server.warehouse, catalog, viewer };
    const combined = (text: string): MetricQuery => ({
      dataset: 'orders',
      view: 'totals',
      select: VALUE_SLOTS.filter(([name]) => name.startsWith('measure')).map(([name, asking]) => ({
        ...asking(text).select?.[0],
        field: 'amount',
        as: name.replaceAll(' ', '_'),
      })),
    });
    const questions = [combined, ...OTHER_SLOTS.map(([, asking]) => asking), ...ORDER_SLOTS.map(([, asking]) => asking)]; // prettier-ignore
    const told = async (query: MetricQuery) =>
      JSON.stringify((await ask(interview, query)).map((row) => [...row]));
    let cases = 0;
    for (const [index, question] of questions.entries()) {
      const twin = await told(question(TWIN));
      for (const payload of ASKED) {
        const answer = await told(question(payload));
        // What is before a text depends on the text; that it is answered at all says that it is one.
        if (index <= OTHER_SLOTS.length && isNowhere(payload))
          expect(answer, JSON.stringify(payload)).toBe(twin);
        cases += index === 0 ? 28 : 1;
      }
    }
    console.log(`${cases} cases answered by the engine`);
  });
});

describe('a name', () => {
  it('that is none is refused as what it is', () => {
    let cases = 0;
    for (const [name, asking] of NAME_SLOTS)
      for (const payload of PAYLOADS) {
        // A date is a date, and some texts are a number.
        const allowed = (() => {
          try {
            return statementOf(asking(payload)).text;
          } catch (error) {
            if (error instanceof QueryError) return undefined;
            throw new Error(`${name}: ${JSON.stringify(payload)}`, { cause: error });
          }
        })();
        if (allowed !== undefined && !(name === 'number' && /^\d+$/.test(payload)))
          expect.fail(`${name} takes ${JSON.stringify(payload)}`);
        cases++;
      }
    console.log(`${cases} cases refused at ${NAME_SLOTS.length} places for names`);
  });

  it('of a caller’s own, of keys and steps, is a name of the answer and nothing else', async () => {
    const interview = { warehouse: server.warehouse, catalog, viewer };
    let cases = 0;
    let refused = 0;
    for (const payload of PAYLOADS.filter((_, index) => LONG || index % 6 === 0)) {
      const named: readonly MetricQuery[] = [
        { dataset: 'orders', view: 'rows', select: [{ field: 'amount', as: payload }, { field: 'tenant' }], orderBy: [{ tenant: 'ASC' }] },
        { dataset: 'orders', view: 'funnel', funnel: { entity: 'tenant', steps: [{ name: payload }, { name: 'two' }], window: { n: 1, unit: 'DAY' } } },
      ]; // prettier-ignore
      for (const query of named) {
        cases++;
        try {
          const rows = await ask(interview, parseMetricQuery(JSON.parse(JSON.stringify(query))));
          if (query.view === 'rows')
            expect(rows.map((row) => row.get(payload))).toEqual([sumOf(['alpha']), sumOf(['beta'])]);
        } catch (error) {
          if (!(error instanceof QueryError)) throw new Error(JSON.stringify(payload), { cause: error });
          refused++;
        }
      }
    }
    console.log(`${cases} names of callers, ${refused} refused`);
  });
});

describe('over HTTP', () => {
  const DOCUMENT = (literal: string) =>
    `query($p: String = ${literal}) { orders(where: { or: [{ product: { eq: $p } }, { tenant: { in: [$p] } }, { customer: { name: { startsWith: ${literal} } } }] }) { totals { amount } rows { tenant } values(of: product, search: $p) } }`;

  it('a text in a variable or a literal is answered like one that there is nowhere', async () => {
    const twin = await server.ask('otto', DOCUMENT(JSON.stringify(TWIN)), { p: TWIN });
    expect(twin.status).toBe(200);
    const sent = ASKED.filter(isNowhere);
    for (const payload of sent) {
      const literal = JSON.stringify(payload);
      const answer = await server.ask('otto', DOCUMENT(literal), { p: payload });
      // Half of a pair is no text of GraphQL.
      if (answer.status === 200) expect(answer.text).toBe(twin.text);
      else expect([literal, answer.text.includes('"INTERNAL"')]).toEqual([literal, false]);
    }
    console.log(`${sent.length} texts over HTTP`);
  });

  it('texts in every argument of every mutation are texts', async () => {
    const type = buildRoleSchema(catalogFor(catalog, 'owner')).getMutationType();
    const mutations = Object.values(type?.getFields() ?? {});
    expect(mutations.length).toBeGreaterThan(3);
    let cases = 0;
    for (const { name, args, type: result } of mutations) {
      const given = args.map((arg) => `${arg.name}: ${valueOf(arg.type)}`).join(', ');
      const selected = /^\[?[A-Z]\w*/.test(String(result)) && !/^(?:Boolean|String|Int)/.test(String(result)) ? ' { __typename }' : ''; // prettier-ignore
      const document = `mutation($p: String!) { ${name}${given === '' ? '' : `(${given})`}${selected} }`;
      // Everybody else of these tests asks with a token: none may be taken back.
      if (/token/i.test(name)) continue;
      for (const payload of ASKED.filter((_, index) => LONG || index % 6 === 0)) {
        const answer = await server.ask('otto', document, { p: payload });
        expect(answer.text, `${document} ${JSON.stringify(payload)}`).not.toMatch(
          /"INTERNAL"|METADATA_FAILED/,
        );
        expect([200, 400, 403]).toContain(answer.status);
        cases++;
      }
    }
    console.log(`${cases} mutations of ${mutations.length} kinds`);
  });

  it('headers are headers', async () => {
    const headers = ['user-agent', 'accept', 'accept-encoding', 'accept-language', 'origin', 'referer', 'cookie', 'x-request-id', 'x-forwarded-for', 'forwarded', 'x-vernier-key', 'apollo-require-preflight', 'if-none-match', 'range', 'content-language'];
    const authorization = `Bearer ${await server.token('otto')}`;
    const body = JSON.stringify({ query: '{ orders { totals { amount } } }' });
    // What no header can hold is refused by every client before it is sent.
    const texts = CORPUS.filter((text) => /^[\t\x20-\x7e]+$/.test(text) && text.length < 2_000);
    let cases = 0;
    for (const header of headers)
      for (const text of texts.filter((_, index) => LONG || index % 5 === 0)) {
        const answer = await server.send('/graphql', { method: 'POST', headers: { 'content-type': 'application/json', authorization, [header]: text }, body });
        expect([200, 406], `${header}: ${text}`).toContain(answer.status);
        if (answer.status === 200) expect(answer.body.data).toEqual({ orders: { totals: { amount: sumOf(['alpha', 'beta']) } } });
        cases++;
      }
    for (const text of texts) {
      const answer = await server.send('/graphql', { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${text}` }, body });
      expect(answer.status, text).toBe(401);
      expect(answer.text).not.toContain(`${text}"`);
      cases++;
    }
    console.log(`${cases} headers`);
  }); // prettier-ignore
});

/** A value for an argument: every text is the variable `p`. */
function valueOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return valueOf(type.ofType);
  if (isListType(type)) return `[${valueOf(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).slice(0, type.isOneOf ? 1 : undefined);
    return `{ ${fields.map((field) => `${field.name}: ${valueOf(field.type)}`).join(', ')} }`;
  }
  if (type.name === 'String' || type.name === 'ID') return '$p';
  if (type.name === 'Boolean') return 'false';
  return /Date|Time/.test(type.name) ? '"2030-01-01T00:00:00Z"' : '1';
}
