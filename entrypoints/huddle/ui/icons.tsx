/** Line icons of the huddle window on a 20 px grid, drawn for this project; they carry no words, the controls around them do. */
const PATHS = {
  camera:
    'M3 6.5A1.5 1.5 0 0 1 4.500 5h6.500A1.5 1.5 0 0 1 12.500 6.500v7A1.5 1.5 0 0 1 11 15H4.500A1.5 1.5 0 0 1 3 13.500zM12.500 9l4.500-2.600v7.200L12.500 11',
  cameraOff:
    'M3 3l14 14M12.500 9l4.500-2.600v7.200l-2-1.150M12.500 12.400V6.500A1.5 1.5 0 0 0 11 5H7.200M4.300 5A1.5 1.5 0 0 0 3 6.500v7A1.5 1.5 0 0 0 4.500 15H11a1.5 1.5 0 0 0 1.350-.850',
  screen:
    'M3 5.500A1.5 1.5 0 0 1 4.500 4h11A1.5 1.5 0 0 1 17 5.500v6.500a1.5 1.5 0 0 1-1.500 1.500h-11A1.5 1.5 0 0 1 3 12zM7 16.500h6M10 11V6.700M8 8.600l2-2 2 2',
  screenOff:
    'M3 5.500A1.5 1.5 0 0 1 4.500 4h11A1.5 1.5 0 0 1 17 5.500v6.500a1.5 1.5 0 0 1-1.500 1.500h-11A1.5 1.5 0 0 1 3 12zM7 16.500h6M8 6.800l4 4M12 6.800l-4 4',
  hand: 'M6.200 10.500V5.600a1.150 1.150 0 0 1 2.300 0V9V4.100a1.150 1.150 0 0 1 2.300 0V9V5a1.150 1.150 0 0 1 2.300 0v5.200V7.100a1.100 1.100 0 0 1 2.200 0v5.100c0 3-1.900 4.800-4.700 4.800-2.300 0-3.600-.900-4.700-2.900l-1.900-3.300c-.700-1.300.9-2.300 1.700-1.200z',
  smile:
    'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.200 11.800c.6 1 1.600 1.600 2.800 1.600s2.200-.6 2.800-1.600M7.700 8.200v.1M12.300 8.200v.1',
  more: 'M4.600 10a.6.6 0 1 0 1.200 0 .6.6 0 1 0-1.200 0M9.400 10a.6.6 0 1 0 1.200 0 .6.6 0 1 0-1.200 0M14.200 10a.6.6 0 1 0 1.200 0 .6.6 0 1 0-1.200 0',
  leave: 'M8.500 4H5.500A1.5 1.5 0 0 0 4 5.500v9A1.5 1.5 0 0 0 5.500 16h3M12.500 6.500L16 10l-3.500 3.500M16 10H8.500',
  chat: 'M4 5.500A1.5 1.5 0 0 1 5.500 4h9A1.5 1.5 0 0 1 16 5.500v6a1.5 1.5 0 0 1-1.500 1.500H9l-3.500 3v-3A1.5 1.5 0 0 1 4 11.500z',
  invite:
    'M8 9.500a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600zM3 16c.4-2.700 2.400-4.200 5-4.200 1.200 0 2.300.3 3.200 1M14.500 11v5M12 13.500h5',
  full: 'M4 8V4h4M16 8V4h-4M4 12v4h4M16 12v4h-4',
  unfull: 'M8 4v4H4M12 4v4h4M8 16v-4H4M12 16v-4h4',
  pen: 'M4 16l.8-3.400L13.200 4.200a1.400 1.400 0 0 1 2 0l.6.600a1.400 1.400 0 0 1 0 2L7.400 15.200zM11.700 5.700l2.600 2.600',
  pip: 'M3 5.500A1.5 1.5 0 0 1 4.500 4h11A1.5 1.5 0 0 1 17 5.500v9a1.5 1.5 0 0 1-1.500 1.500h-11A1.5 1.5 0 0 1 3 14.500zM10 10h4.500v3.500H10z',
  gear: 'M3.500 6h7M14.500 6h2M3.500 14h2M9.500 14h7M12.500 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7.500 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  keys: 'M3 6.500A1.5 1.5 0 0 1 4.500 5h11A1.5 1.5 0 0 1 17 6.500v7a1.5 1.5 0 0 1-1.500 1.500h-11A1.5 1.5 0 0 1 3 13.500zM6 8.500h.01M10 8.500h.01M14 8.500h.01M7 12h6',
  lock: 'M5.500 9h9v7h-9zM7.300 9V6.500a2.700 2.700 0 0 1 5.400 0V9M10 12v1.500',
  unlocked: 'M5.500 9h9v7h-9zM7.300 9V6.500a2.700 2.700 0 0 1 5.200-1M3 3l14 14',
  file: 'M6 3.500h5L15 7.500v9H6zM11 3.500v4h4',
  save: 'M10 3.500v8.500M6.500 9l3.500 3.500L13.500 9M4 16h12',
  speaker: 'M4 8v4h2.500L10 15V5L6.500 8zM12.800 7.500a3.500 3.500 0 0 1 0 5M14.800 5.500a6.300 6.300 0 0 1 0 9',
  speakerOff: 'M4 8v4h2.500L10 15V5L6.500 8zM13 8l4 4M17 8l-4 4',
  listen:
    'M4 12.500V10a6 6 0 0 1 12 0v2.500M4 12.500v1.200A1.300 1.300 0 0 0 5.300 15H6.500v-4H4zM16 12.500v1.200a1.300 1.300 0 0 1-1.300 1.300h-1.200v-4H16z',
  leaf: 'M5 15c0-6 3.500-9.500 11-10-.2 7-3.300 11-8.500 11C6 16 5 15.400 5 15zM4 17c1.500-3.500 3.800-5.700 7-7.200',
  close: 'M5.500 5.500l9 9M14.500 5.500l-9 9',
  check: 'M5 10.500l3.300 3.300L15 6.800',
  alert: 'M10 8v3.500M10 14v.1M10 3.500l7 12.500H3z',
  info: 'M10 9.200v4.300M10 6.600v.1M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z',
  bell: 'M10 3.500a4 4 0 0 0-4 4c0 4-1.500 5-1.500 5.500h11c0-.5-1.500-1.500-1.500-5.500a4 4 0 0 0-4-4zM8.500 15.800a1.600 1.600 0 0 0 3 0',
} as const
export type Sign = keyof typeof PATHS

export function Icon({ name, size = 20 }: { name: Sign; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden="true">
      <path d={PATHS[name]} stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  )
}

const CAPSULE = 'M10 3a2.600 2.600 0 0 1 2.600 2.600v4a2.600 2.600 0 0 1-5.200 0v-4A2.600 2.600 0 0 1 10 3z'
const STAND = 'M4.800 9.600a5.200 5.200 0 0 0 10.400 0M10 14.800V17M7.500 17h5'

/** A microphone that fills with the voice: `--level` of an element around it, 0 to 1. */
export function Microphone({ off = false, size = 20 }: { off?: boolean; size?: number }) {
  return (
    <svg class="microphone" width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden="true">
      {!off && (
        <g style={{ clipPath: `path('${CAPSULE}')` }}>
          <rect class="voice" x="7" y="3" width="6" height="9.500" />
        </g>
      )}
      <path
        d={`${CAPSULE}${STAND}${off ? 'M3 3l14 14' : ''}`}
        stroke="currentColor"
        stroke-width="1.6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  )
}

/** Three bars, as many full as the connection is good; the words stand beside it. */
export function Bars({ full }: { full: 0 | 1 | 2 | 3 }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      {[0, 1, 2].map((bar) => (
        <rect
          key={bar}
          x={2 + bar * 4.5}
          y={10 - bar * 3.5}
          width="3"
          height={4 + bar * 3.5}
          rx="1"
          fill="currentColor"
          opacity={bar < full ? 1 : 0.28}
        />
      ))}
    </svg>
  )
}

/** Three short strokes that dance while somebody speaks. */
export function Voice() {
  return (
    <span class="dance" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  )
}
