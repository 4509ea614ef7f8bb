/** Line icons on a 20 px grid, drawn for this project; they carry no words, the controls around them do. */
const PATHS = {
  grip: 'M8 5.5h.01M12 5.5h.01M8 10h.01M12 10h.01M8 14.5h.01M12 14.5h.01',
  comment:
    'M4 5.5A1.5 1.5 0 0 1 5.5 4h9A1.5 1.5 0 0 1 16 5.5v6a1.5 1.5 0 0 1-1.5 1.5H9l-3.5 3v-3A1.5 1.5 0 0 1 4 11.5z',
  pageComment:
    'M4 5.5A1.5 1.5 0 0 1 5.5 4h9A1.5 1.5 0 0 1 16 5.5v6a1.5 1.5 0 0 1-1.5 1.5H9l-3.5 3v-3A1.5 1.5 0 0 1 4 11.5zM10 6.4v4.2M7.9 8.5h4.2',
  panel: 'M5 4h10a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 15 16H5a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 5 4zM12 4v12',
  hide: 'M3.5 3.5l13 13M8.2 5.3A8 8 0 0 1 10 5.1c4 0 6.5 3.4 7 4.9a9 9 0 0 1-2 2.9M12.9 14.2a7 7 0 0 1-2.9.7c-4 0-6.5-3.4-7-4.9.3-.9 1.3-2.5 2.9-3.6M8.6 8.6a2 2 0 0 0 2.8 2.8',
  marker: 'M11.2 4.2l4.6 4.6-6 6-4.6-4.6zM5.2 10.2L4 15.9l5.8-1.1M3.5 17.5h8',
  remove: 'M4.5 6h11M8 6V4.3h4V6M6 6l.6 9.2a1 1 0 0 0 1 .8h4.8a1 1 0 0 0 1-.8L14 6M8.6 8.8v4.4M11.4 8.8v4.4',
  siteOff: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM5.5 5.5l9 9',
  close: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  check: 'M5 10.5l3.3 3.3L15 6.8',
  headset:
    'M4 12v-2a6 6 0 0 1 12 0v2M4 11.6h1.4a.8.8 0 0 1 .8.8v2.4a.8.8 0 0 1-.8.8H5.2A1.2 1.2 0 0 1 4 14.4zM16 11.6h-1.4a.8.8 0 0 0-.8.8v2.4a.8.8 0 0 0 .8.8h.2a1.2 1.2 0 0 0 1.2-1.2z',
  microphone:
    'M10 3a2.3 2.3 0 0 1 2.3 2.3v4a2.3 2.3 0 0 1-4.6 0v-4A2.3 2.3 0 0 1 10 3zM5 9.3a5 5 0 0 0 10 0M10 14.3V17',
  muted: 'M7.7 8V5.3a2.3 2.3 0 0 1 4.6 0v4M5 9.3a5 5 0 0 0 7.8 4.1M10 14.3V17M15 9.3a5 5 0 0 1-.5 2.2M4 4l12 12',
  more: 'M6 8.3l4 4 4-4',
  invite:
    'M8 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM3 16c.4-2.7 2.4-4.2 5-4.2 1.2 0 2.3.3 3.2 1M14.5 11v5M12 13.5h5',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
