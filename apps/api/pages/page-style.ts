/*
 * One column that reads at 320 CSS pixels and on A4. Text on its background has a contrast of 7:1 or more; no meaning
 * hangs on colour alone; links show where they lead when printed.
 */
export const pageStyle = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; color: #14181f; background: #fff;
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.25; }
h2 { font-size: 1.4rem; line-height: 1.3; margin-top: 2.5rem; border-bottom: 2px solid #14181f; }
h3 { font-size: 1.15rem; margin-top: 2rem; }
h4 { font-size: 1rem; margin: 0 0 .5rem; }
a { color: #0b3d91; overflow-wrap: anywhere; }
a:focus-visible, .table:focus-visible { outline: 3px solid #14181f; outline-offset: 2px; background: #ffdd57; }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .25rem 1rem; margin: 0; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } }
.note { border-left: .4rem solid #14181f; padding: .5rem 1rem; background: #f2f4f7; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border: 1px solid #5b6472; }
thead th { background: #e6e9ef; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
article { border: 1px solid #5b6472; padding: 1rem; margin: 1rem 0; }
.score { font-weight: 700; }
.words { white-space: pre-line; overflow-wrap: anywhere; }
.digest { font-family: ui-monospace, Consolas, monospace; font-size: .85rem; overflow-wrap: anywhere; }
@page { size: A4; margin: 18mm 15mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .skip { display: none; }
  a { color: inherit; }
  a[href^="http"]::after { content: " (" attr(href) ")"; overflow-wrap: anywhere; }
  h2 { break-before: page; }
  h2, h3, h4, caption { break-after: avoid; }
  article, tr { break-inside: avoid; }
  thead { display: table-header-group; }
  .table { overflow: visible; }
}
`;
