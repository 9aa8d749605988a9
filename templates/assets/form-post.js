// Sends the answer on without a click.
document.getElementById("form-post")?.submit();
