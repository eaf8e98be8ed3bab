// What is wider or longer than its frame can be scrolled with the keyboard too: the theme's frames take no focus.
"use strict"

addEventListener("load", () => {
  for (const frame of document.querySelectorAll(".md-typeset__scrollwrap, .tabbed-labels, .md-typeset pre > code")) {
    if (frame.scrollWidth <= frame.clientWidth && frame.scrollHeight <= frame.clientHeight) continue
    frame.tabIndex = 0
    if (!frame.matches(".md-typeset__scrollwrap")) continue
    frame.setAttribute("role", "region")
    frame.setAttribute("aria-label", "Table")
  }
})
