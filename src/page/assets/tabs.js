// Sections below each other become tabs (the pattern of the ARIA Authoring Practices). Without a script
// they stay sections.

function makeTabs(box) {
  const list = box.querySelector(".tab-list");
  const tabs = [...list.querySelectorAll("a")];
  const panelOf = (tab) => document.getElementById(tab.hash.slice(1));

  function choose(tab) {
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", chosen);
      other.tabIndex = chosen ? 0 : -1;
      panelOf(other).hidden = !chosen;
    }
  }

  function chooseAndFocus(tab) {
    choose(tab);
    tab.focus();
    history.replaceState(null, "", tab.hash);
  }

  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "Products");
  for (const [place, tab] of tabs.entries()) {
    tab.parentElement.setAttribute("role", "presentation");
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", tab.hash.slice(1));
    const panel = panelOf(tab);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.tabIndex = 0;
    panel.querySelector("h3").classList.add("sr");
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      chooseAndFocus(tab);
    });
    tab.addEventListener("keydown", (event) => {
      const { length } = tabs;
      const next = {
        ArrowRight: (place + 1) % length,
        ArrowLeft: (place + length - 1) % length,
        Home: 0,
        End: length - 1,
        " ": place,
      }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      chooseAndFocus(tabs[next]);
    });
  }

  // A link to a section opens its tab, from outside and from elsewhere on the page.
  function follow() {
    const tab = tabs.find((tab) => tab.hash === location.hash);
    if (!tab) return false;
    choose(tab);
    box.scrollIntoView();
    return true;
  }
  box.classList.add("live");
  choose(tabs[0]);
  follow();
  addEventListener("hashchange", follow);
}

document.querySelectorAll(".tabs").forEach(makeTabs);
