/* Security keys (WebAuthn), and leaving: what the tab kept goes with the log-in. Beside allauth's webauthn-json.js.
   <form data-key="create|get" data-options="json-id"> with a hidden field `credential` and a place [data-said]. */
(() => {
  "use strict";
  async function ask(form) {
    const options = JSON.parse(document.getElementById(form.dataset.options).textContent);
    const answer = form.dataset.key === "create"
      ? await window.webauthnJSON.create(options.creation_options)
      : await window.webauthnJSON.get(options.request_options);
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  }
  document.addEventListener("DOMContentLoaded", () => {
    for (const form of document.querySelectorAll("form[data-key]")) {
      const said = form.querySelector("[data-said]");
      form.addEventListener("submit", e => {
        e.preventDefault();
        said.hidden = true;
        ask(form).catch(() => { said.hidden = false; });
      });
    }
    for (const form of document.querySelectorAll("form[data-leave]")) form.addEventListener("submit", () => sessionStorage.clear());
  });
})();
