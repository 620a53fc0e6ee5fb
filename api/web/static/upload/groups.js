// What was dropped or chosen, as dossiers: every folder and every ZIP is one, files on their own are one together.

const IGNORED = /(^|\/)(\.|~\$|Thumbs\.db$|desktop\.ini$|__MACOSX\/)/i; // what systems and office programs leave behind
const ZIP = /\.zip$/i;

// [{ name, files: [{ path, file }] }], where paths have "/" and begin below the dossier's folder.
export async function groupsOfDrop(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const groups = [];
  const loose = [];
  for (const entry of entries) {
    if (entry.isDirectory) groups.push({ name: entry.name, files: await inFolder(entry, "") });
    else loose.push({ path: entry.name, file: await asFile(entry) });
  }
  return [...groups, ...groupsOfFiles(loose)].filter((group) => group.files.length > 0);
}

// Of files that were chosen one by one.
export function groupsOfChoice(list) {
  return groupsOfFiles([...list].map((file) => ({ path: file.name, file })));
}

// Of a folder that was chosen: its sub-folders are dossiers where it holds nothing but folders and ZIPs.
export function groupsOfFolder(list) {
  const all = kept([...list].map((file) => ({ path: file.webkitRelativePath, file })));
  if (all.length === 0) return [];
  const top = all[0].path.split("/")[0];
  const below = all.map(({ path, file }) => ({ path: path.slice(top.length + 1), file }));
  if (!below.every(({ path }) => path.includes("/") || ZIP.test(path))) return [{ name: top, files: below }];
  return [...grouped(below)].map(([name, files]) => ({ name, files: files.map((one) => withoutFolder(one, name)) }));
}

function grouped(files) {
  const found = new Map();
  for (const one of files) {
    const name = one.path.split("/")[0];
    found.set(name, [...(found.get(name) ?? []), one]);
  }
  return found;
}

function withoutFolder({ path, file }, name) {
  return { path: path === name ? path : path.slice(name.length + 1), file };
}

function groupsOfFiles(files) {
  const wanted = kept(files);
  const archives = wanted.filter(({ path }) => ZIP.test(path));
  const others = wanted.filter(({ path }) => !ZIP.test(path));
  const groups = archives.map((one) => ({ name: one.path.replace(ZIP, ""), files: [one] }));
  if (others.length > 0) groups.push({ name: others.length === 1 ? others[0].path : `${others[0].path}等`, files: others });
  return groups;
}

function kept(files) {
  return files.filter(({ path }) => !IGNORED.test(path));
}

async function inFolder(folder, prefix) {
  const files = [];
  for (const entry of (await entriesOf(folder)).sort((a, b) => a.name.localeCompare(b.name, "zh-CN", { numeric: true }))) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory) files.push(...(await inFolder(entry, `${path}/`)));
    else files.push({ path, file: await asFile(entry) });
  }
  return kept(files);
}

// A reader gives at most a hundred entries at a time, and none at the end.
async function entriesOf(folder) {
  const reader = folder.createReader();
  const entries = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return entries;
    entries.push(...some);
  }
}

function asFile(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
