import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { StartupError } from '../errors.js';
import type { Question } from '../server/console.js';

/** A JSON object or list; no GraphQL document begins so. */
const JSON_START = /^\s*(\{\s*["}]|\[)/;

/**
 * A question from a file, or from standard input for `-`: a MetricQuery when the text is JSON, a GraphQL document otherwise.
 * @param options.variables JSON object of GraphQL variables
 */
export async function readQuestion(
  file: string,
  options: { readonly variables?: string; readonly operation?: string },
): Promise<Question> {
  const name = file === '-' ? 'Standard input' : file;
  const read = file === '-' ? await text(process.stdin) : await readSource(file);
  const source = read.replace(/^\uFEFF/, '');
  if (source.trim() === '')
    throw new StartupError(`${name} is empty: write a GraphQL document or a MetricQuery as JSON.`);
  if (!JSON_START.test(source) && !file.endsWith('.json')) {
    const { variables = '{}', operation } = options;
    return {
      kind: 'graphql',
      source,
      variables: parseObject(variables, '--variables'),
      operationName: operation,
    };
  }
  if (options.variables !== undefined || options.operation !== undefined)
    throw new StartupError(
      '--variables and --operation go with a GraphQL document; a MetricQuery holds its values itself.',
    );
  return { kind: 'metric', query: parseObject(source, name) };
}

async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new StartupError(`${file} cannot be read: give a file, or - for standard input.`, { cause });
  }
}

function parseObject(json: string, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StartupError(`${name} is not valid JSON: ${why}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new StartupError(`${name} must be a JSON object.`);
  return value as Record<string, unknown>;
}
