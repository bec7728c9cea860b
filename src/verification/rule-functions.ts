import type * as Typescript from 'typescript'

type Ts = typeof Typescript

/** The names under which a rule's own functions are known. */
export function namesOfFunctions(ts: Ts, source: Typescript.SourceFile): ReadonlySet<string> {
  const names = new Set<string>()
  const look = (node: Typescript.Node): void => {
    const named =
      ts.isFunctionDeclaration(node) ||
      ts.isFunctionExpression(node) ||
      (ts.isVariableDeclaration(node) && node.initializer && isValue(ts, node.initializer))
    const { name } = node as { name?: Typescript.Node }
    if (named && name && ts.isIdentifier(name)) names.add(name.text)
    ts.forEachChild(node, look)
  }
  look(source)
  return names
}

/**
 * What keeps a rule from going on for ever, since there are no loops: its functions neither call one another nor nest more
 * than once, and only those that built-in methods are given (`some`, `map`, `reduce`) run more than once. What a text or a
 * list can still take is bounded where the rule runs (catalog/kit/src/rules). Functions that were handed on as values could call one another all the same, so they are not values.
 */
export function misusedFunction(
  ts: Ts,
  node: Typescript.Node,
  functions: ReadonlySet<string>,
  globals: ReadonlySet<string>,
  isUse: (ts: Ts, node: Typescript.Identifier) => boolean,
): string | undefined {
  if (isValue(ts, node)) {
    if (depthOf(ts, node) > 1) return 'a function inside a function holds no further one'
    const { parent } = node
    const stands = (ts.isCallExpression(parent) && parent.expression !== node) || ts.isVariableDeclaration(parent)
    if (!stands) return 'a function is named, or given to the call that uses it'
  }
  if (ts.isFunctionDeclaration(node) && depthOf(ts, node) > 0) return 'a function with a name stands by itself'
  if (ts.isIdentifier(node) && isUse(ts, node) && functions.has(node.text) && !declares(node)) {
    if (!ts.isCallExpression(node.parent)) return `"${node.text}" is called, or given to a call`
    if (!isInRuleItself(ts, node)) return `"${node.text}" is only called by the rule itself`
  }
  if (ts.isCallExpression(node)) {
    const called = node.expression
    const known = ts.isIdentifier(called) && (functions.has(called.text) || globals.has(called.text))
    if (!known && !ts.isPropertyAccessExpression(called)) return 'only functions of its own and methods are called'
  }
  return undefined
}

const isValue = (ts: Ts, node: Typescript.Node) =>
  ts.isArrowFunction(node) ||
  ts.isFunctionExpression(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isGetAccessor(node) ||
  ts.isSetAccessor(node)

/** How many functions it stands in. */
function depthOf(ts: Ts, node: Typescript.Node): number {
  let depth = 0
  for (let at = node.parent; at; at = at.parent) if (ts.isFunctionLike(at) && !ts.isTypeNode(at)) depth += 1
  return depth
}

function isInRuleItself(ts: Ts, node: Typescript.Node): boolean {
  let at = node.parent
  while (at && !ts.isFunctionLike(at)) at = at.parent
  return (
    at !== undefined &&
    ts.isFunctionDeclaration(at) &&
    at.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
  )
}

/** The name where it is declared, which uses nothing. */
const declares = (node: Typescript.Identifier) => (node.parent as { name?: Typescript.Node }).name === node
