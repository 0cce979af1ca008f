package io.hopsfs.dal.tck;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** A process that commits numbered transactions until it is killed and prints each number once its commit is durable. */
final class CrashWriter {
  static final int THREADS = 4;
  static final int IN_FLIGHT = 8;
  static final int DIRECTORIES = 16;

  private final MetadataStore store;
  private final AtomicLong next;

  private CrashWriter(MetadataStore store, long first) {
    this.store = store;
    this.next = new AtomicLong(first);
  }

  /** @param args name of the provider, first number, {@code key=value} ... */
  public static void main(String[] args) throws Exception {
    var settings = new HashMap<String, String>();
    for (int i = 2; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      settings.put(args[i].substring(0, equals), args[i].substring(equals + 1));
    }
    var store = StoreProvider.named(args[0]).create(TckTables.SCHEMA, settings::get);
    store.open();
    var writer = new CrashWriter(store, Long.parseLong(args[1]));
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < THREADS; t++) {
      threads.add(new Thread(writer::run));
    }
    threads.forEach(Thread::start);
    for (var thread : threads) {
      thread.join();
    }
  }

  private void run() {
    var free = new Semaphore(IN_FLIGHT);
    try {
      while (true) {
        free.acquire();
        write(next.getAndIncrement(), free);
      }
    } catch (StoreException | InterruptedException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private void write(long n, Semaphore free) throws StoreException {
    try (var tx = store.begin(null)) {
      tx.insert(new Account(2 * n, n));
      tx.insert(new Account(2 * n + 1, -n));
      tx.insert(new Entry(n % DIRECTORIES, "n" + n, n, "crash", "a note to make the row longer"));
      tx.commit().thenRun(() -> {
        synchronized (System.out) {
          System.out.print(n + "\n");
          System.out.flush();
        }
        free.release();
      });
    }
  }
}
