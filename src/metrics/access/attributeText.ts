/**
 * A list of grants as the text of one setting: each value percent-encoded and followed by a comma, so an empty list (`''`) and a list of one
 * empty text (`','`) differ, and no character of a value means anything to ClickHouse on its way: not in a URL, not in a
 * setting, which some versions read as a quoted text. The quotes are part of it for those; the row policies strip them.
 */
export function attributeText(values: readonly (string | number)[]): string {
  return `'${values.map((value) => `${encoded(String(value))},`).join('')}'`;
}

function encoded(text: string): string {
  // encodeURIComponent leaves these, and throws at half of a surrogate pair, which no text in ClickHouse can equal.
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The same list in a row policy, as an `Array(String)`. The setting as the server has it fails the query when nobody has set it. */
export function attributeList(setting: string): string {
  return `arrayMap(v -> decodeURLComponent(v), arrayPopBack(splitByChar(',', trim(BOTH '\\'' FROM getSetting(${setting})))))`;
}
