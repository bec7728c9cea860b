import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** The events of a stream (server-sent events) as they come. One that carries nothing is only a sign of life. */
export async function* eventsIn(body: AsyncIterable<Uint8Array>): AsyncGenerator<EventSourceMessage> {
  const decoder = new TextDecoder()
  const come: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => come.push(event) })
  for await (const bytes of body) {
    parser.feed(decoder.decode(bytes, { stream: true }))
    yield* come.splice(0).filter(({ data }) => data.trim() !== '')
  }
}
