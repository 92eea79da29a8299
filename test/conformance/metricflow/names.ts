/** `fct_bookings` → `fctBookings`: names of datasets and members have neither underscores nor a capital first. */
export function camel(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word, index) => (index === 0 ? word : pascal(word))).join('');
  const first = joined.charAt(0).toLowerCase() + joined.slice(1);
  return /^[a-z]/.test(first) ? first : `n${first}`;
}

export function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** An entity's value as a dimension, called alike in every dataset. */
export function keyName(entity: string): string {
  return `${camel(entity)}Key`;
}
