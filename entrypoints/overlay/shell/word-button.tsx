import { Icon, type IconName } from './icons.tsx'
import { trusted } from './trusted.ts'
import { Words } from './words.tsx'

interface WordButtonProps {
  readonly say: string
  readonly as: string
  readonly icon?: IconName
  /** More than the words, for those who do not see what stands around them. */
  readonly describe?: string
  readonly act: (click: MouseEvent) => void
}

/** A button of words. Its name is given twice: not every tool that asks for names reads generated content. */
export function WordButton({ say, as, icon, describe, act }: WordButtonProps) {
  return (
    <button type="button" class={as} aria-label={say} aria-description={describe} onClick={trusted<MouseEvent>(act)}>
      {icon && <Icon name={icon} />}
      <Words say={say} />
    </button>
  )
}
