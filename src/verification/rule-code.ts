import type * as Typescript from 'typescript'

/** The one thing that a rule's code may import, and only as a type. */
export const declaredImport = "import type { Submission } from '../record.ts'"

const globals = new Set(['Math', 'Number', 'String', 'Boolean', 'Array', 'undefined', 'NaN', 'Infinity'])
const members = new Set([
  'constructor',
  '__proto__',
  'prototype',
  'call',
  'apply',
  'bind',
  'random',
  'caller',
  'arguments',
])

/**
 * What is wrong with a rule's code before it is ever run: it must be one exported function `name(record)`, without
 * loops that may not end, without anything from outside its own lines. It runs in the sandbox all the same.
 */
export async function checkRuleCode(name: string, code: string): Promise<string[]> {
  const ts: typeof Typescript = await import('typescript').then(
    (module) => module.default as unknown as typeof Typescript,
  )
  const source = ts.createSourceFile('rule.ts', code, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS)
  const at = (node: Typescript.Node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
  const findings: string[] = []
  const say = (node: Typescript.Node, finding: string) => findings.push(`line ${at(node)}: ${finding}`)
  const broken = (source as unknown as { parseDiagnostics: readonly Typescript.Diagnostic[] }).parseDiagnostics[0]
  if (broken) return [ts.flattenDiagnosticMessageText(broken.messageText, ' ')]

  const own = new Set<string>()
  let exported = 0
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      if (statement.getText(source).replace(/;$/, '') !== declaredImport)
        say(statement, `the only import is ${declaredImport}`)
      continue
    }
    if (!ts.isFunctionDeclaration(statement)) {
      if (!ts.isTypeAliasDeclaration(statement)) say(statement, 'only functions and types may stand here')
      continue
    }
    if (!statement.modifiers?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword)) continue
    exported += 1
    if (statement.name?.text !== name) say(statement, `the exported function is called ${name}`)
    if (statement.parameters.length !== 1 || statement.parameters[0]!.type?.getText(source) !== 'Submission')
      say(statement, 'it takes one parameter, record: Submission')
    if (!statement.type) say(statement, 'it says what it returns: a union of the outcomes')
  }
  if (exported !== 1) findings.push('exactly one function is exported')

  const declare = (node: Typescript.Node): void => {
    const named = node as { name?: Typescript.Node }
    if (
      (ts.isVariableDeclaration(node) ||
        ts.isParameter(node) ||
        ts.isFunctionDeclaration(node) ||
        ts.isBindingElement(node)) &&
      named.name &&
      ts.isIdentifier(named.name)
    )
      own.add(named.name.text)
    ts.forEachChild(node, declare)
  }
  declare(source)
  const walk = (node: Typescript.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isTypeAliasDeclaration(node)) return
    const refused = refusedKinds(ts).get(node.kind)
    if (refused) say(node, `${refused} is not used in a rule`)
    if (ts.isPropertyAccessExpression(node) && members.has(node.name.text))
      say(node, `.${node.name.text} is not used in a rule`)
    if (ts.isElementAccessExpression(node) && !ts.isNumericLiteral(node.argumentExpression))
      say(node, 'a member is named by a dot')
    if (ts.isIdentifier(node) && isUse(ts, node) && !own.has(node.text) && !globals.has(node.text))
      say(node, `"${node.text}" is not declared here`)
    ts.forEachChild(node, walk)
  }
  walk(source)
  return [...new Set(findings)]
}

/** An identifier that reads a value: not the name of a member, a property or a declaration. */
function isUse(ts: typeof Typescript, node: Typescript.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent) || ts.isBindingElement(parent))
    return parent.name !== node && (parent as { propertyName?: unknown }).propertyName !== node
  return true
}

function refusedKinds(ts: typeof Typescript): ReadonlyMap<Typescript.SyntaxKind, string> {
  const { SyntaxKind } = ts
  return new Map([
    [SyntaxKind.WhileStatement, 'while'],
    [SyntaxKind.DoStatement, 'do'],
    [SyntaxKind.ForStatement, 'for (;;)'],
    [SyntaxKind.ForInStatement, 'for … in'],
    [SyntaxKind.NewExpression, 'new'],
    [SyntaxKind.ThisKeyword, 'this'],
    [SyntaxKind.AwaitExpression, 'await'],
    [SyntaxKind.YieldExpression, 'yield'],
    [SyntaxKind.ImportKeyword, 'import()'],
    [SyntaxKind.MetaProperty, 'import.meta'],
    [SyntaxKind.ClassDeclaration, 'class'],
    [SyntaxKind.ClassExpression, 'class'],
    [SyntaxKind.TaggedTemplateExpression, 'a tagged template'],
    [SyntaxKind.RegularExpressionLiteral, 'a regular expression'],
    [SyntaxKind.DeleteExpression, 'delete'],
    [SyntaxKind.WithStatement, 'with'],
    [SyntaxKind.DebuggerStatement, 'debugger'],
    [SyntaxKind.ThrowStatement, 'throw'],
  ])
}
