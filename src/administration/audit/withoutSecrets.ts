/** Credentials that somebody wrote where an id or a name belongs: an API key, of which its public id stays, and a signed token. */
const API_KEY = /vk_([a-z2-7]{16})_[\w-]+/g;
const TOKEN = /eyJ[\w-]{1,1000}\.[\w-]+\.?[\w-]*/g;

/** A text of a caller's own with at most so many characters ("…" where it had more), and without any credential in it. */
export function withoutSecrets(text: string, most: number): string {
  // A token is longer than what is kept of a text; further than this nothing is kept.
  const seen = text.slice(0, most + 8_000);
  const safe = seen.replace(API_KEY, 'vk_$1_…').replace(TOKEN, 'eyJ…');
  return safe.length > most ? `${safe.slice(0, most)}…` : safe;
}
