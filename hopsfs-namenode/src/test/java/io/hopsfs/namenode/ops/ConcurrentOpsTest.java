package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tables.StorageRow;
import io.hopsfs.namenode.ops.fsck.MetadataFsck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;

/** Many clients at once on a tree so small that they meet all the time. */
class ConcurrentOpsTest extends OpTest {
  private static final int CLIENTS = 8;
  private static final int OPS = 250;

  @Test
  void whateverHappensAtOnceTheTreeStaysATree() throws Exception {
    fs.namesystem().transactions().run(null, tx -> {
      tx.insert(new StorageRow(STORAGE, "DS-7", "datanode", (byte) 0, (byte) 0));
      return null;
    });
    var done = new AtomicInteger();
    inParallel(client -> {
      var random = new Random(client);
      for (int i = 0; i < OPS; i++) {
        if (carriedOut(random)) {
          done.incrementAndGet();
        }
      }
      return null;
    });
    assertThat(done).as("ops that changed something").hasValueGreaterThan(OPS);
    var fsck = new MetadataFsck(fs.namesystem().committed(), fs.namesystem().tree(), fs.namesystem().fileUsages());
    assertThat(fsck.check()).isEmpty();
    new Reaper(fs.namesystem()).run();
    assertThat(fsck.check()).isEmpty();
  }

  @Test
  void directoriesThatAreMovedIntoEachOtherTieNoKnot() throws Exception {
    for (int round = 0; round < 30; round++) {
      String base = "/knot" + round;
      mkdirs(base + "/a/x", base + "/b/y");
      var moved = inParallel(client -> client % 2 == 0
          ? fs.write(new RenameOp(base + "/a", base + "/b/y/a"), root) : fs.write(new RenameOp(base + "/b", base + "/a/x/b"), root));
      assertThat(moved.stream().filter(m -> m)).as("moves in round " + round).hasSize(1);
    }
    assertThat(new MetadataFsck(fs.namesystem().committed(), fs.namesystem().tree(), fs.namesystem().fileUsages()).check()).isEmpty();
  }

  @Test
  void anEntryIsMovedAwayOnce() throws Exception {
    mkdirs("/once/source", "/once/goal");
    file("/once/source/f", 1);
    var moved = inParallel(client -> fs.write(new RenameOp("/once/source/f", "/once/goal/" + client), root));
    assertThat(moved.stream().filter(m -> m)).hasSize(1);
    assertThat(names("/once/goal")).hasSize(1);
    assertThat(names("/once/source")).isEmpty();
  }

  private boolean carriedOut(Random random) throws IOException {
    try {
      return switch (random.nextInt(6)) {
        case 0, 1 -> fs.write(new MkdirsOp(path(random), new FsPermission(0755), true), root);
        case 2 -> fs.write(new RenameOp(path(random), path(random)), root);
        case 3 -> {
          fs.write(new Rename2Op(path(random), path(random), Rename.OVERWRITE), root);
          yield true;
        }
        case 4 -> fs.write(new DeleteOp(path(random), random.nextBoolean()), root);
        default -> {
          fs.read(new GetListingOp(path(random), new byte[0], false), root);
          yield false;
        }
      };
    } catch (FileAlreadyExistsException | ParentNotDirectoryException | PathIsNotEmptyDirectoryException
        | AccessControlException e) {
      return false;
    } catch (IOException e) {
      assertThat(e.getMessage()).startsWithIgnoringCase("rename ");
      return false;
    }
  }

  private static String path(Random random) {
    var path = new StringBuilder();
    int depth = 1 + random.nextInt(4);
    for (int i = 0; i < depth; i++) {
      path.append('/').append((char) ('a' + random.nextInt(3)));
    }
    return path.toString();
  }

  private interface Client<T> {
    T run(int number) throws Exception;
  }

  private static <T> List<T> inParallel(Client<T> client) throws Exception {
    var threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Callable<T>> calls = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int number = i;
        calls.add(() -> client.run(number));
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }
}
