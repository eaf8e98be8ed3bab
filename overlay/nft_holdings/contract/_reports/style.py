"""The style sheet of the report's page."""

STYLE = """
:root {
  color-scheme: light dark;
  --text: #1b1f24; --faint: #57606a; --page: #fff; --code: #f3f4f6; --line: #d0d7de; --link: #0757b3; --mark: #ffe08a; --bad: #a3161f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --faint: #9aa4ae; --page: #0f1318; --code: #1a2028; --line: #38414b; --link: #7cb7ff; --mark: #6b4e00; --bad: #ff8f87;
  }
}
* { box-sizing: border-box; }
body { background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; margin: 0; overflow-wrap: anywhere; }
main { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; }
a { color: var(--link); }
h1 { font-size: 1.7rem; line-height: 1.3; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
summary h2 { display: inline-block; margin: 1.5rem 0 .25rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
h3 code { font-size: 1em; }
h3 small { color: var(--faint); font-weight: normal; }
p, ul, dl, figure { margin: .35rem 0; }
ul { padding-left: 1.2rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .875em; }
pre {
  background: var(--code); border-radius: .4rem; margin: .25rem 0; padding: .6rem .75rem; white-space: pre-wrap;
}
mark { background: var(--mark); border-radius: .2rem; color: inherit; font-weight: 600; padding: .1rem 0; }
summary { cursor: pointer; margin: .5rem 0; }
figcaption, .small, dt, thead th { color: var(--faint); font-size: .875rem; }
.server { font-weight: 600; }
.verdict { border-radius: .4rem; color: #fff; font-size: 1.1rem; padding: .15rem .6rem; vertical-align: .15rem; white-space: nowrap; }
.held { background: #19692c; } .failed { background: #a3161f; } .unjudged { background: #7a4d00; }
.finding { border-left: .25rem solid var(--bad); margin: .75rem 0; padding-left: .75rem; }
.finding > summary { font-weight: 600; }
article { border-top: 1px solid var(--line); }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { overflow-wrap: normal; border-bottom: 1px solid var(--line); padding: .3rem .75rem .3rem 0; text-align: left; }
tbody th { font-weight: normal; }
dl { display: grid; gap: .5rem 1.5rem; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); }
dl div:last-child { grid-column: 1 / -1; }
dd { margin: 0; }
@media print {
  .reply { display: none; }
  details::details-content { block-size: auto; content-visibility: visible; }
  .finding, figure { break-inside: avoid; }
  .verdict { border: 1px solid; color: inherit; }
}
"""
