for (const table of document.querySelectorAll("table.sortable")) {
  const rows = [...table.tBodies[0].rows], heads = [...table.tHead.rows[0].cells];
  const told = (row, column) => row.cells[column].querySelector(".quiet.none") ? null : row.cells[column].textContent.trim();
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      const next = now === "ascending" ? "descending" : now === "descending" ? null : "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      if (next) head.setAttribute("aria-sort", next);
      const turn = next === "descending" ? -1 : 1;
      const weigh = (a, b) => {
        const [one, two] = [told(a, column), told(b, column)];
        if (one === null || two === null) return (one === null) - (two === null);
        return turn * one.localeCompare(two, "zh-CN", { numeric: true });
      };
      table.tBodies[0].append(...(next ? [...rows].sort(weigh) : rows));
    });
  });
}
