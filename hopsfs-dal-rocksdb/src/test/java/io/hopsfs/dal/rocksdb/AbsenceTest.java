package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.RetryRow;
import io.hopsfs.dal.tables.Tables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the store takes for absent without a look-up is absent. */
@Timeout(120)
class AbsenceTest {
  private static final byte[] CLIENT = "sixteen-bytes-id".getBytes(StandardCharsets.US_ASCII);

  @TempDir
  Path temp;
  private MetadataStore store;

  @BeforeEach
  void open() throws Exception {
    store = FullDiskWriter.store(temp.resolve("store"));
    store.format();
    store.open();
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private void reopen() throws Exception {
    store.close();
    store = FullDiskWriter.store(temp.resolve("store"));
    store.open();
  }

  private static InodeRow inode(long parent, String name, long id) {
    return new InodeRow(parent, name.getBytes(StandardCharsets.UTF_8), id, InodeKind.DIRECTORY, (short) 0755, 1, 1, 1, 0, 0, (byte) 0, 0, (short) 0,
        0, 0, 0, null, null);
  }

  private void insertCall(int call) throws Exception {
    try (var tx = store.begin(null)) {
      tx.insert(new RetryRow(CLIENT, call, 1, null));
      tx.commit();
    }
  }

  private void insertInode(InodeRow row) throws Exception {
    try (var tx = store.begin(null)) {
      tx.insert(row);
      tx.commit();
    }
  }

  @Test
  void aCallOrAnIdThatIsThereIsRefusedHoweverItsNumberCompares() throws Exception {
    for (int call : new int[] {5, 9, 7}) {
      insertCall(call);
    }
    for (int call : new int[] {5, 7, 9}) {
      assertThatThrownBy(() -> insertCall(call)).isInstanceOf(DuplicateKeyException.class);
    }
    reopen();
    for (int call : new int[] {5, 7, 9}) {
      assertThatThrownBy(() -> insertCall(call)).isInstanceOf(DuplicateKeyException.class);
    }
    insertCall(8);
    insertCall(10);
  }

  @Test
  void anIdThatIsTakenIsRefusedAndARowThatMovesTakesItsIdAlong() throws Exception {
    insertInode(inode(1, "a", 20));
    insertInode(inode(1, "b", 21));
    assertThatThrownBy(() -> insertInode(inode(1, "c", 20))).isInstanceOf(DuplicateKeyException.class);
    assertThatThrownBy(() -> insertInode(inode(1, "c", 21))).isInstanceOf(DuplicateKeyException.class);
    try (var tx = store.begin(null)) {
      tx.delete(inode(1, "a", 20).key());
      tx.insert(inode(2, "a", 20));
      tx.commit();
    }
    assertThatThrownBy(() -> insertInode(inode(1, "c", 20))).isInstanceOf(DuplicateKeyException.class);
    reopen();
    try (var tx = store.begin(null)) {
      assertThat(tx.scan(Scan.of(Tables.INODES_BY_ID.key(20L)))).extracting(InodeRow::parentId).containsExactly(2L);
    }
    assertThatThrownBy(() -> insertInode(inode(1, "c", 21))).isInstanceOf(DuplicateKeyException.class);
    insertInode(inode(1, "c", 19));
  }

  /** Of each directory, what is in it; looked at and changed by who holds its lock. */
  @Test
  void namesThatComeAndGoUnderTheirDirectorysLockAreSeenAsTheyAre() throws Exception {
    var directories = new ArrayList<HashSet<Integer>>();
    for (int i = 0; i < 4; i++) {
      directories.add(new HashSet<>());
      insertInode(inode(1, "d" + i, 100 + i));
    }
    var ids = new AtomicLong(1000);
    var pool = Executors.newFixedThreadPool(4);
    var tasks = new ArrayList<Callable<Void>>();
    for (int thread = 0; thread < 4; thread++) {
      var random = new Random(thread);
      tasks.add(() -> {
        for (int i = 0; i < 3000; i++) {
          toggle(directories, random.nextInt(4), random.nextInt(40 + i / 20), ids.incrementAndGet());
        }
        return null;
      });
    }
    for (var done : pool.invokeAll(tasks)) {
      done.get();
    }
    pool.shutdown();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private void toggle(ArrayList<HashSet<Integer>> directories, int d, int name, long id) throws Exception {
    try (var tx = store.begin(null)) {
      tx.get(inode(1, "d" + d, 0).key(), LockMode.EXCLUSIVE);
      var entry = inode(100 + d, "name" + name, id);
      boolean there = tx.get(entry.key(), LockMode.READ_COMMITTED) != null;
      assertThat(there).isEqualTo(directories.get(d).contains(name));
      if (there) {
        tx.delete(entry.key());
        directories.get(d).remove(name);
      } else {
        tx.insert(entry);
        directories.get(d).add(name);
      }
      tx.commit();
    }
  }
}
