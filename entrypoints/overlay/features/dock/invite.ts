import { copyText } from '../../../../shared/ui/clipboard.ts'
import type { Desk } from '../../desk.ts'

const linkOf = (value: unknown): string | undefined => {
  const link = (value as { readonly link?: unknown } | null | undefined)?.link
  return typeof link === 'string' ? link : undefined
}

/** Copies the invite that leads to this page. The link holds keys: it goes to the clipboard and never into the page. */
export async function copyInvite({ link, toast }: Desk): Promise<void> {
  const reply = await link.ask({ do: 'copy-invite' })
  if (!reply.ok) return toast({ words: reply.words })
  const invite = linkOf(reply.value)
  const copied = invite !== undefined && (await copyText(invite))
  toast({
    words: copied ? 'Invite copied' : 'This page does not let us copy. Use "Copy invite link" in the toolbar popup.',
  })
}
