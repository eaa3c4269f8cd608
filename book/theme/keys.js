// mdBook turns the page with the left and right arrow keys. Here they
// scroll the code that one is reading, and the arrows beside the text turn
// the page.
document.addEventListener('keydown', event => {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
        event.stopPropagation();
    }
}, true);

document.querySelector('#mdbook-help-popup p')?.remove();
