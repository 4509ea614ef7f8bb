/**
 * The least that a call between two pages can be: what the huddle is held against. One connection, the same devices and media, offer, answer and
 * candidates handed over as they come. No space, nobody to confirm, no window to open, no roster.
 */
type Said =
  | { readonly description: RTCSessionDescriptionInit }
  | { readonly candidate: RTCIceCandidateInit }
  | { readonly bye: true }

/** Runs in the page. `?who=ada` joins at a press, `?who=ben` has its microphone open and waits; `&now` joins as soon as it is open. */
function barePage(): void {
  const who = new URLSearchParams(location.search)
  const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind
  const line = new WebSocket(`ws://${location.host}/${who.get('who')}`)
  const say = (message: Said): void => line.send(JSON.stringify(message))
  const audio = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } }
  const video = { video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } } }
  let connection: RTCPeerConnection | undefined
  let voice: MediaStreamTrack | undefined
  let camera: MediaStreamTrack | undefined

  const begin = (): RTCPeerConnection => {
    connection?.close()
    connection = new RTCPeerConnection()
    connection.addEventListener('icecandidate', ({ candidate }) => candidate && say({ candidate: candidate.toJSON() }))
    connection.addEventListener('track', ({ track }) => {
      element<HTMLMediaElement>(track.kind === 'audio' ? 'voice' : 'picture').srcObject = new MediaStream([track])
    })
    return connection
  }
  const openMicrophone = async (): Promise<MediaStreamTrack | undefined> => {
    voice ??= (await navigator.mediaDevices.getUserMedia(audio)).getAudioTracks()[0]
    return voice
  }
  const join = async (): Promise<void> => {
    const track = await openMicrophone()
    const mine = begin()
    mine.addTransceiver(track ?? 'audio')
    mine.addTransceiver('video')
    await mine.setLocalDescription()
    if (mine.localDescription) say({ description: mine.localDescription })
  }
  const answer = async (description: RTCSessionDescriptionInit): Promise<void> => {
    const mine = begin()
    await mine.setRemoteDescription(description)
    for (const transceiver of mine.getTransceivers()) {
      transceiver.direction = 'sendrecv'
      const track = transceiver.receiver.track.kind === 'audio' ? voice : camera
      if (track) await transceiver.sender.replaceTrack(track)
    }
    await mine.setLocalDescription()
    if (mine.localDescription) say({ description: mine.localDescription })
  }
  const leave = (): void => {
    connection?.close()
    connection = undefined
    voice?.stop()
    voice = undefined
    if (line.readyState === WebSocket.OPEN) say({ bye: true })
  }
  const setCamera = async (on: boolean): Promise<void> => {
    camera?.stop()
    camera = on ? (await navigator.mediaDevices.getUserMedia(video)).getVideoTracks()[0] : undefined
    const line = connection?.getTransceivers().find(({ receiver }) => receiver.track.kind === 'video')
    await line?.sender.replaceTrack(camera ?? null)
  }

  line.addEventListener('message', async ({ data }) => {
    const message: Said = JSON.parse(data)
    if ('bye' in message) connection?.close()
    else if ('candidate' in message) await connection?.addIceCandidate(message.candidate)
    else if (message.description.type === 'offer') await answer(message.description)
    else await connection?.setRemoteDescription(message.description)
  })
  line.addEventListener('open', async () => {
    if (who.get('who') === 'ben') await openMicrophone()
    if (who.has('now')) await join()
    document.title = 'ready'
  })
  element('join').addEventListener('click', () => void join())
  element('open').addEventListener('click', () => open('/bare?who=ada&now', 'bare', 'popup,width=480,height=600'))
  element('start').addEventListener('click', () => void setCamera(true))
  element('stop').addEventListener('click', () => void setCamera(false))
  element('leave').addEventListener('click', leave)
}

export const BARE_PAGE = `<!doctype html><meta charset="utf-8"><title>bare</title>
<button id="join">Join</button><button id="open">Join in a window</button><button id="start">Start video</button><button id="stop">Stop video</button><button id="leave">Leave</button>
<audio id="voice" autoplay></audio><video id="picture" autoplay muted playsinline></video>
<script>(${barePage.toString()})()</script>`
