// An address of before, when all of an API's reference stood on one page, leads to the page where the element stands now.
"use strict"

const moved = () => {
  const anchor = decodeURIComponent(location.hash.slice(1))
  if (!anchor || document.getElementById(anchor)) return
  const name = anchor.startsWith("example-") ? "examples" : anchor.split("-")[0]
  const page = [...document.querySelectorAll("main a[href]")].find((link) => link.href === new URL(`${name}/`, location.href.split("#")[0]).href)
  if (page) location.replace(`${page.href}#${anchor}`)
}
addEventListener("hashchange", moved)
moved()
