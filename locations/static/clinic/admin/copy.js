// Copies what stands in a field, and says so on the button. Without a clipboard the text is selected.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-clinic-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.clinicCopy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    return; // not allowed here: it is selected, and the keyboard copies it
  }
  button.textContent = button.dataset.clinicCopied;
});
