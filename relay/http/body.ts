import { type Bytes, concatAll, fromUtf8 } from '../../shared/kit/bytes.ts'
import { fail, ok, type Result } from '../../shared/kit/result.ts'

/** Reads a body of at most `max` bytes. Stops reading at the bound, whatever the sender announced. */
export async function readBytes(request: Request, max: number): Promise<Result<Bytes, 'too-large' | 'bad-request'>> {
  if (Number(request.headers.get('content-length') ?? 0) > max) return fail('too-large')
  if (request.body === null) return ok(new Uint8Array())
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body) {
      size += chunk.length
      if (size > max) return fail('too-large')
      chunks.push(chunk)
    }
  } catch {
    return fail('bad-request')
  }
  return ok(concatAll(chunks))
}

export async function readText(request: Request, max: number): Promise<Result<string, 'too-large' | 'bad-request'>> {
  const bytes = await readBytes(request, max)
  if (!bytes.ok) return bytes
  try {
    return ok(fromUtf8(bytes.value))
  } catch {
    return fail('bad-request')
  }
}
