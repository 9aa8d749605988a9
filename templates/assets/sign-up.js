// What a sign-up shows while it is typed. Everything works without.
const named = document.querySelector("[data-server]");
if (named) {
  const input = named.querySelector("input");
  const { server, hint } = named.dataset;
  const id = (name) => `@${name.trim().replace(/^@/, "").replace(/:.*/, "").toLowerCase() || "…"}:${server}`;
  let shown = named.querySelector(".help");
  input.addEventListener("input", () => {
    if (!shown) {
      shown = document.createElement("p");
      shown.className = "help";
      input.parentElement.append(shown);
    }
    shown.textContent = hint.replace(id(""), id(input.value));
  });
}

const measured = document.querySelector("[data-strength]");
if (measured) {
  const input = measured.querySelector("input");
  const meter = measured.querySelector(".strength");
  const form = input.form;
  let waiting;
  let asked = 0;
  const measure = async () => {
    const number = ++asked;
    const body = new URLSearchParams();
    for (const name of ["csrf", "username", "email", "password"]) body.set(name, form.elements[name].value);
    const answer = await fetch(measured.dataset.strength, { method: "POST", body });
    if (!answer.ok || number !== asked) return;
    const { score } = await answer.json();
    meter.dataset.level = score;
    for (const word of meter.querySelectorAll("[data-score]")) word.hidden = word.dataset.score !== String(score);
    meter.hidden = false;
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (input.value) waiting = setTimeout(() => measure().catch(() => {}), 250);
    else meter.hidden = true, asked++;
  });
}

// Whoever opened the link of the mail elsewhere comes back to this page and goes on.
if (document.getElementById("verify-email")) {
  const finish = new URL("finish", location.href);
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden) return;
    const answer = await fetch(finish).catch(() => null);
    if (answer?.ok && new URL(answer.url).pathname !== location.pathname) location.replace(finish);
  });
}
