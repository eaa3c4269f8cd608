// Plays the runs that the timelines of a page show. All that it knows comes
// with the page: what differs from one moment of a run to the next, which
// was recorded, and the engine's code. Nothing here knows what an engine is.
(() => {
    'use strict';

    const WIDTH = 720; // of the pictures, in their own units
    const AN_EVENT = 700; // ms, where one event follows the other
    const SPEEDS = [
        ['by event', 0], ['× 0.1', 0.1], ['× 0.25', 0.25], ['× 1', 1], ['× 4', 4],
    ];
    const still = matchMedia('(prefers-reduced-motion: reduce)');
    const seconds = ms => (ms / 1000).toFixed(3);

    const make = (name, className = '', text = '') => {
        const element = document.createElement(name);
        element.className = className;
        element.textContent = text;
        return element;
    };

    // [1, [3, 7, 8]] is 1, 7, 8, 7, 8, 7, 8.
    const unfold = order => order.flatMap(part => {
        if (!Array.isArray(part)) return part;
        const [count, ...row] = part;
        return Array.from({ length: count }, () => row).flat();
    });

    // How everything stands at each moment of a run.
    const states = lane => {
        let state = {
            time: 0, line: null, lines: {}, text: '', number: lane.numbers,
            faces: lane.names.map(() => lane.face), lives: lane.names.map(() => null),
            polls: lane.names.map(() => 0),
            ready: [], sleeping: [], note: null, turn: null,
        };
        return unfold(lane.order).map(place => {
            state = next(lane, state, lane.changes[place]);
            return state;
        });
    };

    const next = (lane, before, change) => {
        const state = { ...before, time: before.time + (change.d ?? 0) };
        const [line, text] = lane.phases[change.p];
        state.line = line ?? before.line;
        if (lane.threads && change.w !== undefined) {
            state.lines = { ...before.lines, [change.w]: line };
        }
        state.text = text
            .replace('{who}', lane.names[change.w] ?? 'nobody')
            .replace('{word}', change.x)
            .replace('{until}', change.u === undefined
                ? 'somebody comes' : seconds(state.time + change.u));
        if (change.f) state.faces = before.faces.with(change.w, change.x);
        if (change.s) state.lives = before.lives.with(change.w, change.s);
        if (change.s === 'polled') {
            state.polls = before.polls.with(change.w, before.polls[change.w] + 1);
        }
        state.ready = change.r ?? before.ready;
        if (change.t) state.turn = change.t[0] ?? null;
        if (change.n) state.note = sleeper(state, change.n);
        if (change.q) move(state, change.q);
        return state;
    };

    const sleeper = (state, [who, later]) =>
        who === undefined ? null : { who, until: state.time + later };

    // A number alone is the place of somebody who goes.
    const move = (state, moves) => {
        state.sleeping = [...state.sleeping];
        for (const one of moves) {
            if (!Array.isArray(one)) {
                state.sleeping.splice(one, 1);
                continue;
            }
            const [place, ...rest] = one;
            const number = state.number === null ? null : state.number++;
            state.sleeping.splice(place, 0, { ...sleeper(state, rest), number });
        }
    };

    // One engine: its family, its queues and its code.
    class Lane {
        constructor(data, picture, board) {
            this.data = data;
            this.states = states(data);
            this.svg = picture.querySelector('svg');
            this.head = this.addPlayhead();
            this.family = picture.querySelector('.family');
            this.members = data.names.map(name => this.addMember(name));
            this.says = make('p', 'says');
            this.lists = {};
            this.queues = this.addQueues();
            this.lines = [];
            board.append(this.says, this.queues, this.addCode());
            this.entries = new Map();
        }

        addPlayhead() {
            const line = document.createElementNS(this.svg.namespaceURI, 'line');
            const box = this.svg.viewBox.baseVal;
            line.setAttribute('class', 'playhead');
            line.setAttribute('y1', 0);
            line.setAttribute('y2', box.height - 40);
            this.svg.append(line);
            return line;
        }

        addMember(name) {
            const member = make('div', 'member');
            const face = make('span', 'face');
            const about = make('span', 'about', name);
            member.append(face, about);
            // The main task of a show has no face.
            if (this.data.face === null || name.startsWith('Blinky')) {
                this.family.append(member);
            }
            return { member, face, about, name };
        }

        addQueues() {
            const { ready, sleeping, note, empty } = this.data;
            const queues = make('div', 'queues');
            const add = (key, title, rows) => {
                if (title === null || (key === 'turn' && this.data.threads)) return;
                const queue = make('div', `queue ${key}`);
                const list = make('ol');
                list.style.setProperty('--rows', rows);
                list.setAttribute('aria-label', title);
                queue.append(make('span', 'title', title), list);
                queues.append(queue);
                this.lists[key] = list;
            };
            const all = this.data.names.length;
            add('turn', 'in turn', 1);
            add('note', note, 1);
            add('ready', ready, all);
            add('sleeping', sleeping, all);
            empty.forEach(name => add(name, name, 1));
            return queues;
        }

        addCode() {
            const box = make('div', 'code loop');
            const scroll = make('div', 'scroll');
            scroll.tabIndex = 0;
            scroll.setAttribute('role', 'region');
            scroll.setAttribute('aria-label', `The loop of step ${this.data.step}`);
            const code = make('pre');
            for (const html of this.data.code) {
                const line = make('span', 'l');
                line.innerHTML = html;
                code.append(line);
                this.lines.push(line);
            }
            scroll.append(code);
            box.append(scroll);
            return box;
        }

        // Shows a moment. Whoever has gone to another place goes there.
        show(place, from, moves) {
            const state = this.states[place];
            const before = this.places();
            this.showFamily(state);
            this.showQueues(state);
            this.showLines(state);
            this.says.textContent = `${this.data.step}: ${state.text}`;
            if (!moves) return;
            this.goFrom(before);
            this.flash(from, place);
        }

        showFamily(state) {
            this.members.forEach(({ member, face, about, name }, who) => {
                const polls = state.polls[who];
                face.textContent = state.faces[who] ?? state.lives[who] ?? '–';
                about.textContent = this.data.face !== null ? name
                    : `${name}, ${polls} ${polls === 1 ? 'poll' : 'polls'}`;
                member.classList.toggle('now', state.turn === who);
            });
        }

        showQueues(state) {
            this.entries.clear();
            const turn = state.turn === null ? [] : [{ who: state.turn }];
            this.fill('turn', turn);
            this.fill('note', state.note ? [state.note] : []);
            this.fill('ready', state.ready.map(who => ({ who })));
            this.fill('sleeping', state.sleeping);
        }

        fill(key, entries) {
            this.lists[key]?.replaceChildren(...entries.map(entry => {
                const item = make('li', 'entry');
                if (entry.until !== undefined) {
                    const time = seconds(entry.until);
                    const numbered = typeof entry.number === 'number';
                    const text = numbered ? `(${time}, ${entry.number})` : time;
                    item.append(make('span', 'time', text), ' ');
                }
                item.append(make('span', 'who', this.data.names[entry.who]));
                this.entries.set(entry.who, item);
                return item;
            }));
        }

        showLines(state) {
            const at = new Map();
            if (this.data.threads) {
                for (const [who, line] of Object.entries(state.lines)) {
                    at.set(line, [...(at.get(line) ?? []), this.data.names[who]]);
                }
            } else if (state.line !== null) {
                at.set(state.line, []);
            }
            this.lines.forEach((line, number) => {
                const here = at.get(number);
                line.classList.toggle('now', here !== undefined);
                line.setAttribute('aria-current', here === undefined ? 'false' : 'step');
                line.dataset.who = here?.join(', ').replaceAll(/, Blinky/g, ',') ?? '';
            });
        }

        places() {
            const entries = [...this.entries];
            return new Map(entries.map(([who, item]) => [who, item.getBoundingClientRect()]));
        }

        goFrom(places) {
            for (const [who, item] of this.entries) {
                const [old, now] = [places.get(who), item.getBoundingClientRect()];
                if (!old) continue;
                const [x, y] = [old.x - now.x, old.y - now.y];
                if (x === 0 && y === 0) continue;
                const way = [{ transform: `translate(${x}px, ${y}px)` }, {}];
                item.animate(way, { duration: 220, easing: 'ease-out' });
            }
        }

        // The lines that it has come through since what was shown before.
        flash(from, to) {
            const lines = new Set(this.states.slice(from + 1, to).map(s => s.line));
            for (const line of lines) {
                this.lines[line]?.animate([{ opacity: 0.35 }, {}], { duration: 350 });
            }
        }
    }

    // A timeline with all that belongs to it.
    class Player {
        constructor(figure) {
            this.figure = figure;
            const { from, to } = figure.dataset;
            [this.left, this.right] = [Number(from), Number(to)];
            const data = JSON.parse(figure.querySelector('script').textContent);
            this.end = data.end;
            const pictures = figure.querySelectorAll('.lane');
            const boards = make('div', 'boards');
            this.lanes = data.lanes.map((lane, i) => {
                const board = make('div', 'board');
                boards.append(board);
                return new Lane(lane, pictures[i], board);
            });
            this.points = this.allPoints();
            this.place = this.lanes.length - 1;
            this.time = 0;
            this.frame = null;
            this.goesOn = !still.matches;
            this.addControls(figure.querySelector('.player'), boards);
            this.lanes.forEach(lane => this.letDrag(lane.svg));
            this.show(this.place, false);
        }

        // The moments of all engines, in the order of time, and how far
        // each engine is then.
        allPoints() {
            const at = this.lanes.map(() => 0);
            const all = this.lanes.flatMap((lane, i) =>
                lane.states.map((state, n) => ({ time: state.time, i, n })));
            const isFirst = ({ n }) => Number(n === 0);
            all.sort((a, b) => a.time - b.time || isFirst(b) - isFirst(a)
                || a.i - b.i || a.n - b.n);
            return all.map(({ time, i, n }) => {
                at[i] = n;
                return { time, at: [...at] };
            });
        }

        addControls(box, boards) {
            const bar = make('div', 'controls');
            bar.setAttribute('role', 'group');
            bar.setAttribute('aria-label', 'Play this run');
            const button = (className, text, label, act) => {
                const one = make('button', className, text);
                one.type = 'button';
                one.title = label;
                one.setAttribute('aria-label', label);
                one.addEventListener('click', act);
                bar.append(one);
                return one;
            };
            this.button = button('play', '', '', () => this.toggle());
            button('back', '◀', 'one event back (,)', () => this.step(-1));
            button('next', '▶', 'one event forward (.)', () => this.step(1));
            this.clock = make('output', 'clock');
            bar.append(this.clock, this.addSlider(), this.addSpeed());
            box.append(bar, boards);
            box.addEventListener('keydown', event => this.key(event));
            this.label('▶ play', 'play (space)', 'polite');
        }

        addSlider() {
            this.slider = make('input');
            const [min, max] = [this.lanes.length - 1, this.points.length - 1];
            Object.assign(this.slider, { type: 'range', min, max });
            this.slider.setAttribute('aria-label', 'event');
            this.slider.addEventListener('input', () => {
                this.stop();
                this.goTo(Number(this.slider.value));
            });
            return this.slider;
        }

        addSpeed() {
            this.speed = make('select');
            this.speed.setAttribute('aria-label', 'speed');
            for (const [name, value] of SPEEDS) {
                const option = make('option', '', name);
                option.value = value;
                this.speed.append(option);
            }
            this.speed.value = 1;
            return this.speed;
        }

        // The same keys as in a terminal, and one for going back.
        key(event) {
            const faster = by => {
                const place = this.speed.selectedIndex + by;
                if (this.speed[place]) this.speed.selectedIndex = place;
            };
            const keys = {
                '.': () => this.step(1), ',': () => this.step(-1),
                '+': () => faster(1), '-': () => faster(-1),
                ' ': () => this.toggle(),
            };
            const act = keys[event.key];
            const own = event.key === ' ' && /BUTTON|SELECT/.test(event.target.tagName);
            if (!act || own || event.ctrlKey || event.metaKey || event.altKey) return;
            event.preventDefault();
            act();
        }

        letDrag(svg) {
            const drag = event => {
                const box = svg.getBoundingClientRect();
                const x = (event.clientX - box.x) / box.width * WIDTH;
                const part = (x - this.left) / (this.right - this.left);
                this.stop();
                this.seek(Math.max(0, Math.min(1, part)) * this.end);
            };
            svg.addEventListener('pointerdown', event => {
                svg.setPointerCapture(event.pointerId);
                event.preventDefault();
                // So that its keys go on from here.
                this.button.focus({ preventScroll: true });
                drag(event);
            });
            svg.addEventListener('pointermove', event => {
                if (svg.hasPointerCapture(event.pointerId)) drag(event);
            });
        }

        toggle() {
            this.frame === null ? this.play() : this.stop();
        }

        play() {
            if (this.frame !== null) return;
            if (this.place === this.points.length - 1) this.seek(0);
            this.label('❚❚', 'stop (space)', 'off');
            this.last = null;
            this.waited = 0;
            const tick = now => {
                const passed = Math.min(now - (this.last ?? now), 100);
                this.last = now;
                this.frame = requestAnimationFrame(tick);
                this.pass(passed);
            };
            this.frame = requestAnimationFrame(tick);
        }

        stop() {
            cancelAnimationFrame(this.frame);
            this.frame = null;
            this.goesOn = false;
            this.label('▶ play', 'play (space)', 'polite');
            this.told();
        }

        // Who listens is not told of every moment while it plays.
        label(text, label, live) {
            this.button.textContent = text;
            this.button.title = label;
            this.button.setAttribute('aria-label', label);
            this.lanes.forEach(lane => lane.says.setAttribute('aria-live', live));
        }

        pass(passed) {
            const speed = Number(this.speed.value);
            if (speed > 0) {
                this.seek(this.time + passed * speed, true);
            } else if ((this.waited += passed) >= AN_EVENT) {
                this.waited = 0;
                this.goTo(this.place + 1);
            }
            if (this.place >= this.points.length - 1) this.stop();
        }

        step(by) {
            this.stop();
            this.goTo(this.place + by);
        }

        goTo(place) {
            const [first, last] = [this.lanes.length - 1, this.points.length - 1];
            const there = Math.max(first, Math.min(last, place));
            this.time = this.points[there].time;
            this.show(there, Math.abs(there - this.place) === 1);
        }

        // The last moment that is not later.
        seek(time, moves = false) {
            this.time = Math.min(time, this.end);
            let [low, high] = [this.lanes.length - 1, this.points.length];
            while (low + 1 < high) {
                const middle = (low + high) >> 1;
                if (this.points[middle].time <= this.time) low = middle;
                else high = middle;
            }
            this.show(low, moves);
        }

        show(place, moves) {
            const [from, to] = [this.points[this.place].at, this.points[place].at];
            const fresh = this.place === place && moves;
            this.lanes.forEach((lane, i) => {
                if (!fresh && (from[i] !== to[i] || !moves)) {
                    lane.show(to[i], from[i], moves && !still.matches);
                }
                const part = this.time / Math.max(1, this.end);
                const x = this.left + part * (this.right - this.left);
                for (const end of ['x1', 'x2']) lane.head.setAttribute(end, x);
            });
            this.place = place;
            this.slider.value = place;
            this.clock.textContent = `${seconds(this.time)} s`;
            if (this.frame === null) this.told();
        }

        told() {
            const texts = this.lanes.map(lane => lane.says.textContent);
            this.slider.setAttribute('aria-valuetext',
                `${seconds(this.time)} seconds. ${texts.join(' ')}`);
        }
    }

    // A player is made when it comes near, and plays while it is seen.
    const near = new IntersectionObserver(entries => {
        for (const { target, isIntersecting } of entries) {
            if (!isIntersecting) continue;
            near.unobserve(target);
            target.player = new Player(target);
            seen.observe(target.querySelector('.controls'));
        }
    }, { rootMargin: '400px' });

    const seen = new IntersectionObserver(entries => {
        for (const { target, isIntersecting } of entries) {
            const { player } = target.closest('figure');
            if (isIntersecting && player.goesOn) player.play();
            if (!isIntersecting && player.frame !== null) {
                player.stop();
                player.goesOn = true;
            }
        }
    }, { threshold: 1 });

    for (const figure of document.querySelectorAll('figure.timeline')) {
        near.observe(figure);
    }
})();
