/** Who changes something, and from where. Made by src/server of the verified credential and the connection; nothing that a request says enters it. */
export interface Actor {
  /** Id of the person. */
  readonly subject: string;
  readonly role: 'owner' | 'analyst' | 'reader';
  /** A key is for asking: it may not change anything. */
  readonly credential: { readonly kind: 'token' | 'key'; readonly id: string | null };
  /** Address of the other end of the connection; null for the command line. */
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
}
