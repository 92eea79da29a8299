import type { ValueType } from '../../../src/metrics/catalog/definitions.js';
import type { Meaning, Row } from '../catalogView.js';
import { dayOf, dayText, readDay, secondOfNanos } from '../clock.js';
import { and, not, or } from '../condition.js';
import { calculate, compare, Decimal, type Truth, type Value } from '../value.js';
import type { FuzzColumn } from './columns.js';
import type { Random } from './random.js';

/** A piece of SQL and what it means. */
export interface Snippet extends Meaning {
  readonly sql: string;
  /** Nothing next to it can tear it apart. */
  readonly isAtomic: boolean;
  readonly isSmall: boolean;
}

const WORDS = /^(?:all|and|any|array|as|asc|between|by|case|cast|date|default|desc|distinct|div|else|end|false|final|format|from|group|having|in|interval|into|is|join|like|limit|mod|not|null|offset|on|or|order|over|prewhere|select|settings|then|timestamp|true|union|using|values|when|where|window|with|columns|apply|inf|nan)$/i; // prettier-ignore

function quoteColumn(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !WORDS.test(name) ? name : `\`${name}\``;
}

export function columnSnippet(column: FuzzColumn, random: Random): Snippet {
  const quoted = quoteColumn(column.name);
  return {
    sql: quoted === column.name && random.chance(0.1) ? `\`${column.name}\`` : quoted,
    type: column.type,
    reads: [column.name],
    column: column.name,
    of: (row) => row[column.name] as Value,
    isAtomic: true,
    isSmall: column.isSmall,
  };
}

/** The same snippet, by reference to the dimension that holds it. */
export function referenceSnippet(name: string, snippet: Snippet): Snippet {
  return { ...snippet, sql: `{${name}}`, isAtomic: true };
}

const literal = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
const part = ({ sql, isAtomic }: Snippet): string => (isAtomic ? sql : `(${sql})`);

/** A snippet computed from others. NULL in, NULL out, unless `of` says otherwise. */
function computed(
  sql: string,
  from: readonly Snippet[],
  rest: { type: ValueType; isAtomic?: boolean; isSmall?: boolean; compute: (values: readonly Value[]) => Value; isStrict?: boolean }, // prettier-ignore
): Snippet {
  const { type, isAtomic = false, isSmall = false, compute, isStrict = true } = rest;
  const of = (row: Row): Value => {
    const values = from.map((each) => each.of(row));
    return isStrict && values.includes(null) ? null : compute(values);
  };
  return { sql, type, reads: [...new Set(from.flatMap(({ reads }) => reads))], of, isAtomic, isSmall };
}

/** Makes snippets of any type over some columns. */
export class SnippetMaker {
  constructor(
    private readonly random: Random,
    private readonly bases: readonly Snippet[],
    private readonly isEnum: (snippet: Snippet) => boolean,
  ) {}

  any(): Snippet {
    const random = this.random;
    return random.chance(0.5)
      ? random.pick(this.bases)
      : this.of(random.pick(['string', 'integer', 'boolean', 'float', 'decimal', 'date', 'time']));
  }

  /** A snippet of a type: a column, or something computed. Undefined when there is nothing to compute it from. */
  of(type: ValueType): Snippet {
    const own = this.bases.filter((base) => base.type === type);
    if (own.length > 0 && this.random.chance(0.4)) return this.random.pick(own);
    switch (type) {
      case 'string':
        return this.#text();
      case 'integer':
        return this.#integer();
      case 'boolean':
        return this.condition();
      case 'float':
        return this.#float();
      case 'decimal':
        return this.#decimal() ?? this.#integer();
      case 'date':
        return this.#date() ?? this.#text();
      case 'time':
        return this.#time() ?? this.#text();
      default:
        return own.length > 0 ? this.random.pick(own) : this.#text();
    }
  }

  #base(type: ValueType, isSmall = false): Snippet | undefined {
    const own = this.bases.filter((base) => base.type === type && (!isSmall || base.isSmall));
    return own.length === 0 ? undefined : this.random.pick(own);
  }

  #stringBase(): Snippet | undefined {
    const own = this.bases.filter((base) => base.type === 'string' && !this.isEnum(base));
    return own.length === 0 ? undefined : this.random.pick(own);
  }

  #text(): Snippet {
    const s = this.#stringBase();
    const n = this.#base('integer', true);
    const choice = this.random.int(0, 8);
    if (s === undefined || choice === 0) {
      const when = this.condition();
      return computed(`if(${when.sql}, 'yes', 'no''s')`, [when], {
        type: 'string',
        isAtomic: true,
        isStrict: false,
        compute: ([truth]) => (truth === true ? 'yes' : "no's"),
      });
    }
    const string = (sql: string, compute: (text: string) => Value, isAtomic = true): Snippet =>
      computed(sql, [s], { type: 'string', isAtomic, compute: ([text]) => compute(String(text)) });
    switch (choice) {
      case 1:
        return string(`lower(${s.sql})`, asciiLower);
      case 2:
        return string(`if(${part(s)} = '', 'none', lower(${s.sql}))`, (text) =>
          text === '' ? 'none' : asciiLower(text),
        );
      case 3:
        return computed(`coalesce(${s.sql}, 'n/a')`, [s], {
          type: 'string',
          isAtomic: true,
          isStrict: false,
          compute: ([text]) => text ?? 'n/a',
        });
      case 4:
        return string(`nullIf(${s.sql}, '')`, (text) => (text === '' ? null : text));
      case 5:
        return string(`concat(${s.sql}, '{|}', ${s.sql})`, (text) => `${text}{|}${text}`);
      case 6:
        return string(`${part(s)} || '''s'`, (text) => `${text}'s`, false);
      case 7:
        return string(`substringUTF8(${s.sql}, 1, 2)`, (text) => [...text].slice(0, 2).join(''));
      default:
        if (n === undefined) return s;
        return computed(
          `CASE WHEN ${part(n)} > 3 THEN 'high' WHEN ${part(n)} < 1 THEN ${part(s)} ELSE 'low' END`,
          [n, s],
          {
            type: 'string',
            isStrict: false,
            compute: ([number, text]) => (number !== null && (number as bigint) > 3n ? 'high' : number !== null && (number as bigint) < 1n ? (text as Value) : 'low'), // prettier-ignore
          },
        );
    }
  }

  #integer(): Snippet {
    const n = this.#base('integer', true);
    const s = this.#stringBase();
    const choice = this.random.int(0, 6);
    if (n === undefined || (choice === 0 && s !== undefined)) {
      if (s === undefined) {
        const when = this.condition();
        return computed(`if(${when.sql}, 2, -1)`, [when], { type: 'integer', isAtomic: true, isSmall: true, isStrict: false, compute: ([truth]) => (truth === true ? 2n : -1n) }); // prettier-ignore
      }
      return computed(`lengthUTF8(${s.sql})`, [s], { type: 'integer', isAtomic: true, isSmall: true, compute: ([text]) => BigInt([...String(text)].length) }); // prettier-ignore
    }
    const number = (sql: string, compute: (value: bigint) => Value, isAtomic = false): Snippet =>
      computed(sql, [n], {
        type: 'integer',
        isAtomic,
        isSmall: true,
        compute: ([value]) => compute(value as bigint),
      });
    switch (choice) {
      case 1:
        return number(`${part(n)} + 1`, (value) => value + 1n);
      case 2:
        return number(`toInt64(${n.sql}) - 5`, (value) => value - 5n);
      case 3:
        return number(`intDiv(${n.sql}, 3)`, (value) => value / 3n, true);
      case 4:
        return number(`abs(${n.sql})`, (value) => (value < 0n ? -value : value), true);
      case 5:
        return number(`1 - toInt32(${n.sql}) * 2`, (value) => 1n - value * 2n);
      default:
        return computed(`coalesce(${n.sql}, 0)`, [n], { type: 'integer', isAtomic: true, isSmall: true, isStrict: false, compute: ([value]) => value ?? 0n }); // prettier-ignore
    }
  }

  #float(): Snippet {
    const f = this.#base('float');
    const n = this.#base('integer', true);
    if (f !== undefined && this.random.chance(0.7))
      return this.random.chance(0.5)
        ? computed(`${part(f)} * 2`, [f], { type: 'float', isSmall: true, compute: ([value]) => (value as number) * 2 })
        : computed(`${part(f)} / 4 - 1`, [f], { type: 'float', isSmall: true, compute: ([value]) => (value as number) / 4 - 1 }); // prettier-ignore
    const from = n ?? this.#integer();
    return computed(`${part(from)} / 2`, [from], {
      type: 'float',
      isSmall: true,
      compute: ([value]) => Number(value) / 2,
    });
  }

  #decimal(): Snippet | undefined {
    const d = this.#base('decimal', true);
    if (d === undefined) return undefined;
    return this.random.chance(0.5)
      ? computed(`${part(d)} * 2`, [d], { type: 'decimal', compute: ([value]) => calculate('*', value as Value, 2n) })
      : computed(`-${part(d)}`, [d], { type: 'decimal', compute: ([value]) => calculate('-', new Decimal(0n, 0), value as Value) }); // prettier-ignore
  }

  #date(): Snippet | undefined {
    const [d, t] = [this.#base('date'), this.#base('time')];
    if (t !== undefined && this.random.chance(0.6))
      return computed(`toDate32(${t.sql}, 'UTC')`, [t], { type: 'date', isAtomic: true, compute: ([value]) => dayText(dayOf('UTC', secondOfNanos(value as bigint))) }); // prettier-ignore
    if (d === undefined) return undefined;
    return computed(`toDate32(${d.sql}) + 1`, [d], {
      type: 'date',
      compute: ([value]) => dayText((readDay(String(value)) as number) + 1),
    });
  }

  #time(): Snippet | undefined {
    const [first, second] = [this.#base('time'), this.#base('time')];
    if (first === undefined || second === undefined) return undefined;
    if (this.random.chance(0.5) || first.sql === second.sql)
      return computed(`toDateTime64(${first.sql}, 3, 'UTC') + INTERVAL 90 MINUTE`, [first], {
        type: 'time',
        compute: ([value]) => {
          // The engine cuts digits off towards 1970.
          const milliseconds = (value as bigint) / 1_000_000n;
          return milliseconds * 1_000_000n + 5_400_000_000_000n;
        },
      });
    return undefined;
  }

  /** A condition of one row: true, false or NULL. */
  condition(depth = 0): Snippet {
    const random = this.random;
    if (depth < 2 && random.chance(0.35)) {
      const [a, b] = [this.condition(depth + 1), this.condition(depth + 1)];
      const bool = (sql: string, compute: (a: Truth, b: Truth) => Truth): Snippet =>
        computed(sql, [a, b], {
          type: 'boolean',
          isStrict: false,
          compute: ([x, y]) => compute(x as Truth, y as Truth),
        });
      switch (random.int(0, 2)) {
        case 0:
          return bool(`${part(a)} OR ${part(b)}`, (x, y) => or([x, y]));
        case 1:
          return bool(`${part(a)} AND ${part(b)}`, (x, y) => and([x, y]));
        default:
          return computed(`NOT ${part(a)}`, [a], { type: 'boolean', compute: ([x]) => not(x as Truth) });
      }
    }
    return this.#comparison();
  }

  #comparison(): Snippet {
    const random = this.random;
    const base = random.pick(this.bases);
    const own = part(base);
    const test = (sql: string, compute: (value: Value) => Truth, isAtomic = false): Snippet =>
      computed(sql, [base], { type: 'boolean', isAtomic, compute: ([value]) => compute(value as Value) });
    if (random.chance(0.15))
      return computed(`${own} IS NULL`, [base], {
        type: 'boolean',
        isStrict: false,
        compute: ([value]) => value === null,
      });
    switch (base.type) {
      case 'string':
        if (this.isEnum(base)) return test(`${own} = 'mobile'`, (value) => value === 'mobile');
        switch (random.int(0, 3)) {
          case 0:
            return test(`${own} != ''`, (value) => value !== '');
          case 1:
            return test(`${own} IN ('paid', ${literal("it's")}, 'DE')`, (value) =>
              ['paid', "it's", 'DE'].includes(String(value)));
          case 2:
            return test(`startsWith(${base.sql}, 'a')`, (value) => String(value).startsWith('a'), true);
          default:
            return test(`${own} > 'a'`, (value) => compare(value, 'a') > 0);
        }
      case 'integer': {
        const limit = BigInt(random.int(0, 6));
        return random.chance(0.5)
          ? test(`${own} > ${limit}`, (value) => (value as bigint) > limit)
          : test(`${own} BETWEEN 1 AND ${limit}`, (value) =>
              (value as bigint) >= 1n && (value as bigint) <= limit);
      }
      case 'decimal':
        return test(`${own} >= 5`, (value) => compare(value, 5n) >= 0);
      case 'float':
        return test(`${own} < 2.5`, (value) => (value as number) < 2.5);
      case 'boolean':
        return test(`${own} = 1`, (value) => value as boolean);
      case 'date':
        return test(`${own} >= '2024-02-15'`, (value) => String(value) >= '2024-02-15');
      case 'time':
        return test(`${own} >= toDateTime('2024-02-15 00:00:00', 'UTC')`, (value) => (value as bigint) >= BigInt(Date.UTC(2024, 1, 15)) * 1_000_000n); // prettier-ignore
      default:
        return test(`${own} != '00000000-0000-0000-0000-000000000000'`, (value) => value !== '00000000-0000-0000-0000-000000000000'); // prettier-ignore
    }
  }
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
