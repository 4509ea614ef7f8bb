/** Numbers that only grow, and numbers that are asked for, in Prometheus's text form (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export class Counters {
  readonly #counts = new Map<string, number>()
  readonly #gauges = new Map<string, () => number>()

  /** @param label one label as `name=value`; both are ours, never a stranger's text */
  count(name: string, label = '', by = 1): void {
    const [key, value] = label.split('=')
    const series = label === '' ? name : `${name}{${key}="${value}"}`
    this.#counts.set(series, (this.#counts.get(series) ?? 0) + by)
  }

  gauge(name: string, read: () => number): void {
    this.#gauges.set(name, read)
  }

  text(): string {
    const lines: string[] = []
    let family = ''
    for (const [series, value] of [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const name = series.split('{')[0] ?? series
      if (name !== family) lines.push(`# TYPE huddlemark_${name} counter`)
      family = name
      lines.push(`huddlemark_${series} ${value}`)
    }
    for (const [name, read] of this.#gauges)
      lines.push(`# TYPE huddlemark_${name} gauge`, `huddlemark_${name} ${read()}`)
    return `${lines.join('\n')}\n`
  }
}
