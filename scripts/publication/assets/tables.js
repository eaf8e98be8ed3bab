// Tables that are wider than the window can be scrolled with the keyboard too: the theme's frames around them take no focus.
"use strict"

addEventListener("load", () => {
  for (const frame of document.querySelectorAll(".md-typeset__scrollwrap")) {
    if (frame.scrollWidth <= frame.clientWidth) continue
    frame.tabIndex = 0
    frame.setAttribute("role", "region")
    frame.setAttribute("aria-label", "Table")
  }
})
