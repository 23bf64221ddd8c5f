// Filters, and the whole state after a step. Without it the page shows everything. What is chosen is in the address, so
// that a page can be sent as it is looked at.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const chosen = new URLSearchParams(location.hash.includes('=') ? location.hash.slice(1) : '');

/** Whether every word of a filter occurs in a text. */
const has = (text, filter) =>
  filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));

function remember(name, value) {
  if (value) chosen.set(name, value);
  else chosen.delete(name);
  history.replaceState(null, '', `#${chosen}`);
}

function filterRows() {
  const text = document.getElementById('filter').value.trim();
  const verdict = document.querySelector('input[name=verdict]:checked').value;
  for (const row of all('tr.row')) {
    const own = row.dataset.verdict === 'vacuous' ? 'inconclusive' : row.dataset.verdict;
    const wanted = verdict === 'all' || own === undefined || own === verdict;
    row.hidden = !(wanted && has(row.textContent, text));
  }
  if (text) for (const details of all('details.coverage')) details.open = true;
  remember('q', text);
  remember('v', verdict === 'all' ? '' : verdict);
}

if (document.getElementById('filter')) {
  document.getElementById('filter').value = chosen.get('q') ?? '';
  const verdict = document.querySelector(
    `input[name=verdict][value="${CSS.escape(chosen.get('v') ?? 'all')}"]`,
  );
  if (verdict) verdict.checked = true;
  document.querySelector('nav.filters').addEventListener('input', filterRows);
  if (location.hash.includes('=')) filterRows();
}

const RANK = ['now', 'differs', ''];

/** The fields of a state: first those that the step has changed, then those that differ from where the trace begins. */
function showState(trace, row) {
  const data = document.querySelector(`template.data[data-of="${CSS.escape(trace.id)}"]`);
  const begins = JSON.parse(data.content.textContent);
  const state = { ...begins };
  let last = [];
  for (const step of all('tr.step', trace)) {
    last = all('li', step).map(({ dataset }) => [dataset.field, dataset.after]);
    Object.assign(state, Object.fromEntries(last));
    if (step === row) break;
  }
  const list = trace.querySelector('.state dl');
  const rankOf = ([field, value]) =>
    last.some(([name]) => name === field) ? 0 : String(begins[field]) !== String(value) ? 1 : 2;
  const ranked = Object.entries(state).sort((a, b) => rankOf(a) - rankOf(b));
  list.replaceChildren(
    ...ranked.map((entry) => {
      const [field, value] = entry;
      const item = document.createElement('div');
      item.className = RANK[rankOf(entry)];
      const [name, is] = [document.createElement('dt'), document.createElement('dd')];
      name.textContent = field;
      is.textContent = String(value);
      item.append(name, is);
      return item;
    }),
  );
  for (const other of all('tr.step', trace)) other.classList.toggle('chosen', other === row);
  trace.querySelector('.state .at').textContent = row.dataset.n;
  trace.querySelector('.state').hidden = false;
  filterFields(trace);
}

function filterFields(trace) {
  const text = trace.querySelector('.field-filter').value.trim();
  for (const item of all('.state dl > div', trace)) item.hidden = !has(item.textContent, text);
}

for (const trace of all('.trace')) {
  const filter = trace.querySelector('.step-filter');
  const apply = () => {
    for (const row of all('tr.step', trace)) row.hidden = !has(row.textContent, filter.value.trim());
    remember('steps', filter.value.trim());
  };
  filter.addEventListener('input', apply);
  if (chosen.has('steps')) {
    filter.value = chosen.get('steps');
    apply();
  }
  const choose = (event) => {
    const row = event.target.closest('tr.step');
    if (!row || (event.type === 'keydown' && event.key !== 'Enter')) return;
    showState(trace, row);
    remember('at', row.dataset.n);
  };
  trace.addEventListener('click', choose);
  trace.addEventListener('keydown', choose);
  trace.querySelector('.field-filter').addEventListener('input', () => filterFields(trace));
  const row = trace.querySelector(`tr.step[data-n="${CSS.escape(chosen.get('at') ?? '')}"]`);
  if (row) showState(trace, row);
}
