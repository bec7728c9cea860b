/** Data as TypeScript has it: what is short stands on one line, so that a person reads it as a table. */
export function dataCode(value: unknown, indent = ''): string {
  const flat = inline(value)
  if (flat.length + indent.length <= 160 || typeof value !== 'object' || value === null) return flat
  const inner = `${indent}  `
  if (Array.isArray(value)) return `[\n${value.map((one) => `${inner}${dataCode(one, inner)},\n`).join('')}${indent}]`
  // What is short of an object shares a line; what is long has its own.
  const lines: string[] = []
  let line = ''
  const end = () => {
    if (line) lines.push(`${inner}${line}`)
    line = ''
  }
  for (const [name, member] of Object.entries(value)) {
    const text = `${key(name)}: ${inline(member)},`
    if (text.length + inner.length > 160) {
      end()
      lines.push(`${inner}${key(name)}: ${dataCode(member, inner)},`)
    } else if (line.length + text.length + inner.length > 160) {
      end()
      line = text
    } else line = line ? `${line} ${text}` : text
  }
  end()
  return `{\n${lines.join('\n')}\n${indent}}`
}

function inline(value: unknown): string {
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const members = Object.entries(value).map(([name, member]) => `${key(name)}: ${inline(member)}`)
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}'
}

const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name))
const text = (value: string) => `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
