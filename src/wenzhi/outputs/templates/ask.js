const beside = document.getElementById("beside");
if (beside && beside.dataset.from) {
  fetch(beside.dataset.from)
    .then((answer) => answer.text())
    .then((part) => { beside.innerHTML = part; })
    .catch((error) => { beside.textContent = String(error); });
}
