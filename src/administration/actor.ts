/** Who changes something, and from where. Made by src/server of the verified credential and the connection; nothing that a request says enters it. */
export interface Actor {
  /** Id of the person, `key:<id>`, or `operator:<account>`. */
  readonly subject: string;
  /** `operator`: whoever keeps the server, at its command line. No credential of a request makes one. */
  readonly role: 'owner' | 'analyst' | 'reader' | 'operator';
  /** A key is for asking: it may not change anything. */
  readonly credential: { readonly kind: 'token' | 'key' | 'account'; readonly id: string | null };
  /** Address of the other end of the connection; null for the command line. */
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
}

/** Whoever keeps the server and sits at its command line: they may do everything, and are in the audit log like everybody. */
export function operator(account: string, requestId: string): Actor {
  return {
    subject: `operator:${account}`,
    role: 'operator',
    credential: { kind: 'account', id: account },
    address: null,
    userAgent: 'vernier command line',
    requestId,
  };
}

/** Who is noted as the one who gave something; the operator is no person of the store. */
export function giver({ role, subject }: Actor): string | null {
  return role === 'operator' ? null : subject;
}
