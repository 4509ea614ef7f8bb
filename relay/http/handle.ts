import { isId } from '../../shared/domain/ids.ts'
import type { RequestCode } from '../../shared/protocol/codes.ts'
import type { Counters } from '../counters.ts'
import { LogFull } from '../log/log.ts'
import { refusal } from './answer.ts'
import { preflight, withCors } from './cors.ts'

export interface Call {
  readonly request: Request
  /** What the pattern's `:name` parts matched, in order. */
  readonly ids: readonly string[]
  readonly address: string
}

export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Segments; one that begins with a colon matches an id of 32 hex digits. */
  readonly path: string
  /** How it is called in the metrics. */
  readonly name: string
  answer(call: Call): Promise<Response> | Response
}

function matches(pattern: string, path: string): readonly string[] | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const ids: string[] = []
  for (const [index, segment] of wanted.entries()) {
    const text = given[index] ?? ''
    if (!segment.startsWith(':')) {
      if (segment !== text) return undefined
    } else if (isId(text)) ids.push(text)
    else return undefined
  }
  return ids
}

/** Answers requests by a table of routes. Never rejects: a surprise becomes `internal`, is counted, and is told to `failed`. */
export function createHandler(routes: readonly Route[], counters: Counters, failed: (error: unknown) => void) {
  const refuse = (code: RequestCode): Response => refusal(code)

  async function answer(request: Request, address: string): Promise<Response> {
    const { pathname } = new URL(request.url)
    const here = routes.flatMap((route) => {
      const ids = matches(route.path, pathname)
      return ids === undefined ? [] : [{ route, ids }]
    })
    if (here.length === 0) return refuse('not-found')
    if (request.method === 'OPTIONS') return preflight(request)
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const found = here.find(({ route }) => route.method === method)
    if (found === undefined) {
      const response = refuse('wrong-method')
      response.headers.set('allow', [...here.map(({ route }) => route.method), 'OPTIONS'].join(', '))
      return response
    }
    counters.count('requests_total', `route=${found.route.name}`)
    return found.route.answer({ request, ids: found.ids, address })
  }

  return async (request: Request, address: string): Promise<Response> => {
    let response: Response
    try {
      response = await answer(request, address)
    } catch (error) {
      // A full disk is nobody's fault of programming; it is counted, and said as what it is.
      if (!(error instanceof LogFull)) failed(error)
      response = refuse(error instanceof LogFull ? 'relay-full' : 'internal')
    }
    const code = response.headers.get('x-huddlemark-error')
    response.headers.delete('x-huddlemark-error')
    if (code !== null) counters.count('requests_refused_total', `code=${code}`)
    return request.method === 'OPTIONS' ? response : withCors(request, response)
  }
}
