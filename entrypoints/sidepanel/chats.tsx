import { useEffect, useRef, useState } from 'preact/hooks'
import type { HuddleChatView } from '../../shared/contract/huddle.ts'
import type { HuddleId } from '../../shared/domain/huddle.ts'
import { Button, trusted } from '../../shared/ui/button.tsx'
import { useTimeAgo } from '../../shared/ui/hooks.ts'

/** The newest; the rest on demand. */
const FEW = 3

interface ChatsProps {
  readonly chats: readonly HuddleChatView[]
  /** The one that was open just now: the keyboard goes on there. */
  readonly from: string | undefined
  readonly onOpen: (huddle: HuddleId) => void
}

/** What was written beside the space's huddles, the newest first. */
export function Chats({ chats, from, onOpen }: ChatsProps) {
  const list = useRef<HTMLOListElement>(null)
  const at = chats.findIndex(({ huddle }) => huddle === from)
  const [all, setAll] = useState(at >= FEW)
  useEffect(() => list.current?.querySelectorAll('button')[at]?.focus(), [])
  return (
    <section class="chats" aria-label="Huddle chats">
      <h2 class="caption">Huddle chats</h2>
      <ol ref={list}>
        {chats.slice(0, all ? chats.length : FEW).map((chat) => (
          <li key={chat.huddle}>
            <Chat chat={chat} onOpen={() => onOpen(chat.huddle)} />
          </li>
        ))}
      </ol>
      {!all && chats.length > FEW && (
        <Button small onPress={() => setAll(true)}>
          Show all {chats.length}
        </Button>
      )}
    </section>
  )
}

function Chat({ chat, onOpen }: { chat: HuddleChatView; onOpen: () => void }) {
  const ago = useTimeAgo(chat.last.at)
  return (
    <button type="button" class="chat" onClick={trusted(onOpen)}>
      <span class="chat-title">
        <span>{chat.title}</span> <span class="ago">{ago}</span>
      </span>
      <span class="last">
        <strong>{chat.last.author}</strong> <span dir="auto">{chat.last.body}</span>
      </span>
    </button>
  )
}
