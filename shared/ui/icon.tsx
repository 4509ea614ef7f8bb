/** Our icons: 16 px, one stroke width, drawn for this project. Decoration only: the control around one carries the words. */
const PATHS = {
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  copy: 'M6 5.5h6.5v8H6zM3.5 10.5v-8H10',
  gear: 'M2.5 4.5h6M12 4.5h1.5M2.5 11.5h1.5M8 11.5h5.5M10.2 6.4a1.9 1.9 0 100-3.8 1.9 1.9 0 000 3.8zM6 13.4a1.9 1.9 0 100-3.8 1.9 1.9 0 000 3.8z',
  down: 'M4 6.2l4 4 4-4',
  back: 'M9.8 3.5L5.3 8l4.5 4.5M5.5 8H13',
  out: 'M6 3.5H3.5v9h9V10M8.5 3.5h4v4M12.5 3.5L7.5 8.5',
  plus: 'M8 3v10M3 8h10',
  bin: 'M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5',
  say: 'M2.5 3.5h11v7.5H8l-3 2.5V11H2.5z',
  info: 'M8 7.3v4M8 4.6v.1M8 14.2A6.2 6.2 0 108 1.8a6.2 6.2 0 000 12.4z',
  alert: 'M8 6.3v3.2M8 11.6v.1M8 2L14.3 13.5H1.7z',
  clock: 'M8 4.6V8l2.3 1.6M8 14.2A6.2 6.2 0 108 1.8a6.2 6.2 0 000 12.4z',
  lock: 'M4 7.2h8v6.3H4zM5.6 7.2V5a2.4 2.4 0 014.8 0v2.2',
  headset:
    'M3.2 9.8V8a4.8 4.8 0 019.6 0v1.8M3.2 9.4h1a.7.7 0 01.7.7v1.9a.7.7 0 01-.7.7 1 1 0 01-1-1zM12.8 9.4h-1a.7.7 0 00-.7.7v1.9a.7.7 0 00.7.7 1 1 0 001-1z',
  microphone: 'M8 2a2 2 0 012 2v3.3a2 2 0 01-4 0V4a2 2 0 012-2zM4 7.4a4 4 0 008 0M8 11.5V14',
  muted: 'M6 6V4a2 2 0 014 0v3.3M4 7.4a4 4 0 006.2 3.3M8 11.5V14M12 7.4a4 4 0 01-.4 1.8M3 2.8l10 10',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3M8 12V8M6.3 9.6L8 8l1.7 1.6',
  camera: 'M2 4.5h8v7H2zM10 7.2l4-2.2v6l-4-2.2z',
  marker: 'M9 3l4 4-5 5H5.200L4 10.800V8zM3 14h10',
  page: 'M4 2h5l3 3v9H4zM9 2v3h3M6 8.500h4M6 11h4',
  pin: 'M8 14.500c3-3.600 4.700-5.900 4.700-8.200A4.700 4.700 0 003.300 6.300C3.300 8.600 5 10.900 8 14.500zM8 8a1.600 1.600 0 100-3.200A1.600 1.600 0 008 8z',
  pen: 'M2.500 13c1.600-4.800 3-5.800 4-5 .9.800-.9 2.600 0 3.400 1.100.9 2.600-3.900 4-3.400 1 .4 0 2.400 3 2.400M10.500 5.300l2.300-2.300',
  link: 'M6.800 9.200a2.800 2.800 0 004 0l2-2a2.800 2.800 0 00-4-4l-.9.900M9.200 6.800a2.800 2.800 0 00-4 0l-2 2a2.800 2.800 0 004 4l.9-.900',
  people:
    'M6 8a2.500 2.500 0 100-5 2.500 2.500 0 000 5zM1.600 13.300a4.400 4.400 0 018.800 0M10.700 3.400a2.400 2.400 0 010 4.300M12.300 9.900a4.400 4.400 0 012.200 3.400',
  hide: 'M2 8s2.200-4 6-4 6 4 6 4-2.200 4-6 4-6-4-6-4zM8 9.800a1.800 1.800 0 100-3.600 1.800 1.800 0 000 3.600zM3 13.500L13 2.500',
  show: 'M2 8s2.200-4 6-4 6 4 6 4-2.200 4-6 4-6-4-6-4zM8 9.800a1.800 1.800 0 100-3.600 1.800 1.800 0 000 3.600z',
  up: 'M4 9.800l4-4 4 4',
  undo: 'M6 3.500L2.800 6.700 6 9.900M3.200 6.700h6a3.500 3.500 0 010 7H6.500',
  redo: 'M10 3.500l3.200 3.200L10 9.900M12.800 6.700h-6a3.500 3.500 0 000 7h2.700',
  eye: 'M1.600 8C3 5.200 5.300 3.800 8 3.800s5 1.400 6.400 4.200C13 10.800 10.700 12.200 8 12.200S3 10.800 1.600 8zM8 10a2 2 0 100-4 2 2 0 000 4z',
  device: 'M3.500 3.500h9v7h-9zM1.800 13h12.400',
} as const
export type IconName = keyof typeof PATHS

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" aria-hidden="true">
      <path d={PATHS[name]} stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  )
}

/** The sign: two people as the stems of an H, and the stroke of the marker that they share. */
export function Sign({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 128 128" aria-hidden="true">
      <rect x="2" y="2" width="124" height="124" rx="32" fill="#272c66" />
      <g fill="#fffdf9">
        <circle cx="40" cy="32" r="13" />
        <circle cx="88" cy="32" r="13" />
        <path d="M29 62a11 11 0 0122 0v42a11 11 0 01-22 0zM77 62a11 11 0 0122 0v42a11 11 0 01-22 0z" />
      </g>
      <path d="M12 74c34-5 68-7.500 103-7l2 20c-36 .5-70 3-103 8z" fill="#f7c51e" />
    </svg>
  )
}
