import { z } from 'zod';

/** JSON Schema as plain data; only what is read here. */
export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema | boolean;
}

/** JSON Schema of a catalog file, for editors. draft-07, because the YAML language server knows it best. */
export function editorSchema(schema: z.ZodType, title: string): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return { $schema, title, ...rest } as JsonSchema;
}

/** Keys that may stand at `path`; none when anything may. */
export function keysAt(schema: JsonSchema, path: readonly (string | number)[]): readonly string[] {
  let at: JsonSchema | boolean | undefined = schema;
  for (const step of path) {
    if (typeof at !== 'object') return [];
    at = typeof step === 'number' ? at.items : (at.properties?.[step] ?? at.additionalProperties);
  }
  return typeof at === 'object' ? Object.keys(at.properties ?? {}) : [];
}
