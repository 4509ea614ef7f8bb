import { Button } from '../../../shared/ui/button.tsx'
import type { TransferView } from '../files/model.ts'
import type { Call, CallState } from '../model.ts'
import { briefWords, transferWords } from './file-words.ts'
import { Icon } from './icons.tsx'
import { Sheet } from './sheet.tsx'
import { useTransfers } from './use-call.ts'
import { useFading } from './use-fading.ts'

interface TransfersProps {
  readonly call: Call
  readonly state: CallState
}

/** Files on their way, between the people and the toolbar; in a small window one line that opens them. */
export function TransferTray({ call, state, onOpen }: TransfersProps & { onOpen: () => void }) {
  const list = useTransfers(call)
  useFading(call, list)
  if (list.length === 0) return null
  const asking = list.filter(({ state: now, direction }) => now === 'offered' && direction === 'in').length
  return (
    <section class="tray" aria-label="Files">
      <TransferList call={call} state={state} list={list} />
      <div class="tray-brief">
        <Button small look={asking > 0 ? 'main' : 'edged'} onPress={onOpen}>
          {briefWords(list.length, asking)}
        </Button>
      </div>
    </section>
  )
}

export function TransferSheet({ call, state, onClose }: TransfersProps & { onClose: () => void }) {
  const list = useTransfers(call)
  return (
    <Sheet title="Files" onClose={onClose}>
      {list.length === 0 ? <p class="soft">No files now.</p> : <TransferList call={call} state={state} list={list} />}
    </Sheet>
  )
}

function TransferList({ call, state, list }: TransfersProps & { list: readonly TransferView[] }) {
  return (
    <ul class="transfers">
      {list.map((transfer) => (
        <Transfer
          key={transfer.id}
          call={call}
          transfer={transfer}
          who={state.others.find(({ device }) => device === transfer.device)?.name ?? 'them'}
        />
      ))}
    </ul>
  )
}

const MOVES: readonly TransferView['state'][] = ['moving', 'paused', 'unfinished']

function Transfer({ call, transfer, who }: { call: Call; transfer: TransferView; who: string }) {
  const { id, name, state, size, done, direction } = transfer
  return (
    <li class="transfer" data-state={state}>
      <Icon name={state === 'done' ? 'check' : state === 'failed' ? 'alert' : 'file'} />
      <div class="which">
        <p class="name" title={name}>
          {name}
        </p>
        <p class="soft small">{transferWords(transfer, who)}</p>
      </div>
      <div class="transfer-ways">
        {state === 'offered' && direction === 'in' && (
          <Button small look="main" onPress={() => void call.files.accept(id)}>
            Accept<span class="unseen"> {name}</span>
          </Button>
        )}
        {state === 'done' && direction === 'in' && (
          <Button small look="main" onPress={() => void call.files.save(id)}>
            Save<span class="unseen"> {name}</span>
          </Button>
        )}
        <EndWay call={call} transfer={transfer} />
      </div>
      {MOVES.includes(state) && (
        <progress
          max={Math.max(1, size)}
          value={done}
          aria-label={`${name}, ${direction === 'in' ? 'received' : 'sent'}`}
        />
      )}
    </li>
  )
}

/** The way to be rid of it, named after what it does now. */
function EndWay({ call, transfer: { id, name, state, direction } }: { call: Call; transfer: TransferView }) {
  const over = state === 'done' || state === 'cancelled' || state === 'failed'
  const words = over
    ? 'Remove'
    : state === 'offered' && direction === 'in'
      ? 'Decline'
      : state === 'unfinished'
        ? 'Give up'
        : 'Cancel'
  return (
    <Button small onPress={() => (over ? call.files.forget(id) : call.files.cancel(id))}>
      {words}
      <span class="unseen"> {name}</span>
    </Button>
  )
}
