// Shows what the sandbox pushes: orders that changed, and calls as they come in.
(() => {
  "use strict";
  const CARDS = 25;
  const ROWS = 200;
  const orders = document.getElementById("cards");
  const calls = document.getElementById("rows");
  const fragment = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return [...template.content.children];
  };
  const trim = (list, most) => {
    while (list.children.length > most) {
      list.lastElementChild.remove();
    }
  };
  const show = (event) => {
    document.getElementById("count").textContent = event.count;
    document.getElementById("call-count").textContent = event.calls;
    const checkouts = document.getElementById("checkouts");
    if (checkouts.innerHTML !== event.checkouts) {
      const isInUse = checkouts.contains(document.activeElement);
      checkouts.innerHTML = event.checkouts;
      // Whoever works with the keyboard stays where they were.
      if (isInUse) {
        (checkouts.querySelector("a") ?? document.getElementById("orders")).focus();
      }
    }
    for (const card of fragment(event.cards)) {
      const former = document.getElementById(card.id);
      const newest = Number(orders.firstElementChild?.dataset.place ?? -1);
      if (former) {
        const at = former.contains(document.activeElement) ? document.activeElement.form?.elements.do?.value : null;
        former.replaceWith(card);
        // Whoever works with the keyboard stays where they were.
        if (at) {
          (card.querySelector("button") ?? document.getElementById("orders")).focus();
        }
      } else if (orders.dataset.newest !== undefined && Number(card.dataset.place) > newest) {
        orders.prepend(card);
      }
    }
    if (orders.dataset.newest !== undefined) {
      trim(orders, CARDS);
    }
    calls.prepend(...fragment(`<table>${event.rows}</table>`).flatMap((table) => [...table.rows]));
    trim(calls, ROWS);
    for (const hint of document.querySelectorAll(".until-first")) {
      hint.hidden = event.count > 0;
    }
  };
  const lost = (is) => document.body.classList.toggle("lost", is);
  let wasLost = false;
  const source = new EventSource(`/_sandbox/events?since=${document.getElementById("board").dataset.seen}`);
  source.onopen = () => {
    if (wasLost) {
      location.reload();
    }
    lost(false);
  };
  source.onmessage = (message) => show(JSON.parse(message.data));
  source.onerror = () => {
    wasLost = true;
    lost(true);
  };
  // What a merchant tries out does not leave the page.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-live]")) {
      return;
    }
    event.preventDefault();
    const told = document.getElementById("told");
    const body = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/plain" } });
      told.textContent = await answer.text();
    } catch {
      told.textContent = "The sandbox does not answer.";
    }
  });
  for (const button of document.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
      document.getElementById("told").textContent = "Copied.";
    });
  }
})();
