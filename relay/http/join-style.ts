/** The join page's look: calm, light and dark, no image, no font to load. */
export const JOIN_STYLE = `
:root { color-scheme: light dark; --paper: #fbfaf7; --card: #fff; --ink: #23211d; --soft: #67625a; --line: #e7e3da; --accent: #3f5bd9;
  --mark: #ffe58a; --ring: #3f5bd955 }
@media (prefers-color-scheme: dark) { :root { --paper: #171614; --card: #201f1c; --ink: #efece5; --soft: #a8a297; --line: #34322d;
  --accent: #9fb0ff; --mark: #6b5a1a; --ring: #9fb0ff55 } }
* { box-sizing: border-box }
html { background: var(--paper); color: var(--ink); font: 17px/1.6 system-ui, sans-serif; -webkit-text-size-adjust: 100% }
body { max-width: 40rem; margin: 0 auto; padding: clamp(2rem, 8vh, 6rem) 1.25rem 4rem }
.name { font-weight: 650; letter-spacing: -.01em; margin: 0 0 2.5rem; display: flex; align-items: center; gap: .6rem }
.name::before { content: ""; width: 1.5rem; height: 1.5rem; border-radius: .45rem .45rem .45rem .1rem;
  background: linear-gradient(var(--mark), var(--mark)) 50% 62% / 70% 26% no-repeat, var(--accent) }
h1 { font-size: clamp(1.9rem, 6vw, 2.7rem); line-height: 1.15; letter-spacing: -.025em; margin: 0 0 1rem; font-weight: 700; text-wrap: balance }
.lead { font-size: 1.12rem; color: var(--soft); margin: 0 0 2.5rem; text-wrap: pretty }
mark { background: linear-gradient(transparent 8%, var(--mark) 8% 92%, transparent 92%); color: inherit; padding: 0 .12em; border-radius: .2em }
ol { list-style: none; counter-reset: step; margin: 0 0 2.5rem; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: 1rem }
li { counter-increment: step; padding: 1.15rem 1.35rem 1.15rem 3.9rem; position: relative }
li + li { border-top: 1px solid var(--line) }
li::before { content: counter(step); position: absolute; left: 1.35rem; top: 1.15rem; width: 1.7rem; height: 1.7rem; border-radius: 50%;
  display: grid; place-items: center; font-size: .85rem; font-weight: 650; color: var(--accent); background: color-mix(in srgb, var(--accent) 13%, transparent) }
li strong { display: block; font-weight: 620 }
li p, dd { margin: .15rem 0 0; color: var(--soft) }
.get { display: flex; flex-wrap: wrap; gap: .6rem; margin-top: .7rem }
a { color: var(--accent) }
a.button { color: #fff; background: #3f5bd9; text-decoration: none; font-weight: 600; padding: .55rem 1.05rem; border-radius: .7rem }
a.button:hover { background: #3450c4 }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--ring); outline-offset: 2px; border-radius: .4rem }
h2 { font-size: 1.05rem; margin: 0 0 .8rem; font-weight: 650 }
dl { margin: 0 0 2.5rem }
dt { font-weight: 600; margin-top: .9rem }
dd { margin-left: 0 }
footer { color: var(--soft); font-size: .9rem; border-top: 1px solid var(--line); padding-top: 1.25rem }
@media (prefers-contrast: more) { :root { --soft: var(--ink); --line: var(--ink) } }
`
