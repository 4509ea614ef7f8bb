/** Smaller frames hold ads, counters and buttons. CSS pixels. */
export const LEAST = { width: 200, height: 120 } as const

/** What a frame's document says of itself. */
export interface FrameFacts {
  readonly framed: boolean
  /** As the browser has it: `null` where it is opaque. */
  readonly origin: string
  readonly protocol: string
}

/**
 * Whether a document may ever get an overlay of its own: it is in a frame, has a web address that names its annotations' page, and an origin to go with it.
 * So not `about:blank` and `srcdoc`, which are somebody else's scratch paper, and not what its embedder keeps in a sandbox without an origin.
 */
export const mayBeAnnotated = ({ framed, origin, protocol }: FrameFacts): boolean =>
  framed && origin !== 'null' && (protocol === 'https:' || protocol === 'http:')

export const isLargeEnough = (width: number, height: number): boolean => width >= LEAST.width && height >= LEAST.height
