// Fetches the board once a second and shows it when it changed.
(() => {
  "use strict";
  const board = document.getElementById("board");
  let shown = "";
  const look = async () => {
    try {
      const answer = await fetch("/_sandbox/board", { cache: "no-store" });
      const text = await answer.text();
      if (answer.ok && text !== shown) {
        shown = text;
        board.innerHTML = text;
      }
      document.body.classList.toggle("lost", !answer.ok);
    } catch {
      document.body.classList.add("lost");
    }
  };
  setInterval(() => {
    if (!document.hidden) {
      look();
    }
  }, 1000);
})();
