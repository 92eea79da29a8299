import { AsyncLocalStorage } from 'node:async_hooks';

/** Facts of the HTTP request that code without an argument for them needs: Apollo's error formatter gets no context. */
export interface RequestScope {
  readonly requestId: string;
}

export const requestScope = new AsyncLocalStorage<RequestScope>();

export function currentRequestId(): string {
  return requestScope.getStore()?.requestId ?? 'none';
}
