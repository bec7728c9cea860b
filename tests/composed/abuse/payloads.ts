/** Stands in every payload: where it shows unescaped, in a log, or as an attribute, something went through. */
export const mark = 'zq7x'
/** What the arithmetic in the payloads comes to, if anybody computes it. */
export const computed = '62615533'
const sum = '7919*7907'

/** Kinds that only pages could fall for: a log and a link are written by what shows or keeps the text. */
const forPages = ['script: leaves an attribute', 'script: address', 'unseen characters', 'line of a log', 'prototype']

/** What people might type to be taken for code, by the kind of attack. */
export const texts: readonly (readonly [kind: string, text: string])[] = [
  ['SQL: ends the text', `${mark}' OR '1'='1' --`],
  [
    'SQL: another statement, union',
    `${mark}'; DROP TABLE record; DROP TABLE cases; SELECT usename, passwd FROM pg_shadow --`,
  ],
  ['SQL: without quotes', '1) OR 1=1 --'],
  ['SQL: waits', `${mark}'||(SELECT pg_sleep(30))||'`],
  ['template', `${mark}{{${sum}}}\${${sum}}<%=${sum}%>#{${sum}}{{range.constructor("return ${sum}")()}}{%raw%}`],
  ['script: element', `</textarea></title></style><${mark} onfocus=1 autofocus><script>${mark}()</script>`],
  ['script: leaves an attribute', `"><${mark}>" onfocus="${mark}()" ${mark}="' onfocus='${mark}()' ${mark}='`],
  ['script: address', `javascript:${mark}()//`],
  [
    'headers of an answer and of a mail',
    `${mark}\r\nX-${mark}: 1\r\nSet-Cookie: ${mark}=1\nBcc: ${mark}@example.com\r\n\r\n<${mark}>`,
  ],
  ['path', `../../../../etc/passwd`],
  ['path: encoded, and encoded twice', `..%2f..%2f%252e%252e%252fetc%2fpasswd%00.png`],
  ['NUL', `${mark}\u0000${mark}`],
  ['half a character', `${mark}\ud800`],
  ['unseen characters', `\u202e${mark}\u200b\ufeff\u2028`],
  ['formula, command, format', `=cmd|'/c ${mark}'!A1 $(sleep 30)\`sleep 30\`;sleep 30|sleep 30 %s%n{0}%1$s`],
  ['line of a log', `${mark}\n{"level":60,"msg":"${mark}"}`],
  ['prototype', '__proto__'],
  ['oversized', mark.repeat(1500)],
]

/** Those for programs that take no text for a page. */
export const textsForPrograms = texts.filter(([kind]) => !forPages.includes(kind))

/** Values that are no text, for members of any type. */
export const values: readonly (readonly [kind: string, json: string])[] = [
  ['nothing', 'null'],
  ['a number beyond numbers', '1e400'],
  ['an operator', '{"$gt":""}'],
  ['a class by its constructor', `{"constructor":{"prototype":{"${mark}":1}}}`],
  ['deep', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
]

/** Whole bodies that no client of the contract sends; `valid` is one that it would. */
export const bodies: readonly (readonly [kind: string, make: (valid: string) => Buffer])[] = [
  ['no JSON', () => Buffer.from(`{"${mark}`)],
  ['deep lists', () => Buffer.from('['.repeat(100_000))],
  ['deep objects', () => Buffer.from('{"a":'.repeat(50_000))],
  ['its own class', (valid) => Buffer.from(valid.replace('{', `{"__proto__":{"${mark}":1,"roles":["team-lead"]},`))],
  [
    'a class by its constructor',
    (valid) => Buffer.from(valid.replace('{', `{"constructor":{"prototype":{"${mark}":1}},`)),
  ],
  ['a member twice', (valid) => Buffer.from(`${valid.slice(0, -1)}${valid === '{}' ? '' : ','}${valid.slice(1)}`)],
  [
    'bytes that are no UTF-8',
    (valid) =>
      Buffer.concat([Buffer.from(`{"a":"`), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from(`",${valid.slice(1)}`)]),
  ],
  ['a raw NUL', (valid) => Buffer.from(valid.replace('{', `{"${mark}\u0000":"\u0000",`))],
  ['a byte order mark and UTF-16', (valid) => Buffer.from(`\ufeff${valid}`, 'utf16le')],
  ['more than it takes', () => Buffer.from(`{"a":"${'a'.repeat(1_100_000)}"}`)],
  [
    'ten thousand members',
    () => Buffer.from(`{${Array.from({ length: 10_000 }, (_, n) => `"${mark}${n}":1`).join()}}`),
  ],
  ['a name that is code', (valid) => Buffer.from(valid.replace('{', `{"${mark}' OR 1=1 --<${mark}>":1,`))],
]
