// Makes elements. Text always becomes text: nothing of the user's is ever read as HTML.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else element.setAttribute(name, String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function table(heads, rows, empty) {
  if (rows.length === 0) return h('p', {class: 'empty'}, empty);
  return h('div', {class: 'scroll'},
    h('table', null,
      h('thead', null, h('tr', null, heads.map((head) =>
        h('th', {class: head.number ? 'number' : null, scope: 'col'}, head.name)))),
      h('tbody', null, rows.map((row) => h('tr', null, row.map((cell, i) =>
        h('td', {class: heads[i].number ? 'number' : (heads[i].cls ?? null)}, cell)))))));
}
