import { InvalidArgumentError, Option, type Command } from 'commander';
import { ROLES, type Role } from '../metrics/index.js';
import type { Identity } from '../server/viewerOf.js';
import type { AnswerFormat } from './printAnswer.js';

type Attributes = Readonly<Record<string, readonly string[]>>;

/** Who asks, of every command that asks as somebody. */
export interface AskerOptions {
  readonly role: Role;
  readonly subject: string;
  readonly attribute?: Attributes;
}

export interface QuestionOptions extends AskerOptions {
  readonly variables?: string;
  readonly operation?: string;
}

export function identityOf({ role, subject, attribute }: AskerOptions): Identity {
  return { role, subject, attributes: attribute };
}

export function withAsker(command: Command): Command {
  return command
    .addOption(new Option('--role <role>', 'role that asks').choices(ROLES).default('analyst'))
    .option('--subject <id>', 'person that asks; what was granted to them decides the rows', 'cli')
    .option(
      '--attribute <name=values>',
      'attribute beyond what was granted, such as websites=a,b; may be repeated',
      readAttribute,
    );
}

export function withQuestion(command: Command): Command {
  return withAsker(
    command.argument('<file>', 'a GraphQL document, or a MetricQuery as JSON; - for standard input'),
  )
    .option('--variables <json>', 'variables of a GraphQL document')
    .option('--operation <name>', 'which operation of a GraphQL document that has several');
}

export function formatOption(): Option {
  const formats: readonly AnswerFormat[] = ['table', 'json', 'csv'];
  return new Option('--format <format>', 'how to print the answer').choices(formats).default('table');
}

/** `name=value,value`; numbers stay text, as in grants. */
function readAttribute(text: string, previous: Attributes = {}): Attributes {
  const at = text.indexOf('=');
  const values = text
    .slice(at + 1)
    .split(',')
    .filter((value) => value !== '');
  if (at < 1 || values.length === 0)
    throw new InvalidArgumentError('Write it as name=value or name=value,value.');
  return { ...previous, [text.slice(0, at)]: values };
}

/** A lifetime as tokens have it. */
export function readLifetime(text: string): string {
  if (!/^[1-9]\d{0,5}[smhdw]$/.test(text))
    throw new InvalidArgumentError('Write a number and a unit (s, m, h, d or w), such as 12h or 30d.');
  return text;
}
