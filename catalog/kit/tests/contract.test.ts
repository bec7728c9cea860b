import { afterAll } from 'vitest'
import { contractConditions, startComponent } from '../testing/index.ts'
import type { operations } from './fixture/contract.ts'
import { notes } from './fixture/notes.ts'

const component = await startComponent(notes)
afterAll(() => component.stop())

const client = component.client<operations>()
let count = 0
const body = () => ({ text: `note ${++count}`, priority: 3 })
const existing = async () => ({ path: { id: (await client.writeNote({ body: body() })).id } })

contractConditions(component, {
  valid: {
    writeNote: () => ({ body: body() }),
    listNotes: () => ({ query: { priority: 3 } }),
    readNote: existing,
    removeNote: existing,
    about: () => ({}),
  },
})
