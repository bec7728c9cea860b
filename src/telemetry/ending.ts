/** How a run ended, in words that hold nothing of a person or a goal. */
export interface Ending {
  verdict: string
  /** The code of what went wrong; undefined when the answer is yes. */
  problem: string | undefined
  /** What `compose resume` calls it. */
  run: string | undefined
}
