package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.StoreException;
import java.nio.file.Path;

/** {@code Restore BACKUP DIR}: puts a backup in the place of a store. Exit codes: 0 done, 1 failed, 2 wrong usage. */
public final class Restore {

  private Restore() {
  }

  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("usage: restore BACKUP DIR\n  BACKUP  a directory that 'hopsfs backup' made\n"
          + "  DIR     the store's directory (hopsfs.store.rocksdb.dir); must not hold a store");
      System.exit(2);
    }
    try {
      StoreBackup.restore(Path.of(args[0]).toAbsolutePath().normalize(), Path.of(args[1]).toAbsolutePath().normalize());
      System.out.println("restored " + args[0] + " to " + args[1]);
    } catch (StoreException e) {
      System.err.println("restore failed: " + e.getMessage());
      System.exit(1);
    }
  }
}
