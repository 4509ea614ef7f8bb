/** How a snapshot looks: ink on paper and one marker, by day, by night and in print. Its hash stands in the page's own policy. */
export const SNAPSHOT_STYLE = `
:root { color-scheme: light dark; --paper: #fffdf9; --sunk: #f4f1ea; --line: #e3ded3; --ink: #20244a; --soft: #555a7a;
  --wait: #7a4f00; --wash: #fdf0d2; --yellow: #f7c51e; --green: #72c860; --blue: #58b0f2; --pink: #f582ae;
  --yellow-wash: #ffe98a; --green-wash: #c5efb4; --blue-wash: #bfe3ff; --pink-wash: #ffd0e2;
  --serif: ui-serif, "Iowan Old Style", Charter, Georgia, "Noto Serif", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif }
@media (prefers-color-scheme: dark) { :root { --paper: #1d1f2e; --sunk: #151722; --line: #363a52; --ink: #f3f0e8; --soft: #b4b6cb;
  --wait: #f3c05f; --wash: #3c3321; --yellow-wash: rgb(247 197 30 / 30%); --green-wash: rgb(114 200 96 / 28%);
  --blue-wash: rgb(88 176 242 / 28%); --pink-wash: rgb(245 130 174 / 28%) } }
* { box-sizing: border-box }
body { margin: 0; background: var(--sunk); color: var(--ink); font: 16px/1.55 var(--sans); overflow-wrap: anywhere }
header, main, footer { max-width: 46rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 3.5rem }
.sign { margin: 0; font-size: 13px; font-weight: 620; color: var(--soft) }
h1 { margin: .35rem 0 .6rem; font: 500 2.1rem/1.18 var(--serif); letter-spacing: -.015em }
.made { margin: 0; color: var(--soft); font-size: 14px }
.open { margin: 1.25rem 0 0; padding: .6rem .9rem; border-radius: 10px; background: var(--wash); color: var(--wait); font-size: 14px }
.page { margin: 2.75rem 0 0 }
h2 { margin: 0; font: 500 1.4rem/1.25 var(--serif) }
a { color: inherit; text-decoration-color: var(--yellow); text-decoration-thickness: 2px; text-underline-offset: 3px }
a:focus-visible { outline: 2px solid #2f5fe0; outline-offset: 3px; border-radius: 4px }
.address { margin: .15rem 0 0; color: var(--soft); font-size: 13px }
article { margin: 1rem 0 0; padding: 1.15rem 1.3rem 1.2rem; background: var(--paper); border: 1px solid var(--line); border-radius: 14px }
article > :first-child { margin-top: 0 } article > :last-child { margin-bottom: 0 }
blockquote { margin: 0; padding-left: .9rem; border-left: 5px solid var(--spine); border-radius: 3px; font: 400 1.08rem/1.6 var(--serif); white-space: pre-wrap }
blockquote span { background: linear-gradient(transparent 12%, var(--stroke) 12% 92%, transparent 92%); -webkit-box-decoration-break: clone; box-decoration-break: clone }
.place { margin: 0; padding-left: .9rem; border-left: 5px solid var(--spine); border-radius: 3px; font-weight: 620 }
.by { margin: .7rem 0 0; color: var(--soft); font-size: 13.5px } .by strong, .said strong { color: var(--ink); font-weight: 620 }
.remark::before { content: " · " }
.yellow { --spine: var(--yellow); --stroke: var(--yellow-wash) } .green { --spine: var(--green); --stroke: var(--green-wash) }
.blue { --spine: var(--blue); --stroke: var(--blue-wash) } .pink { --spine: var(--pink); --stroke: var(--pink-wash) }
svg { display: block; width: min(100%, 26rem); max-height: 22rem; margin: .8rem 0 0; background: var(--sunk); border: 1px solid var(--line); border-radius: 10px }
svg .box { fill: none; stroke: var(--line); stroke-width: 1; stroke-dasharray: 4 4 }
svg .ink { fill: none; stroke: var(--spine); stroke-width: 3; stroke-linecap: round; stroke-linejoin: round }
svg * { vector-effect: non-scaling-stroke }
ol { margin: 1rem 0 0; padding: .1rem 0 0; list-style: none; border-top: 1px solid var(--line) }
li { margin: .8rem 0 0 } .said { margin: 0; color: var(--soft); font-size: 13.5px } .words { margin: .15rem 0 0; white-space: pre-wrap }
footer { padding-top: 3rem; padding-bottom: 4rem; color: var(--soft); font-size: 13px }
@media (max-width: 30rem) { header { padding-top: 2rem } h1 { font-size: 1.65rem } article { padding: 1rem } }
@media print { :root { color-scheme: light; --paper: #fff; --sunk: #fff; --line: #ccc; --ink: #111; --soft: #444; --wash: #fff; --wait: #111 }
  body { font-size: 11pt } header { padding-top: 0 } article { break-inside: avoid; border-radius: 0; padding: .6rem 0; border-width: 1px 0 0 } .open { padding: 0 }
  blockquote span, svg { -webkit-print-color-adjust: exact; print-color-adjust: exact } .page { break-before: auto } }
`
