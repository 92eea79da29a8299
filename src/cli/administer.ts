import { userInfo } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { StartupError } from '../errors.js';
import { ROLES, type Role } from '../metrics/index.js';
import type { OperatorAction } from '../server/operate.js';
import { renderTable } from './renderTable.js';
import { withConsole } from './withConsole.js';

/** What `grant` and `revoke` are about: one of the two. */
interface Place {
  readonly website?: string;
  readonly tenant?: string;
}

interface PersonOptions {
  readonly person?: string;
  readonly email?: string;
}

/** Does what a command says, and prints what came of it. */
type Act = (action: OperatorAction) => Promise<void>;

/** Commands for what nobody's token may, or what nobody has a token for yet: the first people, websites and tenants. */
export function administerCommands(act: Act = run): readonly Command[] {
  return [userCommand, websiteCommand, tenantCommand, grantCommand, revokeCommand].map((make) => make(act));
}

function userCommand(act: Act): Command {
  const user = new Command('user').description('people whom the server knows');
  user
    .command('add')
    .description('make somebody known by the subject of their tokens')
    .argument('<id>', 'subject (`sub`) of their tokens')
    .requiredOption('--email <address>', 'e-mail address')
    .requiredOption('--name <name>', 'name, as others see it')
    .option('--company <name>', 'company')
    .addOption(new Option('--role <role>', 'what they are').choices(ROLES).makeOptionMandatory())
    .action((id: string, options: { email: string; name: string; company?: string; role: Role }) =>
      act({ verb: 'user.add', company: null, ...options, id }),
    );
  user
    .command('list')
    .description('print them')
    .action(() => act({ verb: 'user.list' }));
  user
    .command('suspend')
    .description('refuse their tokens and keys from now on; what they own stays theirs')
    .argument('<id>')
    .action((id: string) => act({ verb: 'user.suspend', id }));
  user
    .command('resume')
    .description('end a suspension')
    .argument('<id>')
    .action((id: string) => act({ verb: 'user.resume', id }));
  return user;
}

function websiteCommand(act: Act): Command {
  const website = new Command('website').description('websites whose rows are in the warehouse already');
  website
    .command('add')
    .description('add a website by the id that its rows carry; owners add new ones in GraphQL')
    .argument('<id>', 'id that rows carry')
    .requiredOption('--owner <id>', 'person to whom it belongs')
    .requiredOption('--name <name>', 'name, as people see it')
    .requiredOption('--domain <host>', 'host name, without scheme')
    .option('--timezone <zone>', 'time zone, such as Europe/Berlin; UTC without it')
    .option('--currency <code>', 'ISO 4217, such as EUR; USD without it')
    .action(
      (
        id: string,
        options: { owner: string; name: string; domain: string; timezone?: string; currency?: string },
      ) => {
        const { owner, ...settings } = options;
        return act({ verb: 'website.add', id, owner, settings });
      },
    );
  return website;
}

function tenantCommand(act: Act): Command {
  const tenant = new Command('tenant').description('tenants, whose rows the warehouse holds');
  tenant
    .command('add')
    .description('add a tenant by the id that its rows carry')
    .argument('<id>', 'id that rows carry')
    .requiredOption('--name <name>', 'name, as people see it')
    .action((id: string, { name }: { name: string }) => act({ verb: 'tenant.add', id, name }));
  return tenant;
}

function grantCommand(act: Act): Command {
  return withPlace(new Command('grant').description('let somebody see a website or a tenant'))
    .option('--person <id>', 'person, by id')
    .option('--email <address>', 'person, by e-mail address')
    .addOption(
      new Option('--role <role>', 'role on the website')
        .choices(['owner', 'admin', 'editor', 'viewer'])
        .default('viewer'),
    )
    .action((options: Place & PersonOptions & { role: 'owner' | 'admin' | 'editor' | 'viewer' }) => {
      const person = personOf(options);
      const place = placeOf(options);
      return 'tenant' in place
        ? act({ verb: 'tenant.grant', ...place, person })
        : act({ verb: 'website.grant', ...place, person, role: options.role });
    });
}

function revokeCommand(act: Act): Command {
  return withPlace(new Command('revoke').description('take a website or a tenant from somebody'))
    .requiredOption('--person <id>', 'person, by id')
    .action((options: Place & { person: string }) => {
      const place = placeOf(options);
      return 'tenant' in place
        ? act({ verb: 'tenant.revoke', ...place, personId: options.person })
        : act({ verb: 'website.revoke', ...place, personId: options.person });
    });
}

/** Adds `revoke` to the command that prints tokens. */
export function withTokenRevoke(token: Command, act: Act = run): Command {
  token
    .command('revoke')
    .description('refuse tokens that were issued: all of a person, or one')
    .option('--subject <id>', 'person whose tokens of until now are refused')
    .option('--jti <id>', 'the one token of this id')
    .option('--days <n>', 'how long the one token is remembered: as long as it would be valid', readDays, 400)
    // The command around it has an option of this name, which would take it.
    .action((_: unknown, command: Command) => {
      const { subject, jti, days } = command.optsWithGlobals<{
        subject?: string;
        jti?: string;
        days: number;
      }>();
      const named =
        command.getOptionValueSource('subject') ?? command.parent?.getOptionValueSource('subject');
      const personId = named === 'cli' ? subject : undefined;
      if ((personId === undefined) === (jti === undefined))
        throw new StartupError('Say whose tokens: either --subject <id> or --jti <id>.');
      return act({
        verb: 'token.revoke',
        of: jti === undefined ? { personId: personId as string } : { tokenId: jti, days },
      });
    });
  return token;
}

async function run(action: OperatorAction): Promise<void> {
  const answer = await withConsole('describe', (console) =>
    console.administer({ action, account: userInfo().username }),
  );
  if (answer.kind === 'done') {
    process.stdout.write(`${answer.said}\n`);
    return;
  }
  const columns = ['id', 'email', 'name', 'company', 'role', 'status'] as const;
  const rows = answer.people.map((person) => columns.map((column) => person[column]));
  process.stdout.write(`${renderTable({ title: '', columns, rows })}\n`);
}

function withPlace(command: Command): Command {
  return command.option('--website <id>', 'the website').option('--tenant <id>', 'the tenant');
}

function placeOf({ website, tenant }: Place): { website: string } | { tenant: string } {
  if (website !== undefined && tenant === undefined) return { website };
  if (tenant !== undefined && website === undefined) return { tenant };
  throw new StartupError('Say what it is about: either --website <id> or --tenant <id>.');
}

function personOf({ person, email }: PersonOptions): { id: string } | { email: string } {
  if (person !== undefined && email === undefined) return { id: person };
  if (email !== undefined && person === undefined) return { email };
  throw new StartupError('Say who: either --person <id> or --email <address>.');
}

function readDays(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Write a number of days.');
  return Number(text);
}
