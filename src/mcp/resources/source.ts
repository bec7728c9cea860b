import type { Resource, ResourceTemplate } from '@modelcontextprotocol/sdk/types.js'

/** One text of a resource. */
export interface Content {
  uri: string
  mimeType: string
  text: string
}

/** Where resources come from: one kind of address. */
export interface Source {
  templates: readonly ResourceTemplate[]
  list(): Promise<Resource[]>
  /** The texts at this address; undefined where there is nothing. */
  read(uri: string): Promise<Content[] | undefined>
  /** What may stand in a place of its templates, the likeliest first; `given` holds the places that are known already. */
  complete(place: string, given: Readonly<Record<string, string>>): Promise<string[]>
}
