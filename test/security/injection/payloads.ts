import { rowsOf, TENANTS } from '../canary/canaryTables.js';
import type { Random } from '../matrix/randomPolicies.js';

/** Texts that mean something to somebody on the way to the engine: SQL, the engine's own escapes and parameters, JSON, GraphQL, HTTP, terminals, JavaScript. */
export const CORPUS: readonly string[] = [
  "'", "''", '"', '`', '\\', "\\'", '\\\\', "' OR '1'='1", "') OR 1=1 --", "' OR 1=1#", "'; DROP TABLE canary.orders; --", "' UNION ALL SELECT name FROM system.tables --",
  "x' AND sleep(3) AND 'x'='x", "'||(SELECT toString(sum(amount)) FROM canary.orders)||'", "' FORMAT Values", "'/**/OR/**/1", '/* */', '--', '-- \n', '#', ';', ';;', '$$', '$a$x$a$',
  '{p1:String}', '{tenants:Array(String)}', '{}', '}{', '{p0}', '?', ':p1', '@p1', '$1', '%s', '%27', '%00', '%', '%%', '_%', '\\x27', '\\u0027', '\\0', '\0', 'a\0b', "\0'",
  '\n', '\r\n', '\t', '\b', '\u001b[31m', '\u2028', '\u2029', '\ufeff', '\u202e', '\ud83d', '\ude00', '\ud83d\ude00', '\uff07', '\u02bc', '\u2019', 'ſ', 'İ', 'ß', 'é', 'e\u0301', 'K',
  'NULL', '\\N', 'nan', 'inf', 'true', '[]', "['x']", "('x')", '[', ']', '(', ')', 'tuple()', 'now()', 'toString(1)', "base64Decode('eA==')", "url('http://127.0.0.1')", "file('/etc/passwd')",
  'system.users', 'INFORMATION_SCHEMA', 'currentUser()', 'SETTINGS max_execution_time=0', 'x SETTINGS readonly=0', 'INTO OUTFILE', '0x27', "x'27'", "b'1'", 'E\'x\'', "q'[x]'",
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', '$tenants', '$websites', '${7*7}', '{{7*7}}', '<script>alert(1)</script>', '"}],"x":[{"y":"', '\\"', '\\u0000', '../../etc/passwd', '%2e%2e%2f',
  'x\r\nSet-Cookie: a=b', '{ __schema { types { name } } }', '}) { rows { tenant } } #', '"""', 'a'.repeat(5_000), "'".repeat(999), '\\'.repeat(999), '{'.repeat(999), "é'".repeat(500),
]; // prettier-ignore

const PIECES = ["'", '"', '`', '\\', '--', '/*', '*/', ';', '(', ')', '{p1:String}', '{', '}', '%', '_', '\0', '\n', ' ', 'OR', ' AND ', '1=1', 'UNION SELECT ', 'x', '9', ',', '||', '\\x27', '$$', '#', '@', '?', ':', '\ud800', 'é', '\u2028', '=', '[', ']', '->', '::String', 'NULL', '\\N', '\r']; // prettier-ignore

/** Pieces of the same in any order. */
export function randomPayload(random: Random): string {
  return Array.from({ length: 1 + random.below(8) }, () => random.pick(PIECES)).join('');
}

const STORED = TENANTS.flatMap((tenant) =>
  [...rowsOf(tenant).values()].flat().flatMap((row) => JSON.stringify(row).toLowerCase()),
).join('\n');

/** Whether no stored text holds it, so that it finds what a text that there is nowhere finds. */
export function isNowhere(payload: string): boolean {
  // As it is written in JSON.
  return payload !== '' && !STORED.includes(JSON.stringify(payload).slice(1, -1).toLowerCase()) && !/^[\W_]?$/.test(payload.trim()); // prettier-ignore
}
