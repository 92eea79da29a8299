import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { StartupError } from '../errors.js';
import type { Question } from '../server/console.js';

/**
 * A question from a file, or from standard input for `-`: a MetricQuery when the text is a JSON object, a GraphQL document otherwise.
 * @param variables JSON object of GraphQL variables
 */
export async function readQuestion(file: string, variables: string | undefined): Promise<Question> {
  const source = file === '-' ? await text(process.stdin) : await readSource(file);
  if (source.trim() === '')
    throw new StartupError(
      `${file === '-' ? 'Standard input' : file} is empty: write a GraphQL document or a MetricQuery as JSON.`,
    );
  if (!/^\s*\{\s*"/.test(source)) {
    return { kind: 'graphql', source, variables: parseObject(variables ?? '{}', '--variables') };
  }
  if (variables !== undefined)
    throw new StartupError(
      '--variables goes with a GraphQL document; a MetricQuery holds its values itself.',
    );
  return { kind: 'metric', query: parseObject(source, file) };
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
    throw new StartupError(
      `${name} is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new StartupError(`${name} must be a JSON object.`);
  return value as Record<string, unknown>;
}
