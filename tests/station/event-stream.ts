/** One server-sent event. */
export interface ServerEvent {
  id: string
  event: string
  data: string
}

/** Reads a server-sent event stream from an open response until it ends or its request is aborted. */
export async function* readEvents(response: Response): AsyncGenerator<ServerEvent> {
  if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`)
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      yield parseEvent(text.slice(0, end))
      text = text.slice(end + 2)
    }
  }
}

function parseEvent(block: string): ServerEvent {
  const event = { id: '', event: 'message', data: '' }
  for (const line of block.split('\n')) {
    const [name = '', ...rest] = line.split(':')
    const value = rest.join(':').replace(/^ /, '')
    if (name === 'data') event.data += (event.data ? '\n' : '') + value
    else if (name === 'id' || name === 'event') event[name] = value
  }
  return event
}
