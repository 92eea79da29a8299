import { closestNames, didYouMean } from '../metrics/index.js';
import type { z } from 'zod';
import { keysAt, type JsonSchema } from './editorSchema.js';
import type { MemberPath } from './locate.js';

export interface ShapeIssue {
  readonly path: MemberPath;
  readonly message: string;
}

type ZodIssue = z.core.$ZodIssue;

/** zod's issues in the words of somebody who writes a catalog. `schema` supplies the keys for "did you mean". */
export function shapeIssues(
  schema: JsonSchema,
  issues: readonly ZodIssue[],
  value: unknown,
): readonly ShapeIssue[] {
  return issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: sentence(issue, valueAt(value, path)) }];
    const allowed = keysAt(schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `Unknown key "${key}".${hintFor(key, valueAt(value, [...path, key]), allowed)}`,
    }));
  });
}

function hintFor(key: string, found: unknown, allowed: readonly string[]): string {
  // `{ description: Country, ISO code }`: to YAML what follows the comma is a key without a value.
  if (found === null && /[^A-Za-z0-9]/.test(key)) return ' Inside { } a text with a comma wants quotes.';
  return didYouMean(closestNames(key, allowed)) || ` Allowed here: ${allowed.join(', ')}.`;
}

function sentence(issue: ZodIssue, found: unknown): string {
  if (found === undefined) return `This key is required${wanted(issue)}.`;
  if (found === null) return `Nothing stands here; write ${expected(issue)} or leave the key out.`;
  switch (issue.code) {
    case 'invalid_value': {
      const values = issue.values.map(String);
      return `Expected ${oneOf(values)}, found ${shown(found)}.${typeof found === 'string' ? didYouMean(closestNames(found, values)) : ''}`;
    }
    case 'invalid_type':
    case 'invalid_union':
      return `Expected ${expected(issue)}, found ${shown(found)}.${isObject(found) && accepts(issue, 'string') ? ' A text that starts with { wants quotes.' : ''}`;
    case 'too_small':
      return issue.origin === 'string'
        ? 'This text is empty.'
        : `Expected ${issue.origin === 'array' ? `${issue.minimum} entries` : `at least ${issue.minimum}`}, found ${shown(found)}.`;
    case 'too_big':
      return `Expected ${issue.origin === 'array' ? `${issue.maximum} entries` : `at most ${issue.maximum}`}, found ${shown(found)}.`;
    default:
      return `${issue.message}.`;
  }
}

function wanted(issue: ZodIssue): string {
  const what = expected(issue);
  return what === '' ? '' : `: ${what}`;
}

/** What an issue wanted, in words: `a text`, `one of up, down`. */
function expected(issue: ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_type':
      return TYPE_WORDS[issue.expected] ?? issue.expected;
    case 'invalid_union':
      return [
        ...new Set(
          issue.errors.flat().map((inner) => (inner.path.length === 0 ? expected(inner) : 'a list of texts')),
        ),
      ].join(' or ');
    default:
      return 'a value';
  }
}

function accepts(issue: ZodIssue, type: string): boolean {
  if (issue.code === 'invalid_type') return issue.expected === type;
  return issue.code === 'invalid_union' && issue.errors.flat().some((inner) => accepts(inner, type));
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list of two',
  object: 'a map of keys',
  record: 'a map of keys',
};

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (isObject(value)) return 'a map';
  return JSON.stringify(value) ?? 'nothing';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(value: unknown, path: MemberPath): unknown {
  return path.reduce<unknown>(
    (at, step) => (at as Record<string | number, unknown> | null | undefined)?.[step],
    value,
  );
}
