import { PALETTE } from './palette.js';

const LIGHT = `color-scheme: light; --paper: #ffffff; --raised: #f5f6f8; --ink: #1b1f24; --quiet: #565d66; --line: #d8dce1; --grid: #e7e9ec; --axis: #9aa1a9; --band: #eceff3; --accent: #0a62a9; --good: #00703f; --bad: #b3261e; --doubt: #8a5300; --on-part: #14181c; --edge: #757d88; ${PALETTE.light}`;
const DARK = `color-scheme: dark; --paper: #14171b; --raised: #1d2127; --ink: #e6e9ed; --quiet: #a4acb6; --line: #363c45; --grid: #2a2f36; --axis: #6b737e; --band: #23282f; --accent: #7dbdf5; --good: #54c78b; --bad: #ff8a80; --doubt: #f0b95e; --on-part: #0d0f12; --edge: #14171b; ${PALETTE.dark}`;

/** Narrower than this a page shows the drawings that are made for phones. */
const PHONE = '660px';

/** Everything in one sheet, with system fonts: a page refers to nothing outside itself. Print is light. */
export const STYLE = `
:root { ${LIGHT} }
@media (prefers-color-scheme: dark) { @media not print { :root { ${DARK} } } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main, header, footer { max-width: 1000px; margin: 0 auto; padding: 0 20px; overflow-wrap: anywhere; }
header { padding-top: 28px; }
.kind { margin: 0; color: var(--quiet); font-size: 14px; letter-spacing: .02em; }
h1 { margin: 2px 0 6px; font-size: 28px; line-height: 1.2; }
h2 { margin: 44px 0 6px; font-size: 20px; line-height: 1.3; }
h3 { margin: 26px 0 4px; font-size: 16px; }
p { margin: 6px 0 10px; }
ul { margin: 6px 0 10px; padding-left: 20px; }
li { margin: 4px 0; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, "Liberation Mono", monospace; }
pre { background: var(--raised); padding: 12px; border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
.question { font-size: 18px; margin: 0 0 10px; }
.facts, .note, figcaption { color: var(--quiet); font-size: 14px; }
.answer { background: var(--raised); border-left: 4px solid var(--accent); border-radius: 6px; padding: 14px 18px; margin: 20px 0; }
.answer h2 { margin: 0 0 4px; font-size: 16px; color: var(--quiet); font-weight: 600; }
.answer .headline { font-size: 17px; line-height: 1.45; margin: 0 0 4px; font-weight: 600; }
.claims { list-style: none; padding: 0; margin: 12px 0 0; }
.claims li { margin: 8px 0; padding-left: 94px; position: relative; }
.claims b { position: absolute; left: 0; top: 1px; width: 84px; font-size: 13px; font-weight: 600; }
.settled { color: var(--good); } .open, .untested, .doubt { color: var(--doubt); } .bad { color: var(--bad); } .quiet { color: var(--quiet); }
.callout { border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 6px; padding: 8px 16px; margin: 14px 0; }
.callout.warn { border-left-color: var(--doubt); }
.callout h3 { margin: 2px 0; }
nav { font-size: 14px; margin: 18px 0 0; } nav a { margin-right: 14px; white-space: nowrap; display: inline-block; }
a { color: var(--accent); }
.scroll { overflow-x: auto; margin: 8px 0; }
table { border-collapse: collapse; font-size: 14px; line-height: 1.35; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
td.words, th.words, tbody th { text-align: left; }
thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom; }
td:not(.words) { white-space: nowrap; } .name { display: inline-block; width: max-content; max-width: 15em; overflow-wrap: anywhere; } thead th { max-width: 12em; overflow-wrap: break-word; } tbody th { font-weight: 600; } tbody th small { font-weight: 400; }
td.words { min-width: 110px; }
td small { display: block; color: var(--quiet); font-size: 12px; } td.doubtful { color: var(--quiet); }
td b::before { content: "\\25B8\\00A0"; color: var(--good); }
figure { margin: 12px 0 26px; }
figcaption { margin: 0 0 6px; }
.chart { display: block; width: 100%; height: auto; font: 12.5px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; overflow: visible; }
.chart text { white-space: pre; }
.narrow, .legend.narrow-only { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; list-style: none; margin: 6px 0; padding: 0; font-size: 14px; }
.legend li { margin: 0; display: flex; align-items: baseline; gap: 6px; }
.legend svg { flex: none; } .legend.stacked { display: block; } 
details { margin: 6px 0; } summary { cursor: pointer; color: var(--accent); font-size: 14px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; font-size: 14px; margin: 8px 0; } dt { color: var(--quiet); } dd { margin: 0; min-width: 0; }
footer { color: var(--quiet); font-size: 13px; padding-top: 36px; padding-bottom: 40px; }
@media (max-width: ${PHONE}) {
  main, header, footer { padding-left: 16px; padding-right: 16px; }
  h1 { font-size: 24px; }
  .wide { display: none; } .narrow { display: block; max-width: 460px; } .legend.narrow-only { display: flex; }
  .answer { padding: 12px 14px; } .answer .headline { font-size: 17px; }
  .claims li { padding-left: 0; } .claims b { position: static; display: block; width: auto; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; }
}
@media print {
  @page { margin: 14mm; }
  body { font-size: 11pt; }
  main, header, footer { max-width: none; padding: 0; }
  nav, summary, details.long { display: none; }
  h2, h3, h3 + ul, figcaption, .note { break-after: avoid; } figure, .answer, .callout, tr { break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .scroll { overflow: visible; }
  table { font-size: 7.5pt; }
  th, td, td:not(.words) { padding: 3px 6px 3px 0; white-space: normal; overflow-wrap: anywhere; }
  td.words { min-width: 0; } .name { width: auto; } td small { font-size: 6.5pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
