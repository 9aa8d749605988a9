// Exchanges the token in the address, and hands what comes of it to the app that shows this page. The web views of such
// apps are old: nothing here is newer than modules are.
const page = document.getElementById("login-fallback");
const query = new URLSearchParams(location.search);
const PATIENCE = 10000;

// Apps put their function there, some of them only when the page has loaded.
window.matrixLogin = window.matrixLogin || {};

const show = (state) => {
  for (const part of page.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== state;
};

const receiver = async () => {
  for (const since = Date.now(); Date.now() - since < PATIENCE; ) {
    const found = [window.matrixLogin.onLogin, window.onLogin].find((one) => typeof one === "function");
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
};

const exchange = async () => {
  const body = { type: "m.login.token", token: query.get("loginToken") };
  for (const name of ["device_id", "initial_device_display_name"]) {
    if (query.has(name)) body[name] = query.get(name);
  }
  if (query.get("refresh_token") === "true") body.refresh_token = true;
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(page.dataset.action, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};

const run = async () => {
  show("working");
  // Nobody finds the token in the history.
  history.replaceState(null, "", location.pathname);
  const receive = await receiver();
  // Without an app, nobody is signed in.
  if (!receive) return show("alone");
  receive(await exchange());
  return show("done");
};

run().catch(() => show("failed"));
