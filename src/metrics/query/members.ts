import type { QueryIssue } from '../../errors.js';

/** What a member of a question holds. */
export type Shape = 'string' | 'number' | 'boolean' | 'object' | 'strings' | 'objects';

export type Members = Readonly<Record<string, unknown>>;

/** A copy without members that are null or undefined; undefined when it is no object. */
export function withoutNulls(value: unknown): Members | undefined {
  if (!fits(value, 'object')) return undefined;
  return Object.fromEntries(
    Object.entries(value as Members).filter(([, member]) => member !== null && member !== undefined),
  );
}

/** Reports members that are missing, unknown or of another shape. */
export function checkMembers(
  value: Members,
  expected: {
    shapes: Readonly<Record<string, Shape>>;
    path: QueryIssue['path'];
    required: readonly string[];
  },
  issues: QueryIssue[],
): void {
  const { shapes, path, required } = expected;
  for (const name of required) {
    if (value[name] === undefined)
      issues.push({ code: 'INVALID_ARGUMENT', path: [...path, name], message: `"${name}" is missing.` });
  }
  for (const [name, member] of Object.entries(value)) {
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined)
      issues.push({
        code: 'INVALID_ARGUMENT',
        path: [...path, name],
        message: `There is no argument "${name}": it is one of ${Object.keys(shapes).join(', ')}.`,
      });
    else if (!fits(member, shape))
      issues.push({
        code: 'INVALID_ARGUMENT',
        path: [...path, name],
        message: `"${name}" has to be ${NAMES[shape]}.`,
      });
  }
}

const NAMES: Readonly<Record<Shape, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  strings: 'a list of strings',
  objects: 'a list of objects',
};

function fits(value: unknown, shape: Shape): boolean {
  switch (shape) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === shape;
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'objects':
      return Array.isArray(value) && value.every((item) => fits(item, 'object'));
  }
}
