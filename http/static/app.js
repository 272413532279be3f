// What the pages gain with a script: names proposed while typing (ARIA combobox). Without it everything works.
const field = document.querySelector('form.recherche input');

if (field) {
  const form = field.form;
  const list = document.createElement('ul');
  const said = document.createElement('p');
  let shown = [], chosen = -1, timer = 0, asked = 0;

  list.className = 'suggestions';
  list.id = 'suggestions';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Noms proposés');
  list.hidden = true;
  said.className = 'cache';
  said.setAttribute('role', 'status');
  form.append(list, said);
  for (const [name, value] of [['role', 'combobox'], ['aria-expanded', 'false'], ['aria-controls', 'suggestions'], ['aria-autocomplete', 'list']])
    field.setAttribute(name, value);

  const close = () => {
    list.hidden = true;
    chosen = -1;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };

  const choose = (i) => {
    chosen = i;
    [...list.children].forEach((li, k) => li.setAttribute('aria-selected', String(k === i)));
    if (i < 0) field.removeAttribute('aria-activedescendant');
    else field.setAttribute('aria-activedescendant', list.children[i].id);
  };

  const go = (item) => {
    if (item.id) location.href = '/entite/' + item.id;
    else { field.value = item.text; form.submit(); }
  };

  const show = (items) => {
    shown = items;
    list.replaceChildren(...items.map((item, i) => {
      const li = document.createElement('li'), kind = document.createElement('span');
      li.id = 'suggestion-' + i;
      li.setAttribute('role', 'option');
      li.setAttribute('aria-selected', 'false');
      li.append(item.text);
      kind.textContent = item.kind || '';
      li.append(kind);
      li.addEventListener('pointerdown', (e) => { e.preventDefault(); go(item); });
      return li;
    }));
    list.hidden = items.length === 0;
    field.setAttribute('aria-expanded', String(items.length > 0));
    said.textContent = items.length ? items.length + (items.length > 1 ? ' noms proposés' : ' nom proposé') : '';
    choose(-1);
  };

  const ask = async () => {
    const words = field.value.trim(), turn = ++asked;
    if (words.length < 2) { show([]); close(); return; }
    try {
      const answer = await fetch('/api/v1/suggestions?limite=8&q=' + encodeURIComponent(words));
      if (answer.ok && turn === asked) show((await answer.json()).items);
    } catch { close(); }
  };

  field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 80); });
  field.addEventListener('blur', close);
  field.addEventListener('keydown', (e) => {
    if (list.hidden) return;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      const n = shown.length, step = e.key === 'ArrowDown' ? 1 : -1;
      choose((chosen + step + n + 1) % (n + 1) === n ? -1 : (chosen + step + n + 1) % (n + 1));
    } else if (e.key === 'Enter' && chosen >= 0) {
      e.preventDefault();
      go(shown[chosen]);
    } else if (e.key === 'Escape') {
      close();
    }
  });
}
