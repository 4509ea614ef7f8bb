import { useState } from 'preact/hooks'
import { Button } from '../../../shared/ui/button.tsx'

/** Out of the space, asked again: what that does, and what it cannot do, stands before it is done. */
export function Remove({ name, onRemove }: { name: string; onRemove: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <div class="remove">
      <p>
        <Button small look="edged" bad expanded={open} describe={name} onPress={() => setOpen(!open)}>
          Remove from space…
        </Button>
      </p>
      {open && (
        <div class="sure">
          <p class="small">
            What {name} already has stays with them. From now on nothing new can be read by them, on none of their
            devices, those that are offline included. All open invites end; make new ones for those who still need one.
          </p>
          <p>
            <Button small look="edged" bad onPress={onRemove}>
              Remove {name}
            </Button>
            <Button small onPress={() => setOpen(false)}>
              Keep {name}
            </Button>
          </p>
        </div>
      )}
    </div>
  )
}
