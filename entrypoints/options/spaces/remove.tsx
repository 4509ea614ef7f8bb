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
            What {name} already has stays with them. From now on they can read nothing new here, on any of their
            devices, also those that are offline now. All open invites end; make new ones for those who still need one.
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
