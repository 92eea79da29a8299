/** A name of the catalog as a value of an enum: `halfYear` → `HALF_YEAR`, `fiscalYear445` → `FISCAL_YEAR445`. */
export function screamingCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
}
