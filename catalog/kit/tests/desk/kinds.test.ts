import { beforeAll, expect, test } from 'vitest'
import { type Asked, askedOf, checkFields, openFields } from '../../src/desk/form.ts'
import { operationsOf } from '../../src/desk/parts.ts'
import { reading } from '../../src/desk/reading.ts'
import { readyAction } from '../../src/desk/ready-action.ts'
import { shower } from '../../src/desk/shown.ts'
import type { Typed } from '../../src/pages/answers.ts'
import type { Field, Mistake } from '../../src/pages/fields.ts'
import { renderer } from '../../src/pages/render.ts'
import { emptyStore, everyKind, given } from '../pages/every-kind.ts'
import { faultsIn } from '../pages/faults.ts'

const NAMES = [
  'name',
  'story',
  'people',
  'rent',
  'since',
  'seen',
  'stay',
  'pets',
  'home',
  'council',
  'needs',
  'contact',
]
const questions = everyKind(emptyStore()).filter(({ name }) => NAMES.includes(name))
const contract = new URL('fixture/every-kind.yaml', import.meta.url)
const render = renderer(undefined)

let asked: Asked[]
beforeAll(async () => {
  const read = reading(await operationsOf({ all: { client: {}, contract } }), {})
  const asks = questions.map(({ name, title, missing }) => ({ name, title, missing }))
  const act = readyAction({ do: 'all.takeAll', title: 'All', button: 'Save', which: {}, asks }, [], read, 'here')
  expect(read.faults).toEqual([])
  const show = shower({ lists: [], panels: [], values: {} }, () => undefined)
  asked = await askedOf(act!, {}, undefined, show)
})

const faultsOf = (fields: Field[], mistakes: Mistake[] = []) =>
  faultsIn(render('desk-form', { heading: 'All', button: 'Save', service: 'Kinds', fields, mistakes, seen: {} }))
const right = () => {
  const typed = Object.assign({}, ...questions.map(({ name }) => given[name]!.right)) as Record<
    string,
    string | string[]
  >
  return Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, [value].flat().join('\n')])) as Typed
}

test('the catalogue’s kinds stand in one form, each question as its type asks it', async () => {
  expect(asked.map(({ question }) => question.kind)).toEqual(questions.map(({ kind }) => kind))
  expect(await faultsOf(openFields(asked, {}, undefined))).toEqual([])
})

test('each that is left out is asked for, and all of them at once', async () => {
  const { fields, mistakes } = checkFields(asked, {})
  expect(mistakes.map(({ text }) => text)).toEqual(questions.map(({ missing }) => missing))
  expect(await faultsOf(fields, mistakes)).toEqual([])
})

test('what is right is the body as the contract has it, and is there again when it is opened', async () => {
  const { mistakes, body } = checkFields(asked, right())
  expect([mistakes, body]).toEqual([[], Object.fromEntries(questions.map(({ name }) => [name, given[name]!.answer]))])
  const again = openFields(asked, body, undefined)
  const typed = Object.fromEntries(
    again.flatMap(({ parts }) => Object.values(parts).map(({ name, value }) => [name, value])),
  )
  expect(checkFields(asked, typed).body).toEqual(body)
  expect(await faultsOf(again)).toEqual([])
})
