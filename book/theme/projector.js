// The page on a projector: `p` shows its pieces one at a time, each a diff,
// an output or a picture, as large as the window allows. `p` goes back to
// the page, at that place.
(() => {
    'use strict';

    const STARTED = 'talk-started';
    const main = document.querySelector('main');
    const html = document.documentElement;
    let pieces = [];
    let place = -1;

    const make = (className, label) => {
        const element = document.createElement('div');
        element.className = className;
        element.setAttribute('aria-label', label);
        return element;
    };

    const intent = make('projector-intent', 'What this is about');
    const minutes = make('projector-minutes', 'Minutes since the talk began');
    intent.setAttribute('aria-live', 'polite');

    const isOn = () => place >= 0;

    // What the text says right before a piece.
    const before = piece => {
        let e = piece.previousElementSibling;
        while (e && !e.matches('p, h1, h2, h3, h4')) e = e.previousElementSibling;
        return e?.cloneNode(true);
    };

    const show = next => {
        pieces[place]?.classList.remove('projected');
        place = next;
        const piece = pieces[place];
        const text = before(piece);
        text?.removeAttribute('id');
        intent.replaceChildren(...(text ? [text] : []));
        piece.classList.add('projected');
        fit();
    };

    // Text is no smaller than on the page; what is too long is scrolled.
    const fit = () => {
        if (!isOn()) return;
        const piece = pieces[place];
        piece.style.zoom = 1;
        const top = intent.getBoundingClientRect().bottom;
        const { width, height } = piece.getBoundingClientRect();
        const [wide, high] = [innerWidth * 0.96, innerHeight - top - 24];
        const large = Math.min(wide / width, high / height, 4);
        const drawn = piece.matches('.timeline, .picture');
        piece.style.zoom = drawn ? large : Math.max(large, Math.min(1, wide / width));
        piece.style.marginTop = `${(top + 12) / piece.style.zoom}px`;
        scrollTo(0, 0);
    };

    const enter = () => {
        pieces = [...main.querySelectorAll(':scope > figure')];
        if (pieces.length === 0) return;
        sessionStorage.getItem(STARTED) ?? begin();
        const here = pieces.findIndex(p => p.getBoundingClientRect().bottom > 60);
        html.classList.add('projector');
        document.body.append(intent, minutes);
        count();
        show(here < 0 ? pieces.length - 1 : here);
    };

    const leave = () => {
        const piece = pieces[place];
        piece.classList.remove('projected');
        pieces.forEach(({ style }) => { style.zoom = style.marginTop = ''; });
        place = -1;
        html.classList.remove('projector');
        intent.remove();
        minutes.remove();
        piece.scrollIntoView({ block: 'center' });
    };

    const begin = () => sessionStorage.setItem(STARTED, Date.now());

    const count = () => {
        const passed = Date.now() - Number(sessionStorage.getItem(STARTED));
        minutes.textContent = `${Math.floor(passed / 60_000)} min`;
    };

    const go = by => show(Math.max(0, Math.min(pieces.length - 1, place + by)));

    const keys = {
        ArrowRight: () => go(1), ArrowDown: () => go(1), PageDown: () => go(1),
        ArrowLeft: () => go(-1), ArrowUp: () => go(-1), PageUp: () => go(-1),
        Home: () => show(0), End: () => show(pieces.length - 1),
        Escape: leave, p: leave,
        0: () => { begin(); count(); },
    };

    // Before all others, since arrows have another meaning on the page.
    addEventListener('keydown', event => {
        const typing = event.target.closest?.('input, select, textarea');
        if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
        const act = isOn() ? keys[event.key] : event.key === 'p' && enter;
        if (!act) return;
        event.preventDefault();
        event.stopPropagation();
        act();
    }, true);

    addEventListener('resize', fit);
    setInterval(() => isOn() && count(), 5_000);

    const help = document.querySelector('#mdbook-help-popup');
    const line = document.createElement('p');
    line.innerHTML = 'Press <kbd>p</kbd> to show the page piece by piece, for a '
        + 'projector: arrow keys to go on and back, <kbd>0</kbd> to count the '
        + 'minutes anew';
    help?.append(line);
})();
