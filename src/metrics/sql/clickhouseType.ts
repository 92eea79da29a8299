/** A ClickHouse type without the wrappers that do not change its values: `LowCardinality(Nullable(String))` → `String`. */
export function plainType(clickhouseType: string): string {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(clickhouseType.trim())?.[1];
  return inner === undefined ? clickhouseType.trim() : plainType(inner);
}

/** Digits in all and behind the point; undefined for what is no decimal. */
export function decimalShape(
  clickhouseType: string,
): { readonly precision: number; readonly scale: number } | undefined {
  const type = plainType(clickhouseType);
  const sized = /^Decimal(32|64|128|256)\((\d+)\)$/.exec(type);
  if (sized !== null) {
    const precision = { 32: 9, 64: 18, 128: 38, 256: 76 }[sized[1] as '32' | '64' | '128' | '256'];
    return { precision, scale: Number(sized[2]) };
  }
  const general = /^Decimal\((\d+)(?:,\s*(\d+))?\)$/.exec(type);
  return general === null ? undefined : { precision: Number(general[1]), scale: Number(general[2] ?? 0) };
}

/** Bits of an integer type; undefined for what is no integer. */
export function integerBits(clickhouseType: string): number | undefined {
  const bits = /^U?Int(8|16|32|64|128|256)$/.exec(plainType(clickhouseType))?.[1];
  return bits === undefined ? undefined : Number(bits);
}

/** Fractional digits of a DateTime64; 0 for a DateTime. */
export function timeScale(clickhouseType: string): number {
  return Number(/^DateTime64\((\d)/.exec(plainType(clickhouseType))?.[1] ?? 0);
}

/** Can hold instants before 1970. */
export function isWideTime(clickhouseType: string): boolean {
  return plainType(clickhouseType).startsWith('DateTime64');
}

export function isNullable(clickhouseType: string): boolean {
  return /^(?:LowCardinality\()?Nullable\(/.test(clickhouseType.trim());
}
