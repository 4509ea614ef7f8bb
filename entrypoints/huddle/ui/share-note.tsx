import { useEffect, useState } from 'preact/hooks'
import type { Screen } from '../model.ts'
import { screenWords } from './words.ts'

/** What is said over a shared screen while nothing moves on it: an area without a picture is never left without a word. */
export function ShareNote({ shown, video }: { shown: Screen; video: HTMLVideoElement | null }) {
  const begun = useBegun(video)
  const words = screenWords(shown, begun)
  return (
    <p class="share-note" role="status" data-over={begun} hidden={words === undefined}>
      {words}
    </p>
  )
}

/** Whether its first frame was drawn. */
function useBegun(video: HTMLVideoElement | null): boolean {
  const [begun, setBegun] = useState<HTMLVideoElement>()
  useEffect(() => {
    if (video === null) return
    const until = new AbortController()
    const look = () => {
      if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return
      setBegun(video)
      until.abort()
    }
    for (const type of ['loadeddata', 'resize', 'playing'] as const)
      video.addEventListener(type, look, { signal: until.signal })
    look()
    return () => until.abort()
  }, [video])
  return video !== null && begun === video
}
