// One store of a database on this device, in IndexedDB, which workers have too and which needs no https.
// Returns transact(mode, work): the result of the request that `work(store)` returns, once all is written.
// It throws an error if the browser refuses storage, or has no room. The database is opened each time: browsers close one that rests.
export function openStore(database, name, options) {
  const open = () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(database, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(name, options);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  return async (mode, work) => {
    const connection = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = connection.transaction(name, mode);
        const request = work(transaction.objectStore(name));
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onabort = () => reject(transaction.error ?? request?.error);
      });
    } finally {
      connection.close();
    }
  };
}
