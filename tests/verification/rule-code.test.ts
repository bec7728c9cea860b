import { expect, test } from 'vitest'
import { checkRuleCode } from '../../src/verification/rule-code.ts'

const top = "import type { Submission } from '../record.ts'\n"
const rule = (body: string) =>
  `${top}export function priority(record: Submission): 'urgent' | 'standard' { ${body} return 'urgent' }`

test.each([
  ['nothing but an outcome', rule('')],
  [
    'a sum over what is there',
    rule("let n = 0; const seen = [1, 2]; seen.forEach((x) => { n += x; n++ }); if (n > 3) return 'standard';"),
  ],
  [
    'parts by name',
    rule(
      'const { ageInYears: age, ...rest } = record; const f = (x: number) => x + age; f(Math.max(1, 2)); String(rest);',
    ),
  ],
  [
    'a function of its own',
    `${top}function twice(x: number): number { return 2 * x }\n${rule('twice(1);').slice(top.length)}`,
  ],
  [
    'an object',
    rule("const weights = { low: 1, 'high': 2 }; const low = 1; const both = { low }; weights.low + both.low;"),
  ],
  [
    'helpers that go through a list',
    `${top}function loud(text: string): boolean { return text.split(' ').some((word) => word === word.toUpperCase()) }\nfunction longer(a: number, b: number): number { return a > b ? a : b }\n${rule("const lengths = record.situation.split(' ').map((word) => word.length); if (loud(record.situation) || lengths.reduce(longer) > 9) return 'standard';").slice(top.length)}`,
  ],
])('%s may stand in a rule', async (_, code) => expect(await checkRuleCode('priority', code)).toEqual([]))

test.each([
  [
    'a global behind a parameter of that name',
    rule("const f = (process: number) => process; process.getBuiltinModule('fs');"),
  ],
  ['a global behind a name of another block', rule("{ const fetch = 1; fetch + 1 } fetch('http://127.0.0.1');")],
  ['a global that is declared', `declare function fetch(x: string): void\n${rule("fetch('x');")}`],
  ['a global behind an overload', `function fetch(x: string): void\n${rule("fetch('x');")}`],
  ['a global that is declared inside', rule('declare const process: any; process.exit();')],
  ['a global with a type', rule("const f = process.getBuiltinModule<'fs'>; f('fs');")],
  ['a constructor taken apart', rule("const { constructor: F } = (() => 0) as any; F('')();")],
  ['a constructor by a text', rule("const { 'constructor': F } = (() => 0) as any; F('')();")],
  ['a constructor by a computed name', rule("const { ['con' + 'structor']: F } = (() => 0) as any; F('')();")],
  ['a constructor by assignment', rule("let F: any; ({ constructor: F } = (() => 0) as any); F('')();")],
  ['a constructor by an escape', rule('(() => 0).c\\u006fnstructor;')],
  ['chance taken apart', rule("const { random } = Math; if (random() > 0.5) return 'standard';")],
  ['a changed global', rule('Array.isArray = () => true as any;')],
  ['a replaced global', rule('Math = 1 as any;')],
  ['a changed global in a list', rule('[Math.max] = [Math.min];')],
  ['a changed global in a loop', rule('for (Math.max of [Math.min]) {}')],
  ['a changed record', rule('record.ageInYears += 1;')],
  ['a getter put on the record', rule("(record as any).__defineGetter__('x', () => 1);")],
  ['an unchecked file', `// @ts-nocheck\n${rule('')}`],
  ['an unchecked line', rule('// @ts-ignore\n')],
  ['another file', `/// <reference path="/etc/passwd" />\n${rule('')}`],
  ['a map to another file', `${rule('')}\n//# sourceMappingURL=/etc/passwd`],
  ['a text as a regular expression', rule("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.match('(a+)+$');")],
  ['a search by one', rule("record.situation.search('(a|a)*b');")],
  ['a number without bounds', rule('const n = 9n ** 999999n; n > 0n;')],
  ['a list that doubles', rule('const a = [1]; const b = [...a, ...a]; b.length;')],
  ['a list that is joined to itself', rule('const a = [1]; a.concat(a);')],
  ['a text that multiplies', rule("'aaaa'.replaceAll('a', record.situation);")],
  ['a list as one text', rule("record.situation.split('').join(record.situation);")],
  ['lists inside lists', rule('const a = [1, 2]; a.map(() => a.map(() => a.map(() => 1)));')],
  [
    'two functions that call each other',
    `${top}function a(n: number): number { return b(n - 1) + b(n - 1) }\nfunction b(n: number): number { return n < 0 ? 0 : a(n) }\n${rule('a(60);').slice(top.length)}`,
  ],
  [
    'functions that double each other',
    `${top}function a(n: number): number { return n + 1 }\nfunction b(n: number): number { return a(a(n)) }\n${rule('b(1);').slice(top.length)}`,
  ],
  [
    'a function that is handed its own kind',
    rule('const f = (g: any, n: number): any => g(g, n - 1) + g(g, n - 1); f(f, 60);'),
  ],
  ['a function inside a list', rule('const a: any = [(b: any) => b[0](b)]; a[0](a);')],
  ['a function inside an object', rule('const o: any = { f: (p: any): any => p.f(p) + p.f(p) }; o.f(o);')],
  ['a method', rule('const o: any = { f(p: any): any { return p.f(p) + p.f(p) } }; o.f(o);')],
  ['a getter', rule('const o: any = { get f(): any { return o.f + o.f } }; o.f;')],
  ['a function under another name', rule('const f = (n: number): number => n; const g: any = f; g(1);')],
  ['a function that comes back from a call', rule('const f = (n: number): any => n; (f as any)(1)(2);')],
  ['letters that turn the line', rule("const x = '\u202e';")],
])('%s may not stand in a rule', async (_, code) => expect(await checkRuleCode('priority', code)).not.toEqual([]))

test.each([
  ['a list that grows while it is read', "const a = [1]\n  for (const x of a) a.concat(x)\n  return 'low'", /for … of/],
  ['a list that is added to', "return [1].push(2) > 0 ? 'low' : 'low'", /\.push/],
  ['a function that calls itself', 'return level(record)', /does not call itself/],
])('not %s', async (_name, body, says) => {
  const code = `import type { Submission } from '../record.ts'\nexport function level(record: Submission): 'low' {\n  ${body}\n}`
  expect((await checkRuleCode('level', code)).join('\n')).toMatch(says)
})
