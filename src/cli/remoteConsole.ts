import { StartupError } from '../errors.js';
import type { Console } from '../server/console.js';
import { CONSOLE_KEY_HEADER, type ConsoleCall } from '../server/consoleHandler.js';

/** `error` is of the command itself, `errors` of the HTTP layer around it. */
interface Reply<T> {
  readonly answer?: T;
  readonly error?: { readonly message: string };
  readonly errors?: readonly { readonly message: string }[];
}

/** The console of a server that already runs on this data folder. */
export function remoteConsole(server: { readonly url: string; readonly key: string }): Console {
  const call = async <T>(body: ConsoleCall): Promise<T> => {
    let response: Response;
    try {
      response = await fetch(`${server.url}/console`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [CONSOLE_KEY_HEADER]: server.key },
        body: JSON.stringify(body),
      });
    } catch (cause) {
      throw new StartupError(`The server at ${server.url} holds the data folder and does not answer.`, {
        cause,
      });
    }
    const { answer, error, errors } = (await response.json()) as Reply<T>;
    if (answer !== undefined) return answer;
    const said = error?.message ?? errors?.[0]?.message ?? '';
    throw new StartupError(
      said === '' ? `The server at ${server.url} answered ${response.status} without a reason.` : said,
    );
  };
  return {
    query: (asked) => call({ command: 'query', asked: { ...asked, identity: plain(asked.identity) } }),
    sql: (asked) => call({ command: 'sql', asked: { ...asked, identity: plain(asked.identity) } }),
    check: () => call({ command: 'check' }),
    access: (asked) => call({ command: 'access', asked }),
    administer: (made) => call({ command: 'administer', call: made }),
  };
}

/** zod infers mutable arrays; the call only reads them. */
function plain(
  identity: Parameters<Console['query']>[0]['identity'],
): Extract<ConsoleCall, { command: 'query' }>['asked']['identity'] {
  return structuredClone(identity) as Extract<ConsoleCall, { command: 'query' }>['asked']['identity'];
}
