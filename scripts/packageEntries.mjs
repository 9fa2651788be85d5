import yauzl from 'yauzl';

/** Names and unpacked sizes (bytes) of the files in a .vsix, in its order. */
export async function packageEntries(file) {
  const archive = await yauzl.openPromise(file, { lazyEntries: true });
  const entries = [];
  for await (const { fileName, uncompressedSize } of archive.eachEntry()) {
    entries.push({ name: fileName, size: uncompressedSize });
  }
  return entries;
}
