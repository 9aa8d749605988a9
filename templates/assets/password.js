// Adds a button that shows what is typed into a password field.
for (const input of document.querySelectorAll("input[type=password][data-show]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "reveal";
  button.setAttribute("aria-controls", input.id);
  const box = document.createElement("div");
  box.className = "revealing";
  const focused = document.activeElement === input;
  input.replaceWith(box);
  box.append(input, button);
  if (focused) input.focus();

  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? input.dataset.hide : input.dataset.show;
  };
  show(false);
  button.addEventListener("click", () => show(input.type === "password"));
  // What is sent is a password again, so that no browser offers to remember it as text.
  input.form?.addEventListener("submit", () => show(false));
}
