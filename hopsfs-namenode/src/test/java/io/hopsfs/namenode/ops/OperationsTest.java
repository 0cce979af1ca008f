package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.tables.RetryRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.junit.jupiter.api.Test;

class OperationsTest extends OpTest {
  private static final byte[] CLIENT = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  @Test
  void aRetryOfACallThatWasCarriedOutGetsTheSameAnswer() throws IOException {
    mkdirs("/again/a");
    assertThat(fs.write(new DeleteOp("/again/a", true), root, call(1, 0))).isTrue();
    assertThat(fs.write(new DeleteOp("/again/a", true), root, call(1, 1))).isTrue();
    assertThat(fs.write(new DeleteOp("/again/a", true), root, call(2, 0))).as("another call").isFalse();
  }

  @Test
  void theSameCallTwiceIsMetAsADuplicate() throws IOException {
    mkdirs("/twice/a", "/twice/b");
    fs.write(new Rename2Op("/twice/a", "/twice/b", Rename.OVERWRITE), root, call(3, 0));
    fs.write(new Rename2Op("/twice/b", "/twice/c"), root, call(4, 0));
    mkdirs("/twice/a");
    fs.write(new Rename2Op("/twice/a", "/twice/b"), root, call(3, 0));
    assertThat(names("/twice")).containsExactly("a", "c");
  }

  @Test
  void aRetryOfACallThatFailedIsCarriedOut() throws IOException {
    mkdirs("/failed");
    assertThatThrownBy(() -> fs.write(new Rename2Op("/failed/a", "/failed/b"), root, call(5, 0)))
        .isExactlyInstanceOf(FileNotFoundException.class);
    mkdirs("/failed/a");
    fs.write(new Rename2Op("/failed/a", "/failed/b"), root, call(5, 1));
    assertThat(names("/failed")).containsExactly("b");
  }

  @Test
  void anOutcomeIsForgottenWhenItsTimeIsOver() throws IOException {
    mkdirs("/expired/a");
    fs.write(new DeleteOp("/expired/a", true), root, call(6, 0));
    fs.pass(Duration.ofMinutes(11));
    mkdirs("/expired/a");
    assertThat(fs.write(new DeleteOp("/expired/a", true), root, call(6, 1))).isTrue();
    assertThat(exists("/expired/a")).isFalse();
  }

  @Test
  void aRetryThatOvertakesItsFirstCallIsAnsweredOnce() throws IOException {
    var runs = new AtomicInteger();
    var first = new RetryRow(CLIENT, 7, fs.now() + 1000, new byte[] {42});
    var op = new AtMostOnceOp<Integer>() {
      @Override
      public Integer run(Tx tx, Caller caller, Namesystem ns) throws IOException {
        runs.incrementAndGet();
        // The first call commits while its retry is under way and has seen no outcome.
        ns.transactions().run(null, other -> {
          other.put(first);
          return null;
        });
        throw new FileNotFoundException("the first call took it");
      }

      @Override
      public byte[] keep(Integer answer) {
        return new byte[] {answer.byteValue()};
      }

      @Override
      public Integer again(byte[] kept, Rows rows, Caller caller, Namesystem ns) {
        return (int) kept[0];
      }
    };
    assertThat(fs.write(op, root, call(7, 1))).isEqualTo(42);
    assertThat(runs).hasValue(1);
  }

  @Test
  void callsThatCantBeToldApartKeepNothing() throws IOException {
    mkdirs("/anonymous/a");
    assertThat(fs.write(new DeleteOp("/anonymous/a", true), root, null)).isTrue();
    assertThat(fs.namesystem().committed().get(Tables.RETRY_CACHE.key(CLIENT, 0))).isNull();
  }

  @Test
  void nothingChangesInSafeMode() throws IOException {
    mkdirs("/safe/a");
    fs.write(new SetSafeModeOp(SafeModeAction.SAFEMODE_ENTER), root);
    try {
      refused(new MkdirsOp("/safe/b", new FsPermission(0755), true), "Cannot create directory /safe/b");
      refused(new DeleteOp("/safe/a", true), "Cannot delete /safe/a");
      refused(new RenameOp("/safe/a", "/safe/b"), "Cannot rename /safe/a");
      refused(new Rename2Op("/safe/a", "/safe/b"), "Cannot rename /safe/a");
      refused(new SetPermissionOp("/safe/a", new FsPermission(0)), "Cannot set permission for /safe/a");
      refused(new SetOwnerOp("/safe/a", "bob", null), "Cannot set owner for /safe/a");
      refused(new SetTimesOp("/safe/a", 1, 1), "Cannot set times /safe/a");
      assertThat(names("/safe")).containsExactly("a");
    } finally {
      fs.write(new SetSafeModeOp(SafeModeAction.SAFEMODE_LEAVE), root);
    }
  }

  private void refused(WriteOp<?> op, String refusal) {
    assertThatThrownBy(() -> fs.write(op, root)).isExactlyInstanceOf(SafeModeException.class)
        .hasMessageStartingWith(refusal + ". Name node is in safe mode.");
  }

  private static CallId call(int id, int retry) {
    return new CallId(CLIENT, id, retry);
  }
}
