import type { Logger } from 'pino';
import type { CredentialStore } from './ports.js';

const WRITE_EVERY_MS = 60_000;

/** When keys were last used, written now and then: a dashboard's thousand requests are one row changed a minute. */
export interface KeyUse {
  note(id: string, at: Date): void;
  /** Writes what is noted; it is lost only when the process is killed within a minute of the use. */
  stop(): Promise<void>;
}

export function recordKeyUse(store: Pick<CredentialStore, 'noteUse'>, log: Pick<Logger, 'warn'>): KeyUse {
  let used = new Map<string, Date>();
  const write = async (): Promise<void> => {
    if (used.size === 0) return;
    const written = used;
    used = new Map();
    try {
      await store.noteUse(written);
    } catch (error) {
      log.warn({ err: error }, 'The last use of API keys could not be written');
    }
  };
  const timer = setInterval(() => void write(), WRITE_EVERY_MS).unref();
  return {
    note: (id, at) => void used.set(id, at),
    async stop() {
      clearInterval(timer);
      await write();
    },
  };
}
