import { join } from 'node:path'
import type { Job } from './mechanism.ts'
import { etc } from './room.ts'
import type { Tools } from './tools.ts'

/** One thing of the outside that is seen inside. */
export interface View {
  kind: 'read-only' | 'writable' | 'link'
  from: string
  to: string
}

/** Everything that is seen inside, in the order in which it must be put there: what lies deeper comes later. */
export function views({ room, options }: Job, tools: Tools): View[] {
  const system: View[] = [{ kind: 'read-only', from: '/usr', to: '/usr' }]
  for (const { path, target } of tools.system) {
    system.push(
      target === undefined ? { kind: 'read-only', from: path, to: path } : { kind: 'link', from: target, to: path },
    )
  }
  for (const path of tools.etc) system.push({ kind: 'read-only', from: path, to: path })
  for (const name of Object.keys(etc))
    system.push({ kind: 'read-only', from: join(room, 'etc', name), to: `/etc/${name}` })
  const own: View[] = []
  for (const path of [...options.readOnly, options.folder]) {
    if (path !== '/usr' && !path.startsWith('/usr/')) own.push({ kind: 'read-only', from: path, to: path })
  }
  for (const path of options.writable) own.push({ kind: 'writable', from: path, to: path })
  own.sort((a, b) => a.to.split('/').length - b.to.split('/').length)
  return [...system, ...own]
}
