// Adds a box that ticks all rows of the page.
const place = document.getElementById("select-all");
const rows = [...document.querySelectorAll(".pick input")];
if (place && rows.length > 1) {
  const label = document.createElement("label");
  const all = document.createElement("input");
  all.type = "checkbox";
  label.className = "all";
  label.append(all, place.dataset.label);
  place.append(label);
  const look = () => {
    const ticked = rows.filter((row) => row.checked).length;
    all.checked = ticked === rows.length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  all.addEventListener("change", () => rows.forEach((row) => (row.checked = all.checked)));
  rows.forEach((row) => row.addEventListener("change", look));
  look();
}
