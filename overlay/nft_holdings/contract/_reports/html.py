"""The style sheet of the report's page."""

STYLE = """
:root { color-scheme: light dark; --line: #8884; --code: #8882; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.6rem; } h2 { display: inline; font-size: 1.2rem; } h3 { font-size: 1rem; margin: 0; }
h1 span { border-radius: .4rem; padding: .1rem .6rem; color: #fff; }
.held { background: #19692c; } .failed { background: #a3161f; }
summary { cursor: pointer; margin: 1rem 0 .5rem; }
section { border-top: 1px solid var(--line); padding: .7rem 0; }
section p, section ul { margin: .3rem 0; } small { font-weight: normal; opacity: .8; }
pre { background: var(--code); border-radius: .4rem; overflow-x: auto; padding: .6rem; white-space: pre-wrap; overflow-wrap: anywhere; }
"""
