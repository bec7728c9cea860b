/**
 * The staff pages of a service, as data: it can be written as JSON, and is held to the contracts of the parts when the
 * service starts. How a member is shown, and which question asks for it, follows from its schema there.
 */
export interface Desk {
  lists: List[]
  panels: Panel[]
  /** by type and value: what this service calls it */
  values: Record<string, Record<string, string>>
  /** by type and value: a colour beside the words */
  colours?: Record<string, Record<string, Colour>>
  /** by member: what it is called above a column or beside a fact; else its name in words */
  labels?: Record<string, string>
  /** by type: what its identifiers stand for, where no form asks for one */
  names?: Record<string, Lookup>
}

/** capability.operation */
export type OperationId = string

export type Colour = 'red' | 'orange' | 'yellow' | 'green' | 'teal' | 'blue' | 'purple' | 'magenta' | 'grey'

/** A parameter of yes and no that is set, or what parameters are set to. */
export type Switch = string | Record<string, string>

export interface List {
  /** stands in the address */
  id: string
  title: string
  list: OperationId
  columns: string[]
  /** parameters of the list */
  filters: string[]
  item?: OperationId
  /** parameter of the item → member of a row */
  which: Record<string, string>
  /** members of the item that its page leaves out, since they stand elsewhere on it */
  hides?: string[]
  /** member that an item is headed by; else the first of `which` */
  heading?: string
  actions: Action[]
  create?: Action
  /** parameter that takes words */
  search?: string
  /** parameter that takes the person who asks */
  mine?: string
  nobodys?: Switch
  team?: Switch
  overdue?: Switch
  /** What is over stands apart: the list leaves it out by itself, or a parameter of yes and no says that it does. */
  closed?: Switch
  /** takes what the list takes, and answers one whole number; else a page of each view is counted */
  count?: OperationId
  /** member: the moment until when */
  due?: string
  /** member of yes and no: whether that moment has passed; else the clock says so, but for what is `over` */
  late?: string
  /** member → values of what is over, so that no date passes any more */
  over?: Record<string, string[]>
  /** names in the service's own API */
  api?: string
  itemApi?: string
  countApi?: string
}

export interface Panel {
  id: string
  title: string
  from: OperationId
  /** parameter → member of the item that the panel is about; it stands on every item that has them all */
  by: Record<string, string>
  as: 'timeline' | 'table' | 'list'
  /** member of the whole answer that is yes or no: where it is no, the text stands above the entries */
  warns?: { unless: string; text: string }
  show: string[]
  /** leads on from each entry: its parameters are members of the entry */
  open?: OperationId
  actions: Action[]
  /** name in the service's own API */
  api?: string
}

export interface Action {
  do: OperationId
  title: string
  button: string
  /** said afterwards; `<title>: done` when left out */
  done?: string
  /** parameter → member of the item */
  which: Record<string, string>
  asks: Ask[]
  /** member of the body → what it always is */
  gives?: Record<string, unknown>
  /** It cannot be taken back: first a page shows what was entered. */
  ends?: true
  /** what the person will read, shown on that page: {member} is what was entered, or what the item has */
  says?: string[]
  api?: string
}

/** A lookup: what the rows of an operation are called. */
export interface Lookup {
  from: OperationId
  /** what a row is called: '{name}' */
  text: string
  /** tells two of one name apart */
  hint?: string
  /** member of yes and no: a row that has it is still named, and not offered any more */
  unless?: string
  /** member that is the identifier; else the one of the same type */
  value?: string
  /** parameter → member of what is at hand; one that is left out takes the member of its own name and type */
  needs?: Record<string, string>
  /** member, a moment or a date: rows stand under a heading for each day, and are called by their time alone */
  group?: string
}

/** What is picked is held before it is given. */
export interface Hold {
  do: OperationId
  /** member of its body that takes what was picked */
  takes: string
  /** member of its answer that is given in its place */
  gives: string
  /** lets go of it, when what it was held for is refused */
  release?: OperationId
}

/** One member of the body, asked. */
export interface Ask extends Partial<Lookup> {
  name: string
  /** else by the schema */
  kind?: string
  title: string
  hint?: string
  missing: string
  invalid?: string
  /** the values that are offered; else all that the schema has */
  only?: string[]
  hold?: Hold
  /** said when what was picked is no longer to be had */
  gone?: string
}
