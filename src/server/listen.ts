import { createServer, type Server } from 'node:net';
import { StartupError } from '../errors.js';

export interface ListenAddress {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** @throws StartupError that says what to do */
export async function listen(server: Server, where: ListenAddress): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException): void => reject(refusal(cause, where));
    server.once('error', refuse);
    server.listen(where.port, where.host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
}

/**
 * Opens the address and lets it go again: a taken port is known at once, not after a first start has loaded its data.
 * @throws as listen
 */
export async function checkAddress(where: ListenAddress): Promise<void> {
  const probe = createServer();
  await listen(probe, where);
  await new Promise<void>((resolve) => probe.close(() => resolve()));
}

function refusal(cause: NodeJS.ErrnoException, { host, port }: ListenAddress): StartupError {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new StartupError(
        `Port ${port} on ${host} is in use: stop what uses it, or set PORT to another (0 takes a free one).`,
        { cause },
      );
    case 'EACCES':
      return new StartupError(`Port ${port} may not be opened by this user: set PORT above 1023.`, { cause });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartupError(`${host} is no address of this machine: set HOST.`, { cause });
    default:
      return new StartupError(`Cannot listen on ${host}:${port}: ${cause.message}.`, { cause });
  }
}
