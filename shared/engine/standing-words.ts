import type { MemberId } from '../domain/ids.ts'
import type { DocumentAlarm, DocumentHandle, DocumentSummary } from './document-parts.ts'

/** What people should know about the open documents beside their connection: whose word they rest on, and what did not fit. */
export function standingWords(
  documents: Iterable<DocumentHandle>,
  nameOf: (member: MemberId) => string | undefined,
): readonly string[] {
  const said = new Set<string>()
  const named = (member: MemberId | undefined) => (member && nameOf(member)) ?? 'somebody'
  for (const { summary } of documents) {
    if (!summary) continue
    if (summary.alarm) said.add(alarmWords(summary.alarm, named(summary.alarm.member)))
    for (const words of vouchedWords(summary, named)) said.add(words)
  }
  return [...said]
}

function alarmWords({ kind }: DocumentAlarm, name: string): string {
  switch (kind) {
    case 'differs':
      return `A summary of a page that ${name}’s device made does not agree with what this device knows. Yours was kept.`
    case 'lacks':
      return `A summary of a page that ${name}’s device made left something out. This device has it, and offers it again.`
    case 'false':
      return `What ${name}’s device passed on of a page was not what its authors had written. It was taken back; a copy is kept on this device.`
    case 'twice':
      return `${name}’s device signed two different versions of one change. This device now shows the one that the relay had first, as everybody’s does.`
    case 'diverged':
      return 'This device and another one showed different contents of a page. The page was put together again from its signed parts; a copy of what this device showed is kept.'
  }
}

function vouchedWords({ vouched }: DocumentSummary, named: (member: MemberId) => string): readonly string[] {
  if (vouched.envelopes === 0) return []
  return vouched.by.map(
    (member) =>
      `Older contents of a page came by ${named(member)}’s device in one piece; that its authors wrote them is not checked yet.`,
  )
}
