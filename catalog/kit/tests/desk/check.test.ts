import { expect, test } from 'vitest'
import { type Desk, deskPages, type Parts } from '../../src/desk/index.ts'
import { desk } from './fixture/desk.ts'

const parts: Parts = Object.fromEntries(
  ['boats', 'moorings'].map((name) => [
    name,
    { client: {}, contract: new URL(`fixture/${name}.yaml`, import.meta.url) },
  ]),
)
type Boats = Desk['lists'][0]
const boatsOf = (one: Desk): Boats => one.lists[0]!
const action = (one: Desk, name: string) => boatsOf(one).actions.find((each) => each.do === name)!

const faultOf = async (change: (one: Desk) => void): Promise<string> => {
  const own = structuredClone(desk)
  change(own)
  return deskPages(own, parts).then(
    () => 'none',
    (error: Error) => error.message,
  )
}

test('a desk that fits its contracts is no fault, and is data alone', async () => {
  expect(await faultOf(() => {})).toBe('none')
  expect(JSON.parse(JSON.stringify(desk))).toEqual(desk)
})

test.each<[string, (one: Desk) => void, string]>([
  [
    'an operation that there is not',
    (one) => (boatsOf(one).list = 'boats.listShips'),
    'list boats: there is no operation boats.listShips; boats has countBoats, getBoat, giveBoat',
  ],
  ['a part that there is not', (one) => (boatsOf(one).list = 'ships.list'), 'there is no operation ships.list'],
  [
    'a list whose operation lists nothing',
    (one) => (boatsOf(one).list = 'boats.getBoat'),
    'list boats: the answer of boats.getBoat has not one list of objects',
  ],
  [
    'a column that the answer does not have',
    (one) => boatsOf(one).columns.push('colour'),
    'list boats: a row of boats.listBoats has no member colour; it has harbour, hull',
  ],
  ['no column', (one) => (boatsOf(one).columns = []), 'list boats: has no column'],
  [
    'a filter that is no parameter',
    (one) => boatsOf(one).filters.push('colour'),
    'list boats: boats.listBoats has no parameter colour',
  ],
  ['a filter that pages have already', (one) => boatsOf(one).filters.push('after'), 'list boats: after is no filter'],
  [
    'a search that is no parameter',
    (one) => (boatsOf(one).search = 'q'),
    'list boats: boats.listBoats has no parameter q',
  ],
  [
    'a view by a parameter that is not one of yes and no',
    (one) => (boatsOf(one).overdue = 'state'),
    'list boats: the parameter state of boats.listBoats is not one of yes and no',
  ],
  [
    'a view that sets what there is not',
    (one) => (boatsOf(one).closed = { condition: 'sunk' }),
    'list boats: boats.listBoats has no parameter condition',
  ],
  [
    'a date that rows do not have',
    (one) => (boatsOf(one).due = 'dueAt'),
    'list boats: a row of boats.listBoats has no member dueAt',
  ],
  [
    'a count that says no number',
    (one) => (boatsOf(one).count = 'boats.getBoat'),
    'list boats: the answer of boats.getBoat has not one whole number',
  ],
  [
    'a count of something else',
    (one) => (one.lists[1]!.count = 'boats.countBoats'),
    'list stays-of-all: boats.countBoats takes no hull, so it would count something else',
  ],
  [
    'a late member that rows do not have',
    (one) => (boatsOf(one).late = 'overdue'),
    'list boats: a row of boats.listBoats has no member overdue',
  ],
  [
    'an item wired to what is no parameter',
    (one) => (boatsOf(one).which = { number: 'hull' }),
    'list boats: boats.getBoat has no parameter number',
  ],
  [
    'an item wired to a member of another type',
    (one) => (boatsOf(one).which = { hull: 'name' }),
    'list boats: the parameter hull of boats.getBoat is not of the type of the member name of a row of boats.listBoats',
  ],
  [
    'an item that nothing tells from others',
    (one) => (boatsOf(one).which = {}),
    'list boats: says by nothing which one of boats.getBoat a row is',
  ],
  [
    'what an item hides and does not have',
    (one) => (boatsOf(one).hides = ['keel']),
    'list boats: the item of boats.getBoat has no member keel',
  ],
  [
    'a warning by what the answer does not say',
    (one) => (one.panels[0]!.warns = { unless: 'whole', text: 'Oh dear' }),
    'panel stays: the answer of moorings.listStays has no member whole',
  ],
  [
    'a heading that the item does not have',
    (one) => (boatsOf(one).heading = 'title'),
    'list boats: the item of boats.getBoat has no member title',
  ],
  [
    'actions without an item',
    (one) => delete boatsOf(one).item,
    'list boats: has actions, and no item that they are done to',
  ],
  ['an address of the kit’s own', (one) => (boatsOf(one).id = 'sign-in'), 'list sign-in: cannot be called so'],
  ['two lists of one name', (one) => (one.lists[1]!.id = 'boats'), 'boats: two are called so'],
  ['no list', (one) => (one.lists = []), 'lists: there is none'],
  [
    'an action whose which is no parameter',
    (one) => (action(one, 'boats.inspectBoat').which = { hull: 'hull', boat: 'hull' }),
    'list boats, action boats.inspectBoat: boats.inspectBoat has no parameter boat',
  ],
  [
    'an action that nothing says what it is done to',
    (one) => (action(one, 'boats.inspectBoat').which = {}),
    'action boats.inspectBoat: the parameter hull of boats.inspectBoat is wired to nothing',
  ],
  [
    'an action that asks for what its body does not have',
    (one) => action(one, 'boats.inspectBoat').asks.push({ name: 'colour', title: 'Colour?', missing: 'Enter it' }),
    'action boats.inspectBoat: the body of boats.inspectBoat has no member colour',
  ],
  [
    'an action that leaves out what its body needs',
    (one) => (action(one, 'boats.sinkBoat').asks = []),
    'action boats.sinkBoat: the member fate of the body of boats.sinkBoat is needed, and neither asked nor given',
  ],
  [
    'an action that gives what is no value',
    (one) => (action(one, 'boats.sinkBoat').gives = { how: 'by-magic' }),
    'action boats.sinkBoat: what is given for how is not a value of its type',
  ],
  [
    'an action that offers what is no value',
    (one) => (action(one, 'boats.sinkBoat').asks[0]!.only = ['eaten']),
    'action boats.sinkBoat: eaten is no value of the member fate',
  ],
  [
    'words for the person of what is not at hand',
    (one) => (action(one, 'boats.sinkBoat').says = ['{captain} is gone']),
    'action boats.sinkBoat: what is at hand has no member captain',
  ],
  [
    'a lookup that names rows by what they do not have',
    (one) => (action(one, 'boats.giveBoat').asks[0]!.text = '{nickname}'),
    'action boats.giveBoat: a row of moorings.listWardens has no member nickname',
  ],
  [
    'a lookup without words',
    (one) => delete action(one, 'boats.giveBoat').asks[0]!.text,
    'action boats.giveBoat: the member warden has from, and no text',
  ],
  [
    'a lookup of another type',
    (one) => Object.assign(action(one, 'boats.giveBoat').asks[0]!, { from: 'moorings.listBerths', text: '{place}' }),
    'action boats.giveBoat: which member of a row of moorings.listBerths is meant?',
  ],
  [
    'a kind that no form can ask',
    (one) => (action(one, 'boats.giveBoat').asks[0] = { name: 'warden', title: 'Who?', missing: 'x', kind: 'dance' }),
    'action boats.giveBoat: no form asks for dance, which the member warden is',
  ],
  [
    'a panel without by',
    (one) => (one.panels[0]!.by = {}),
    'panel stays: says by nothing what it is about, so it would show all of moorings.listStays',
  ],
  [
    'a panel by what is no parameter',
    (one) => (one.panels[0]!.by = { boat: 'hull' }),
    'panel stays: moorings.listStays has no parameter boat',
  ],
  [
    'a panel by what no item has',
    (one) => (one.panels[0]!.by = { hull: 'number' }),
    'panel stays: no item has number as moorings.listStays takes it',
  ],
  [
    'a panel by a member of another type',
    (one) => (one.panels[0]!.by = { hull: 'name' }),
    'panel stays: no item has name as moorings.listStays takes it',
  ],
  [
    'a panel that shows what there is not',
    (one) => one.panels[0]!.show.push('price'),
    'panel stays: a row of moorings.listStays has no member price',
  ],
  [
    'a panel whose entries lead nowhere',
    (one) => (one.panels[0]!.open = 'boats.giveBoat'),
    'panel stays: boats.giveBoat reads nothing, so an entry cannot lead to it',
  ],
  [
    'a name of a type by a lookup that needs something',
    (one) => (one.names = { Moment: { from: 'moorings.listWardens', text: '{name}' } }),
    'names of Moment: which member of a row of moorings.listWardens is meant?',
  ],
])('%s is a clear error at the start', async (_title, change, text) => {
  const fault = await faultOf(change)
  expect(fault).toContain('The desk does not fit the contracts')
  expect(fault).toContain(text)
})

test('all that is wrong is said at once', async () => {
  const fault = await faultOf((one) => {
    boatsOf(one).columns.push('colour')
    one.panels[0]!.show.push('price')
    action(one, 'boats.giveBoat').which = {}
  })
  expect(fault.split('\n- ')).toHaveLength(4)
})
