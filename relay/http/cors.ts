const EXTENSION = /^(?:chrome|moz)-extension:\/\/[a-zA-Z0-9-]{1,64}$/

/** Whether a request may come from here: an extension's pages, or no page at all. Web pages have no business with a relay. */
export const isWelcome = (origin: string | null | undefined): boolean =>
  origin === null || origin === undefined || EXTENSION.test(origin)

/** Adds what lets an extension's page read the answer. Tokens travel in a header, never in cookies: credentials stay off. */
export function withCors(request: Request, response: Response): Response {
  const origin = request.headers.get('origin')
  response.headers.append('vary', 'origin')
  if (origin === null || !isWelcome(origin)) return response
  response.headers.set('access-control-allow-origin', origin)
  response.headers.set('access-control-expose-headers', 'retry-after')
  return response
}

export function preflight(request: Request): Response {
  const response = withCors(request, new Response(null, { status: 204 }))
  if (!response.headers.has('access-control-allow-origin')) return response
  response.headers.set('access-control-allow-methods', 'GET, PUT, POST, DELETE')
  response.headers.set('access-control-allow-headers', 'authorization, content-type, last-event-id')
  response.headers.set('access-control-max-age', '7200')
  // Chrome asks before a page on the network reaches a relay on this computer.
  if (request.headers.get('access-control-request-private-network') === 'true')
    response.headers.set('access-control-allow-private-network', 'true')
  return response
}
