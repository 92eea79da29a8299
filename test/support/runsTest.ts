import ts from 'typescript';

/** Whether the text of a test file has a test whose title, or that of a group around it, has these words, and none of these is left out. */
export function runsTest(text: string, title: string): boolean {
  return hasTest(ts.createSourceFile('test.ts', text, ts.ScriptTarget.Latest, true), title);
}

function hasTest(node: ts.Node, title: string): boolean {
  const within = (words: string): boolean =>
    ts.forEachChild(node, (child) => hasTest(child, words) || undefined) ?? false;
  const name = ts.isCallExpression(node) ? partsOf(node.expression)[0] : undefined;
  if (!ts.isCallExpression(node) || !['it', 'test', 'describe'].includes(name ?? '')) return within(title);
  if (isLeftOut(node)) return false;
  const isNamed = node.arguments[0]?.getText().includes(title) === true;
  return name === 'describe' ? within(isNamed ? '' : title) : isNamed || within(title);
}

const LEFT_OUT = ['skip', 'todo', 'fails'];

/** By name (`it.skip`) or by an option (`it(title, { skip: true }, …)`). Left out where something is missing (`skipIf`) it runs where nothing is. */
function isLeftOut({ expression, arguments: given }: ts.CallExpression): boolean {
  const options = given.flatMap((argument) =>
    ts.isObjectLiteralExpression(argument) ? [...argument.properties] : [],
  );
  const names = options.flatMap(({ name }) => (name === undefined ? [] : [name.getText()]));
  return [...partsOf(expression).slice(1), ...names].some((name) => LEFT_OUT.includes(name));
}

/** The names in what is called with the title, as in `it.skip.each(rows)`: it, skip, each. */
function partsOf(called: ts.Expression): readonly string[] {
  if (ts.isIdentifier(called)) return [called.text];
  if (ts.isPropertyAccessExpression(called)) return [...partsOf(called.expression), called.name.text];
  if (ts.isCallExpression(called)) return partsOf(called.expression);
  return ts.isTaggedTemplateExpression(called) ? partsOf(called.tag) : [];
}
