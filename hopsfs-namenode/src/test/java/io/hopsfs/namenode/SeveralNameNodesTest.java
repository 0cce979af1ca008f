package io.hopsfs.namenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.NamenodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.cluster.DeposedException;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.ops.CallId;
import io.hopsfs.namenode.ops.DeleteOp;
import io.hopsfs.namenode.ops.fsck.MetadataFsck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.crypto.CryptoProtocolVersion;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.ha.HAServiceProtocol.HAServiceState;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.apache.hadoop.io.EnumSetWritable;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.StandbyException;
import org.apache.hadoop.security.UserGroupInformation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several NameNodes serve one namespace. */
@Timeout(120)
class SeveralNameNodesTest {
  private static final FsPermission PERMISSION = FsPermission.getDirDefault();
  private static final Duration SOON = Duration.ofSeconds(30);

  private SharedNameNodes namenodes;

  @BeforeEach
  void format() throws Exception {
    namenodes = new SharedNameNodes();
  }

  @AfterEach
  void stop() throws Exception {
    namenodes.close();
  }

  private static long id(NameNode namenode) {
    return namenode.rooms().namesystem().membership().self().id();
  }

  private static boolean leads(NameNode namenode) {
    return namenode.rooms().namesystem().leadership().isLeader();
  }

  private static long epoch(NameNode namenode) {
    return namenode.rooms().namesystem().leadership().epoch();
  }

  private static List<Long> live(NameNode namenode) {
    return namenode.rooms().namesystem().membership().live().stream().map(NamenodeRow::id).toList();
  }

  private static boolean answersAsStandby(ClientProtocol client) throws Exception {
    try {
      client.getFileInfo("/");
      return false;
    } catch (RemoteException e) {
      return e.getClassName().equals(StandbyException.class.getName());
    }
  }

  @Test
  void whatOneHasDoneTheOtherSeesAtOnce() throws Exception {
    var first = namenodes.client(namenodes.start());
    var second = namenodes.client(namenodes.start());
    for (int i = 0; i < 20; i++) {
      first.mkdirs("/a/" + i, PERMISSION, true);
      assertThat(second.getFileInfo("/a/" + i)).isNotNull();
      assertThat(second.delete("/a/" + i, true)).isTrue();
      assertThat(first.getFileInfo("/a/" + i)).isNull();
    }
  }

  @Test
  void usersAndGroupsThatOneHasMetAreKnownToTheOther() throws Exception {
    var first = namenodes.client(namenodes.start());
    var second = namenodes.client(namenodes.start());
    for (int i = 0; i < 10; i++) {
      first.mkdirs("/d" + i, PERMISSION, true);
      (i % 2 == 0 ? first : second).setOwner("/d" + i, "user" + i, "group" + i / 2);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(first.getFileInfo("/d" + i).getOwner()).isEqualTo("user" + i);
      assertThat(second.getFileInfo("/d" + i).getGroup()).isEqualTo("group" + i / 2);
    }
  }

  @Test
  void anyOfThemTellsEverybodyWhoIsThere() throws Exception {
    var first = namenodes.start();
    var second = namenodes.start();
    var nobody = UserGroupInformation.createUserForTesting("nobody", new String[0]);
    var expected = "id=1 rpc=127.0.0.1:%d http=127.0.0.1:%d leader=true%nid=2 rpc=127.0.0.1:%d http=127.0.0.1:%d leader=false".formatted(
        first.rpcAddress().getPort(), first.httpAddress().getPort(), second.rpcAddress().getPort(), second.httpAddress().getPort());
    Awaitility.await().atMost(SOON).untilAsserted(() -> {
      for (var namenode : List.of(first, second)) {
        assertThat(namenodes.command(namenode, nobody, "namenodes")).isEqualTo(expected);
      }
    });
    assertThatThrownBy(() -> namenodes.command(first, nobody, "fsck-metadata")).hasMessageContaining("Superuser privilege is required");
  }

  @Test
  void theSecondLeadsWhenTheFirstStops() throws Exception {
    var first = namenodes.start();
    var second = namenodes.start();
    assertThat(leads(first)).isTrue();
    assertThat(leads(second)).isFalse();
    first.stop();
    Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> leads(second));
    assertThat(epoch(second)).isEqualTo(2);
    assertThat(live(second)).containsExactly(2L);
  }

  @Test
  void severalThatStartAtOnceOnANewStoreAllServeUnderOneLeader() throws Exception {
    var starting = new ArrayList<CompletableFuture<NameNode>>();
    for (int i = 0; i < 3; i++) {
      starting.add(CompletableFuture.supplyAsync(() -> {
        try {
          return namenodes.start();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }));
    }
    var started = starting.stream().map(CompletableFuture::join).toList();
    Awaitility.await().atMost(SOON).until(() -> started.stream().allMatch(namenode -> live(namenode).equals(List.of(1L, 2L, 3L))));
    assertThat(started.stream().filter(SeveralNameNodesTest::leads)).hasSize(1);
    for (int i = 0; i < 3; i++) {
      assertThat(namenodes.client(started.get(i)).mkdirs("/from" + i, PERMISSION, true)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"netty", "hadoop"})
  void oneThatLosesItsStoreAnswersAsStandbyAndJoinsAgainWhenItIsBack(String transport) throws Exception {
    namenodes.close();
    var settings = new Configuration(false);
    settings.set("hopsfs.rpc.transport", transport);
    namenodes = new SharedNameNodes(settings);
    var first = namenodes.start();
    var second = namenodes.start();
    var client = namenodes.client(first);
    assertThat(client.getHAServiceState()).isEqualTo(HAServiceState.ACTIVE);
    assertThat(namenodes.client(second).getHAServiceState()).isEqualTo(HAServiceState.ACTIVE);

    namenodes.line(0).cut();
    assertThat(answersAsStandby(client)).as("at once: the call met the cut").isTrue();
    Awaitility.await().atMost(SOON).until(() -> leads(second));
    assertThat(client.getHAServiceState()).isEqualTo(HAServiceState.STANDBY);
    assertThatThrownBy(() -> client.mkdirs("/lost", PERMISSION, true)).isInstanceOf(RemoteException.class)
        .hasMessageContaining("cut off");
    assertThat(epoch(second)).isEqualTo(2);

    namenodes.line(0).restore();
    Awaitility.await().atMost(SOON).until(() -> !answersAsStandby(client));
    assertThat(id(first)).isEqualTo(3);
    assertThat(leads(first)).isFalse();
    assertThat(client.mkdirs("/again", PERMISSION, true)).isTrue();
    assertThat(client.getFileInfo("/lost")).isNull();
    Awaitility.await().atMost(SOON).until(() -> live(second).equals(List.of(2L, 3L)));
  }

  @Test
  void whatWasUnderWayWhenANameNodeWasHeldUpIsNeverCarriedOut() throws Exception {
    var first = namenodes.start();
    var second = namenodes.start();
    namenodes.line(0).hold();
    var late = CompletableFuture.supplyAsync(() -> {
      try {
        return namenodes.client(first).mkdirs("/late", PERMISSION, true);
      } catch (Exception e) {
        return e;
      }
    });
    Awaitility.await().atMost(SOON).until(() -> leads(second));
    assertThat(late).isNotDone();
    namenodes.line(0).restore();
    assertThat(late.get(30, TimeUnit.SECONDS)).isInstanceOfSatisfying(RemoteException.class,
        e -> assertThat(e.getClassName()).isEqualTo(StandbyException.class.getName()));
    assertThat(namenodes.client(second).getFileInfo("/late")).isNull();
  }

  @Test
  void housekeepingOfADeposedLeaderChangesNothing() throws Exception {
    var first = namenodes.start();
    var second = namenodes.start();
    var fenced = first.rooms().namesystem().leadership().transactions();
    var variable = new VariableRow("v", 1, null);
    fenced.run(null, tx -> {
      tx.put(variable);
      return null;
    });
    namenodes.line(0).cut();
    Awaitility.await().atMost(SOON).until(() -> leads(second));
    namenodes.line(0).restore();
    Awaitility.await().atMost(SOON).until(() -> first.rooms().namesystem().membership().serving());
    assertThatThrownBy(() -> fenced.run(null, tx -> {
      tx.delete(variable.key());
      return null;
    })).isInstanceOf(DeposedException.class);
    assertThat(second.rooms().namesystem().committed().get(variable.key())).isNotNull();
  }

  @Test
  void safeModeThatIsSetOnOneHoldsOnAllOthersAtOnce() throws Exception {
    var first = namenodes.client(namenodes.start());
    var second = namenodes.client(namenodes.start());
    for (int i = 0; i < 3; i++) {
      assertThat(first.setSafeMode(SafeModeAction.SAFEMODE_ENTER, false)).isTrue();
      assertThat(second.setSafeMode(SafeModeAction.SAFEMODE_GET, false)).isTrue();
      assertThatThrownBy(() -> second.mkdirs("/no", PERMISSION, true)).hasMessageContaining("Name node is in safe mode");
      assertThat(second.setSafeMode(SafeModeAction.SAFEMODE_LEAVE, false)).isFalse();
      assertThat(first.mkdirs("/yes" + i, PERMISSION, true)).isTrue();
    }
  }

  @Test
  void aRetryOnAnotherNameNodeAnswersWhatTheFirstCallDid() throws Exception {
    var first = namenodes.start();
    var second = namenodes.start();
    namenodes.client(first).mkdirs("/d", PERMISSION, true);
    var caller = new Caller(UserGroupInformation.getCurrentUser().getShortUserName(), Set.of(), true, "127.0.0.1");
    byte[] client = new byte[16];
    client[0] = 7;
    assertThat(first.rooms().operations().write(new DeleteOp("/d", true), caller, new CallId(client, 5, 0)).await()).isTrue();
    assertThat(second.rooms().operations().write(new DeleteOp("/d", true), caller, new CallId(client, 5, 1)).await())
        .as("the same call again").isTrue();
    assertThat(second.rooms().operations().write(new DeleteOp("/d", true), caller, new CallId(client, 6, 0)).await())
        .as("another call").isFalse();
  }

  @Test
  void idsNeverCollide() throws Exception {
    int files = 60;
    var started = List.of(namenodes.start(), namenodes.start(), namenodes.start());
    var pool = Executors.newFixedThreadPool(started.size());
    var work = new ArrayList<Future<Void>>();
    for (int i = 0; i < started.size(); i++) {
      var client = namenodes.client(started.get(i));
      String directory = "/n" + i;
      work.add(pool.submit((Callable<Void>) () -> {
        for (int file = 0; file < files; file++) {
          create(client, directory + "/" + file);
        }
        return null;
      }));
    }
    for (var worker : work) {
      worker.get(100, TimeUnit.SECONDS);
    }
    pool.shutdown();
    var rooms = started.get(0).rooms().namesystem();
    var ids = new ArrayList<Long>();
    rooms.committed().scan(Scan.of(Tables.INODES.key())).forEach(inode -> ids.add(inode.id()));
    assertThat(ids).hasSize(1 + started.size() * (files + 1)).doesNotHaveDuplicates();
    assertThat(new MetadataFsck(rooms.committed(), rooms.tree(), rooms.fileUsages()).check()).isEmpty();
  }

  private static void create(ClientProtocol client, String path) throws Exception {
    client.create(path, FsPermission.getFileDefault(), "c", new EnumSetWritable<>(EnumSet.of(CreateFlag.CREATE)), true, (short) 1,
        1 << 20, CryptoProtocolVersion.supported(), null, null);
    client.complete(path, "c", null, 0);
  }
}
