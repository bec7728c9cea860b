import * as z from 'zod'
import { Identifier, Slug, TypeName } from './names.ts'
import { TypeRole } from './rule.ts'

// What staff see and do of a part, as data: lists, the items in them, panels beside an item, and the forms of what is done.
// A part names its own operations alone (listCases); once settled they are named with their capability.

const Operation = z.string().regex(/^([a-z][a-z0-9-]{0,62}\.)?[a-z][A-Za-z0-9]{0,63}$/)
const Colour = z.enum(['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'magenta', 'grey'])

/** A parameter of yes and no that is set, or what parameters are set to. */
const Switch = z.union([Identifier, z.record(Identifier, z.string())])

/** What stands for identifiers of a type: rows of an operation, and what each is called. */
export const Lookup = z.strictObject({
  from: Operation,
  /** {member} is one of the row */
  text: z.string(),
  /** tells two of one name apart */
  hint: z.string().optional(),
  /** member of yes and no: a row that has it is still named, and not offered any more */
  unless: Identifier.optional(),
  /** member that is the identifier; else the one of the same type */
  value: Identifier.optional(),
})
export type Lookup = z.infer<typeof Lookup>

/** What is picked is held before it is given. */
const Hold = z.strictObject({
  do: Operation,
  /** member of what it takes: what was picked */
  takes: Identifier,
  /** member of its answer that is given in its place */
  gives: Identifier,
  /** lets go of it, when what it was held for is refused */
  release: Operation.optional(),
})

/** How staff are asked for one member of what an operation takes; what is left out follows from its type. */
const Asked = z.strictObject({
  title: z.string().optional(),
  missing: z.string().optional(),
  invalid: z.string().optional(),
  /** The values that are offered; else all that the type has. */
  only: z.array(z.string()).optional(),
  ...Lookup.partial().shape,
  /** parameter of `from` → member of the item or the record; one that is left out takes the member of its own name and type */
  needs: z.record(Identifier, Identifier).optional(),
  /** member, a moment or a date: rows stand under a heading for each day, and are called by their time alone */
  group: Identifier.optional(),
  hold: Hold.optional(),
  /** said when what was picked is no longer to be had */
  gone: z.string().optional(),
})
export type Asked = z.infer<typeof Asked>

/** The form of an operation: what it is called, and how its members are asked. Members that are optional are asked only when they stand here. */
export const Form = z.strictObject({
  title: z.string(),
  button: z.string(),
  /** said afterwards */
  done: z.string().optional(),
  /** It cannot be taken back: first a page shows what was entered, and what the person will read. */
  ends: z.literal(true).optional(),
  says: z.array(z.string()).optional(),
  asks: z.record(Identifier, Asked).default({}),
})
export type Form = z.infer<typeof Form>

export const List = z.strictObject({
  id: Slug,
  title: z.string(),
  list: Operation,
  columns: z.array(Identifier).min(1),
  /** parameters of the list */
  filters: z.array(Identifier).default([]),
  item: Operation.optional(),
  heading: Identifier.optional(),
  /** members of the item that its page leaves out, since they stand elsewhere on it */
  hides: z.array(Identifier).default([]),
  actions: z.array(Operation).default([]),
  new: Operation.optional(),
  /** parameter that takes words */
  search: Identifier.optional(),
  /** parameter that takes the person who asks */
  mine: Identifier.optional(),
  nobodys: Switch.optional(),
  team: Switch.optional(),
  overdue: Switch.optional(),
  closed: Switch.optional(),
  /** takes what the list takes, and answers one whole number */
  count: Operation.optional(),
  /** member: the moment until when */
  due: Identifier.optional(),
  /** member of yes and no: whether that moment has passed */
  late: Identifier.optional(),
  /** member → values of what is over, so that no date passes any more */
  over: z.record(Identifier, z.array(z.string())).optional(),
})
export type List = z.infer<typeof List>

/** What a pattern has otherwise in a list of one of its parts, by the id of that list. */
export const ListOfKind = z.strictObject({
  id: Slug,
  title: z.string().optional(),
  columns: z.array(Identifier).min(1).optional(),
  filters: z.array(Identifier).optional(),
  hides: z.array(Identifier).optional(),
  actions: z.array(Operation).optional(),
})

/** What is about an item of any part, by the one type and role that it is about. */
export const Panel = z.strictObject({
  id: Slug,
  title: z.string(),
  from: Operation,
  by: TypeRole,
  as: z.enum(['timeline', 'table', 'list']),
  /** member of the whole answer: said above the entries where it is no */
  warns: z.strictObject({ unless: Identifier, text: z.string() }).optional(),
  show: z.array(Identifier).min(1),
  /** leads on from each entry */
  open: Operation.optional(),
  actions: z.array(Operation).default([]),
})
export type Panel = z.infer<typeof Panel>

/** Type → value → what this service calls it. The catalogue's value stays for order and conditions. */
export const Values = z.record(TypeName, z.record(z.string(), z.string().min(1).max(60)))
export type Values = z.infer<typeof Values>

/** What a part brings for staff, and, settled, all that they have. */
export const deskShape = {
  lists: z.array(List).default([]),
  panels: z.array(Panel).default([]),
  /** operation → its form */
  forms: z.record(Operation, Form).default({}),
  /** type → value → a colour beside the words */
  colours: z.record(z.string(), z.record(z.string(), Colour)).default({}),
  /** member → what it is called above a column or beside a fact; else its name in words */
  labels: z.record(Identifier, z.string()).default({}),
  /** type → what its identifiers stand for, where no form asks for one */
  names: z.record(z.string(), Lookup).default({}),
}
export const Desk = z.strictObject(deskShape)

/** What a pattern says of staff pages in place of what its parts say, operations with their capability. */
export const deskOfKind = {
  lists: z.array(ListOfKind).default([]),
  forms: deskShape.forms,
  labels: deskShape.labels,
}
export type DeskOfKind = { [K in keyof typeof deskOfKind]: z.infer<(typeof deskOfKind)[K]> }
export type Desk = z.infer<typeof Desk>
