import type { FileSet } from '../../schema.ts'
import { contradicts } from '../../verification/component-proof.ts'
import type { Evidence } from '../../verification/evidence.ts'
import { forgetProof, type Proof, proofKey, recallComponent, rememberProof } from '../../verification/proved.ts'
import type { World } from '../../world.ts'

/** The proofs of a set's components: those of earlier, and those of this run, each kept as soon as it is there. */
export class ComponentProofs {
  readonly components: readonly string[]
  readonly earlier: readonly Proof[]
  readonly #now: Proof[] = []
  readonly #files: FileSet
  readonly #place: string | undefined
  readonly #world: World

  /** `place` is where the tests are run; undefined when nothing is taken from there and nothing is kept. */
  static async open(files: FileSet, place: string | undefined, world: World): Promise<ComponentProofs> {
    const components = new Set([...files.keys()].flatMap((path) => /^components\/([^/]+)\//.exec(path)?.[1] ?? []))
    const found = [...components].map((one) => place && recallComponent(world, proofKey(one, files, place)))
    const earlier = (await Promise.all(found)).filter((proof) => typeof proof === 'object')
    return new ComponentProofs([...components], earlier, files, place, world)
  }

  constructor(
    components: readonly string[],
    earlier: readonly Proof[],
    files: FileSet,
    place: string | undefined,
    world: World,
  ) {
    this.components = components
    this.earlier = earlier
    this.#files = files
    this.#place = place
    this.#world = world
  }

  get untested(): string[] {
    return this.components.filter((one) => !this.earlier.some(({ component }) => component === one))
  }

  /** Keeps a proof while the other tests still run: a run that is cut off later has this much less to do the next time. */
  async keep(proof: Proof): Promise<void> {
    if (this.#place === undefined) return
    this.#now.push(proof)
    await rememberProof(this.#world, proofKey(proof.component, this.#files, this.#place), proof)
  }

  /** Once the whole run has ended: takes back what it speaks against. Answers what it has shown of each component. */
  async settle(evidence: Evidence): Promise<Proof[]> {
    const place = this.#place
    const shown = this.untested.map((component): Proof => {
      return { version: 1, component, tests: evidence.components[component] ?? 0 }
    })
    if (place === undefined) return shown
    const kept = (one: Proof) => this.#now.some(({ component }) => component === one.component)
    if (evidence.verdict === 'passed') for (const proof of shown) if (!kept(proof)) await this.keep(proof)
    for (const proof of this.#now.filter((one) => contradicts(evidence, one)))
      await forgetProof(this.#world, proofKey(proof.component, this.#files, place))
    return shown
  }
}
