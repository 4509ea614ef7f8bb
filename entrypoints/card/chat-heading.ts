/**
 * What stands over a huddle's chat.
 * @param began its first message, when it is told of from outside the huddle: milliseconds, by its writer's clock, so perhaps no date at all
 */
export function chatHeading(began: number | undefined): string {
  const heading = 'Chat of this huddle'
  if (began === undefined || !(Math.abs(began) <= 8.64e15)) return heading
  return `${heading} · ${new Date(began).toLocaleDateString('en', { dateStyle: 'long' })}`
}
