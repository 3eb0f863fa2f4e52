/** One server-sent event, its data parsed. */
export interface StreamEvent {
  event: string
  id: string | null
  // What it holds differs by event; tests say what they expect.
  data: unknown
}

/** Reads an event stream as a client would; ending the iteration ends the request. */
export async function* readEvents(answer: Response): AsyncGenerator<StreamEvent> {
  if (!answer.body) throw new Error(`no stream but ${answer.status}`)
  let text = ''
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) yield parseEvent(event)
  }
}

function parseEvent(text: string): StreamEvent {
  const field = (name: string) =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2)
  return { event: field('event') ?? '', id: field('id') ?? null, data: JSON.parse(field('data') ?? 'null') }
}
