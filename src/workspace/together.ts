/**
 * Runs `work` over a list, a few at a time: many small files reach the disk several times faster than one by one.
 * After a failure no further item is begun, and it returns only when nothing is running any more.
 */
export async function together<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0
  let failed = false
  const lane = async () => {
    while (!failed && next < items.length) {
      const index = next++
      try {
        await work(items[index]!, index)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(8, items.length) }, lane))
  for (const result of lanes) if (result.status === 'rejected') throw result.reason
}
