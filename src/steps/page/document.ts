/** What stands in one place of a table or a list: a text, or several, each on a line of its own. */
export type Cell = string | readonly string[]

export type Block =
  | { kind: 'text'; text: string }
  /** Somebody's own words. */
  | { kind: 'said'; text: string }
  /** What must not be overlooked. */
  | { kind: 'warning'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'list'; items: readonly Cell[]; ordered?: true }
  | { kind: 'table'; caption: string; head: readonly string[]; rows: readonly (readonly Cell[])[] }
  | { kind: 'facts'; rows: readonly (readonly [term: string, said: Cell])[] }
  | { kind: 'picture'; picture: Picture }

export interface Section {
  /** Its place on the page: #asked */
  id: string
  title: string
  blocks: readonly Block[]
}

/** What people read of a service, however it is written down. */
export interface Document {
  title: string
  about: string
  introduction: readonly Block[]
  sections: readonly Section[]
}

/** The parts of a service, and the way of a record through them. */
export interface Picture {
  title: string
  /** What the box is called that stands for the service itself. */
  own: string
  /** What is done when something has happened; `part` is the title of the one that does it, none when the service itself does. */
  groups: readonly { heading: string; steps: readonly { does: string; part: string | undefined }[] }[]
}
