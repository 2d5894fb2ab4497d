import type { Markup } from './markup.ts'

const CSS = `
:root { --ink: #1b2430; --muted: #5c6875; --line: #d7dde4; --paper: #fff; --soft: #f4f6f8; --bad: #b3261e; --good: #1b7f4b; --open: #8a5a00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --muted: #9aa7b4; --line: #38434f; --paper: #12171d; --soft: #1b222b; --bad: #ff8a80; --good: #6fd3a0; --open: #f2c063; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0 1rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
.FAIL, .regression { color: var(--bad); } .PASS { color: var(--good); } .INCONCLUSIVE, .warning { color: var(--open); }
.badge { font-weight: 700; } .muted { color: var(--muted); } .note { background: var(--soft); border-left: 4px solid var(--open); padding: .5rem .8rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg .bar { fill: var(--muted); } svg .axis { stroke: var(--line); } svg .zero { stroke: var(--muted); stroke-dasharray: 3 3; } svg .mark { stroke: var(--ink); fill: var(--ink); } svg .bad { stroke: var(--bad); fill: var(--bad); }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .4rem .7rem; } summary { cursor: pointer; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; } @media (max-width: 44rem) { .sides { grid-template-columns: 1fr; } }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: .5rem; border-radius: 4px; font-size: .82rem; margin: .3rem 0; }
`

/** The page's one style sheet; no font, image or script is loaded from anywhere. */
export const STYLE: Markup = { kind: 'markup', text: `<style>${CSS}</style>` }
