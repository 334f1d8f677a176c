// Servers write event streams in their own ways. The SDKs read them as the standard says (HTML, 9.2.6), so what
// deviates from it is put into its form on the way.

/** Passes an event stream on, line by line, with the blank lines and `data:` that a server leaves out. */
export function readableEvents(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const lines = createLines(createEvents());
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const text = lines.add(decoder.decode(chunk, { stream: true }));
        if (text !== '') controller.enqueue(encoder.encode(text));
      },
      flush(controller) {
        controller.enqueue(encoder.encode(lines.end()));
      },
    }),
  );
}

/** Cuts text into lines that end in LF, CRLF or CR alone, each of which `toEvents` turns into lines of the stream. */
function createLines(toEvents: (line: string) => string) {
  let rest = '';
  let endedInReturn = false;
  return {
    add(text: string): string {
      // The second half of a CRLF.
      const added = endedInReturn && text.startsWith('\n') ? text.slice(1) : text;
      if (text !== '') endedInReturn = text.endsWith('\r');
      rest += added;
      if (!/[\r\n]/.test(added)) return '';
      const lines = rest.split(/\r\n|\r|\n/);
      rest = lines.pop() ?? '';
      return lines.map(toEvents).join('');
    },
    end(): string {
      return rest === '' ? '' : toEvents(rest);
    },
  };
}

/** Remembers the event that is being written, to end it where its server does not. */
function createEvents(): (line: string) => string {
  let name = '';
  let data: string[] = [];
  const begin = (): void => {
    name = '';
    data = [];
  };
  return (line) => {
    if (line === '') {
      begin();
      return '\n';
    }
    const [, field = '', value = ''] = /^(event|data):[ ]?(.*)$/.exec(line) ?? [];
    if (field === 'event') name = value;
    if (field === 'data') {
      const isNext = data.length > 0 && isComplete(data.join('\n'));
      if (isNext) begin();
      const written = name === 'error' && !/^\s*[{["}\]]/.test(value) ? inObject(value) : value;
      data.push(written);
      return `${isNext ? '\n' : ''}data: ${written}\n`;
    }
    // An error that is not written as an event at all.
    if (/^[{[]/.test(line) && isComplete(line)) {
      begin();
      return `\ndata: ${line}\n\n`;
    }
    return `${line}\n`;
  };
}

function inObject(message: string): string {
  return JSON.stringify({ error: { message } });
}

function isComplete(data: string): boolean {
  if (data.trim() === '[DONE]') return true;
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
  }
}
