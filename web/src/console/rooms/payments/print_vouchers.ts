// Codes on paper to cut out: a page of its own in a hidden frame, so that nothing of the console is printed with it and no window has
// to be allowed. The codes leave the browser's memory with the frame.
export interface Printed {
  title: string;
  worth: string;
  until: string;
  codes: string[];
}

const style = `
  @page { margin: 12mm; }
  body { font: 11pt system-ui, sans-serif; margin: 0; }
  main { display: grid; grid-template-columns: repeat(3, 1fr); }
  section { border: 1px dashed #888; padding: 5mm 4mm; text-align: center; break-inside: avoid; }
  b { display: block; font-size: 15pt; }
  code { display: block; margin: 2mm 0; font: 600 11pt ui-monospace, monospace; white-space: nowrap; }
  small { color: #444; }
`;

export function voucher_page(page: Document, { title, worth, until, codes }: Printed) {
  const make = (name: string, text = '') => Object.assign(page.createElement(name), { textContent: text });
  page.title = title;
  page.head.append(make('style', style));
  const main = make('main');
  for (const code of codes) {
    const one = make('section');
    one.append(make('small', title), make('b', worth), make('code', code), make('small', until));
    main.append(one);
  }
  page.body.replaceChildren(main);
}

export function print_vouchers(printed: Printed) {
  const frame = Object.assign(document.createElement('iframe'), { title: printed.title });
  frame.style.cssText = 'position: fixed; inline-size: 0; block-size: 0; border: 0; visibility: hidden;';
  document.body.append(frame);
  const inside = frame.contentWindow;
  if (!inside) return frame.remove();
  voucher_page(inside.document, printed);
  inside.addEventListener('afterprint', () => frame.remove());
  inside.print();
}
