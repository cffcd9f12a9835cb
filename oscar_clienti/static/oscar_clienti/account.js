/* While a file is being made the page looks again by itself; without this script there is a button. */
if (document.querySelector("[data-clienti-again]")) setTimeout(() => location.reload(), 3000);
