// What the tests ask a page. A script that is run once on each page.
(() => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    const known = new Map();

    // Any colour that CSS knows, as numbers from 0 to 255.
    const numbers = colour => {
        if (!known.has(colour)) {
            pen.clearRect(0, 0, 1, 1);
            pen.fillStyle = colour;
            pen.fillRect(0, 0, 1, 1);
            known.set(colour, [...pen.getImageData(0, 0, 1, 1).data]);
        }
        return known.get(colour);
    };

    const luminance = colour => {
        const [r, g, b] = numbers(colour).map(value => {
            const part = value / 255;
            return part <= 0.04045
                ? part / 12.92
                : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };

    const contrast = (a, b) => {
        const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (light + 0.05) / (dark + 0.05);
    };

    const isOpaque = colour =>
        colour !== 'none' && numbers(colour)[3] === 255;

    // The first background behind an element that hides what is below it.
    const background = element => {
        for (let e = element; e; e = e.parentElement) {
            const colour = getComputedStyle(e).backgroundColor;
            if (isOpaque(colour)) {
                return colour;
            }
        }
        return 'white';
    };

    const shapes = 'rect, circle, ellipse, path, polygon';

    // The fill of the last shape below the middle of a text in a picture.
    const fillBelow = text => {
        const box = text.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        const below = [...text.ownerSVGElement.querySelectorAll(shapes)];
        const covering = below.filter(shape => {
            const follows = Node.DOCUMENT_POSITION_FOLLOWING;
            const b = shape.getBoundingClientRect();
            return !shape.closest('marker')
                && (shape.compareDocumentPosition(text) & follows)
                && b.left <= x && x <= b.right && b.top <= y && y <= b.bottom
                && isOpaque(getComputedStyle(shape).fill);
        });
        const last = covering.at(-1);
        return last ? getComputedStyle(last).fill : background(text);
    };

    const texts = root => {
        const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const elements = new Set();
        while (walk.nextNode()) {
            const parent = walk.currentNode.parentElement;
            if (walk.currentNode.data.trim() && parent.checkVisibility()) {
                elements.add(parent);
            }
        }
        return [...elements];
    };

    const boxes = 'main figure, main .code, main .badge, main pre';

    // Texts in code, outputs, badges and pictures that are hard to read.
    window.faint = () => {
        const wrong = new Map();
        const look = (colour, below, what) => {
            const ratio = contrast(colour, below);
            if (ratio < 4.5) {
                wrong.set(`${colour} on ${below}`, `${ratio.toFixed(2)}: ${what}`);
            }
        };
        for (const box of document.querySelectorAll(boxes)) {
            for (const element of texts(box)) {
                const style = getComputedStyle(element);
                const what = `${element.className.baseVal ?? element.className}`
                    + ` ${element.textContent.trim().slice(0, 30)}`;
                if (element.ownerSVGElement) {
                    if (element.closest('title, desc')) continue;
                    look(style.fill, fillBelow(element.closest('text')), what);
                } else {
                    look(style.color, background(element), what);
                }
            }
        }
        for (const line of document.querySelectorAll('.code .l[data-g]')) {
            if (line.checkVisibility()) {
                const before = getComputedStyle(line, '::before');
                look(before.color, background(line), `number ${line.dataset.g}`);
            }
        }
        return [...wrong].map(([colours, what]) => `${what} (${colours})`);
    };

    // Parts of the page that can be scrolled sideways, but for code.
    window.tooWide = () => {
        const parts = [document.documentElement, document.body]
            .concat(...document.querySelectorAll('.page, .content, main'));
        const wide = parts.filter(e => e.scrollWidth > e.clientWidth + 1);
        if (wide.length === 0) return [];
        const edge = document.documentElement.clientWidth + 1;
        const inBox = e => e.closest('.scroll, .table-wrapper, pre, svg');
        const all = [...document.querySelectorAll('main *')];
        const out = all.filter(e =>
            e.getBoundingClientRect().right > edge && !inBox(e.parentElement));
        return wide.concat(out).map(e => `${e.tagName}.${e.className}`
            + ` ${e.textContent.trim().slice(0, 40)}`);
    };

    const words = text => text.toLowerCase().match(/[a-z_]{6,}/g) ?? [];

    window.wordsOfProse = () => {
        const main = document.querySelector('main').cloneNode(true);
        main.querySelectorAll('.code').forEach(e => e.remove());
        return words(main.textContent);
    };

    window.wordsOfDiffs = () => {
        const names = [...document.querySelectorAll('.diff ins span')];
        return names.flatMap(e => words(e.textContent));
    };

    window.openAll = () => {
        document.querySelectorAll('main details').forEach(d => { d.open = true; });
    };

    window.setTheme = name => {
        const html = document.documentElement;
        html.classList.remove('light', 'rust', 'coal', 'navy', 'ayu');
        html.classList.add(name);
    };
})();
