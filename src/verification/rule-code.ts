import type * as Typescript from 'typescript'
import { misusedFunction, namesOfFunctions } from './rule-functions.ts'

/** The one thing that a rule's code may import, and only as a type. */
const declaredImport = "import type { Submission } from '../record.ts'"

const globals = new Set(['Math', 'Number', 'String', 'Boolean', 'undefined', 'NaN', 'Infinity'])
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
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  // What grows without end, or by as much as there already is.
  'push',
  'unshift',
  'splice',
  'fill',
  'repeat',
  'padStart',
  'padEnd',
  'concat',
  'flat',
  'flatMap',
  'join',
  'replaceAll',
  // A text becomes a regular expression, and some of those take for ever.
  'match',
  'matchAll',
  'search',
])
/** Comments that tell a tool to look away or elsewhere, and characters that show code otherwise than it runs. */
const hidden = /@ts-\w+|^\s*\/\/\/|sourceMappingURL|sourceURL|[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/m

/**
 * What is wrong with a rule's code before it is ever run: it must be one exported function `name(record)`, without
 * loops that may not end, without anything from outside its own lines. It runs under limits all the same.
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

  const trick = hidden.exec(code)?.[0]
  if (trick !== undefined) findings.push(`${JSON.stringify(trick.trim())} is not used in a rule`)
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
    // Without a body it is gone at run time, and its name means whatever is outside.
    if (!statement.body) say(statement, 'a function has a body')
    if (!statement.modifiers?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword)) continue
    exported += 1
    if (statement.name?.text !== name) say(statement, `the exported function is called ${name}`)
    if (statement.parameters.length !== 1 || statement.parameters[0]!.type?.getText(source) !== 'Submission')
      say(statement, 'it takes one parameter, record: Submission')
    if (!statement.type) say(statement, 'it says what it returns: a union of the outcomes')
  }
  if (exported !== 1) findings.push('exactly one function is exported')

  const scopes = scopesIn(ts, source)
  const functions = namesOfFunctions(ts, source)
  const walk = (node: Typescript.Node): void => {
    // `f<string>` counts as a type, but what stands before the brackets is read.
    if (ts.isExpressionWithTypeArguments(node)) {
      walk(node.expression)
      return
    }
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isTypeAliasDeclaration(node)) return
    const refused = refusedKinds(ts).get(node.kind)
    if (refused) say(node, `${refused} is not used in a rule`)
    const member = memberNamed(ts, node)
    if (member !== undefined && members.has(member)) say(node, `.${member} is not used in a rule`)
    if (ts.isElementAccessExpression(node) && !ts.isNumericLiteral(node.argumentExpression))
      say(node, 'a member is named by a dot')
    if (assigns(ts, node, (name) => isOwn(name, scopes))) say(node, 'only a variable of its own is given another value')
    if (ts.isIdentifier(node) && isUse(ts, node) && !isOwn(node, scopes) && !globals.has(node.text))
      say(node, `"${node.text}" is not declared here`)
    if (ts.isIdentifier(node) && isUse(ts, node) && callsItself(ts, node)) say(node, 'a function does not call itself')
    const misused = misusedFunction(ts, node, functions, globals, isUse)
    if (misused) say(node, misused)
    ts.forEachChild(node, walk)
  }
  walk(source)
  return [...new Set(findings)]
}

/** What is declared where: a name counts only inside the block or function that declares it. */
type Scopes = ReadonlyMap<Typescript.Node, ReadonlySet<string>>

function scopesIn(ts: typeof Typescript, source: Typescript.SourceFile): Scopes {
  const scopes = new Map<Typescript.Node, Set<string>>()
  const isScope = (node: Typescript.Node) =>
    ts.isBlock(node) ||
    ts.isSourceFile(node) ||
    ts.isFunctionLike(node) ||
    ts.isForOfStatement(node) ||
    ts.isCatchClause(node) ||
    ts.isCaseBlock(node)
  const declare = (node: Typescript.Node): void => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ((ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) && node.body)
    // A parameter of a type's function declares nothing.
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return
    const name = declares ? (node as { name?: Typescript.Node }).name : undefined
    if (name && ts.isIdentifier(name)) {
      let scope: Typescript.Node = ts.isFunctionExpression(node) ? node : node.parent
      while (!isScope(scope)) scope = scope.parent
      scopes.set(scope, (scopes.get(scope) ?? new Set()).add(name.text))
    }
    ts.forEachChild(node, declare)
  }
  declare(source)
  return scopes
}

function isOwn(node: Typescript.Identifier, scopes: Scopes): boolean {
  for (let at: Typescript.Node | undefined = node; at; at = at.parent) if (scopes.get(at)?.has(node.text)) return true
  return false
}

/** A name that is used inside the very function it names. */
function callsItself(ts: typeof Typescript, node: Typescript.Identifier): boolean {
  for (let at: Typescript.Node | undefined = node.parent; at; at = at.parent) {
    const name =
      ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at) || ts.isVariableDeclaration(at) ? at.name : undefined
    if (name && name !== node && ts.isIdentifier(name) && name.text === node.text) return true
  }
  return false
}

/** The member that is read or named here, also in taking an object apart. */
function memberNamed(ts: typeof Typescript, node: Typescript.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  const name = ts.isBindingElement(node)
    ? (node.propertyName ?? node.name)
    : ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)
      ? node.name
      : undefined
  return name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? name.text : undefined
}

/** Whether anything but a variable is given another value: a member, or several at once. */
function assigns(ts: typeof Typescript, node: Typescript.Node, own: (name: Typescript.Identifier) => boolean): boolean {
  const { SyntaxKind } = ts
  const outside = (target: Typescript.Expression) => !ts.isIdentifier(target) || !own(target)
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken
    return kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment && outside(node.left)
  }
  if (ts.isForOfStatement(node)) return !ts.isVariableDeclarationList(node.initializer)
  const counts = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)
  return (
    counts &&
    (node.operator === SyntaxKind.PlusPlusToken || node.operator === SyntaxKind.MinusMinusToken) &&
    outside(node.operand)
  )
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
    [SyntaxKind.ForOfStatement, 'for … of'],
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
    [SyntaxKind.BigIntLiteral, 'a number without bounds'],
    [SyntaxKind.SpreadElement, 'a list inside a list (...)'],
    [SyntaxKind.DeleteExpression, 'delete'],
    [SyntaxKind.WithStatement, 'with'],
    [SyntaxKind.DebuggerStatement, 'debugger'],
    [SyntaxKind.ThrowStatement, 'throw'],
    [SyntaxKind.ComputedPropertyName, 'a computed name'],
    [SyntaxKind.DeclareKeyword, 'declare'],
    [SyntaxKind.EnumDeclaration, 'enum'],
    [SyntaxKind.ModuleDeclaration, 'namespace'],
  ])
}
