// What takes longest is asked for last: one part is counted at a time.
(async () => {
  for (const part of [...document.querySelectorAll("#beside [data-from]")].reverse()) {
    try {
      part.innerHTML = await (await fetch(part.dataset.from)).text();
    } catch (error) {
      part.textContent = String(error);
    }
  }
})();
