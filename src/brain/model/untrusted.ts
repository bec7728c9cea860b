import { sha256 } from '../../digest.ts'

/**
 * A text that somebody else wrote: the goal, the catalogue, a contract, a model. It is no string, so it can become
 * no argument, path, package or tool name by mistake: the compiler and, where that is circumvented, `toString` refuse.
 * There are two ways out: into a prompt, between marks that it cannot forge; or through a parser that checks it.
 */
export class Untrusted {
  readonly #text: string
  readonly source: string

  constructor(text: string, source: string) {
    this.#text = text
    this.source = source
  }

  get length(): number {
    return this.#text.length
  }

  /** As data for a model. The mark is made of the text's own digest, so no text can hold its own end. */
  quoted(longest: number): string {
    const text =
      this.#text.length > longest
        ? `${this.#text.slice(0, longest)}\n… (${this.#text.length - longest} more characters left out)`
        : this.#text
    const mark = sha256(Buffer.from(text)).slice(0, 12)
    return `<data-${mark} source="${this.source}">\n${text}\n</data-${mark}>`
  }

  /** Through a parser; what it makes of the text is checked by a schema before anything uses it. */
  read<T>(parse: (text: string) => T): T {
    return parse(this.#text)
  }

  toString(): never {
    throw new TypeError(`untrusted text (${this.source}) was used as a string`)
  }

  toJSON(): never {
    return this.toString()
  }
}
