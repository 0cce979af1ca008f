package io.hopsfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hopsfs.client.FakeNamenode.Mode;
import io.hopsfs.client.FakeNamenode.Received;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.NameNodeProxiesClient;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.RemoteException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over real sockets to servers that only pretend to be NameNodes. */
class LoadBalancingProxyProviderTest {
  private static final FsPermission PERMISSION = FsPermission.getDirDefault();

  private final List<FakeNamenode> namenodes = new ArrayList<>();
  private final List<ClientProtocol> clients = new ArrayList<>();
  private final Configuration conf = new HdfsConfiguration();

  @AfterEach
  void stop() {
    clients.forEach(RPC::stopProxy);
    namenodes.forEach(FakeNamenode::close);
  }

  private FakeNamenode namenode() throws IOException {
    var started = new FakeNamenode(conf);
    namenodes.add(started);
    return started;
  }

  private void start(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      namenode();
    }
    allKnowAll();
  }

  private void allKnowAll() {
    namenodes.forEach(namenode -> namenode.knows(List.copyOf(namenodes)));
  }

  /** A client that is configured with some of the NameNodes, as by an administrator. */
  private ClientProtocol client(FakeNamenode... seeds) throws IOException {
    var hosts = Stream.of(seeds).map(seed -> "127.0.0.1:" + seed.address().getPort()).toList();
    var uri = URI.create("hopsfs://" + String.join(",", hosts));
    var named = Seeds.of(uri, conf);
    var client = NameNodeProxiesClient.createProxyWithClientProtocol(
        named.configure(conf), URI.create("hdfs://" + named.nameservice()), null).getProxy();
    clients.add(client);
    return client;
  }

  private FakeNamenode holderOf(String path) {
    return namenodes.stream().filter(namenode -> namenode.received().stream().anyMatch(call -> call.path().equals(path)))
        .reduce((first, second) -> {
          throw new AssertionError(path + " came to two NameNodes");
        }).orElseThrow();
  }

  private List<Received> received(String path) {
    return namenodes.stream().flatMap(namenode -> namenode.received().stream()).filter(call -> call.path().equals(path))
        .sorted(Comparator.comparingInt(Received::retryCount)).toList();
  }

  /** The first call makes a client ask for the list: if that met a NameNode that is gone, the next call would know. */
  private static void awaitEndOfRefresh() {
    await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().startsWith("hopsfs-namenodes-of-")));
  }

  private static void mkdirs(ClientProtocol client, String path) throws IOException {
    assertThat(client.mkdirs(path, PERMISSION, true)).isTrue();
  }

  @Test
  void clientsThatKnowOneNamenodeSpreadOverAllThatItLists() throws IOException {
    start(3);
    conf.set("hopsfs.client.namenodes.refresh", "50ms");
    for (int i = 0; i < 30; i++) {
      client(namenodes.get(0));
    }
    await().untilAsserted(() -> {
      for (var client : clients) {
        mkdirs(client, "/");
      }
      assertThat(namenodes).allSatisfy(namenode -> assertThat(namenode.received()).hasSizeGreaterThan(20));
    });
  }

  @Test
  void aClientStaysWhereItIsAsLongAsNothingChanges() throws IOException {
    conf.set("hopsfs.client.namenodes.refresh", "1ms");
    start(3);
    var client = client(namenodes.toArray(FakeNamenode[]::new));
    mkdirs(client, "/first");
    await().untilAsserted(() -> assertThat(namenodes.stream().mapToInt(FakeNamenode::timesAsked).sum()).isPositive());
    for (int i = 0; i < 100; i++) {
      mkdirs(client, "/dir" + i);
    }
    assertThat(holderOf("/first").received()).hasSize(101);
  }

  @Test
  void aNamenodeThatRefusesConnectionsIsLeftWithTheSameCallAndCountedRetries() throws IOException {
    start(2);
    var client = client(namenodes.toArray(FakeNamenode[]::new));
    mkdirs(client, "/before");
    awaitEndOfRefresh();
    holderOf("/before").close();
    mkdirs(client, "/after");
    assertThat(received("/after")).singleElement().satisfies(call -> assertThat(call.retryCount()).isPositive());
    assertThat(holderOf("/after")).isNotSameAs(holderOf("/before"));
  }

  @Test
  void aCallThatASilentNamenodeHasTakenIsSentToAnotherOneInBoundedTimeUnderItsOldId() throws IOException {
    conf.set("hopsfs.client.rpc-timeout", "300ms");
    start(2);
    var client = client(namenodes.toArray(FakeNamenode[]::new));
    mkdirs(client, "/before");
    holderOf("/before").become(Mode.SILENT);
    long began = System.nanoTime();
    mkdirs(client, "/after");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
    assertThat(received("/after")).hasSize(2).extracting(Received::retryCount).containsExactly(0, 1);
    assertThat(received("/after")).extracting(Received::callId).containsOnly(received("/after").get(0).callId());
    assertThat(received("/after")).extracting(Received::clientId).containsOnly(received("/after").get(0).clientId());
  }

  @Test
  void aCallThatTakesLongIsGivenItsTimeByTheSecondNamenode() throws IOException {
    conf.set("hopsfs.client.rpc-timeout", "300ms");
    start(3);
    var client = client(namenodes.toArray(FakeNamenode[]::new));
    namenodes.forEach(namenode -> namenode.become(Mode.SLOW));
    assertThat(client.getContentSummary("/big").getFileCount()).isEqualTo(2);
    assertThat(received("/big")).extracting(Received::retryCount).containsExactly(0, 1);
  }

  @Test
  void aCallThatTakesLongDoesNotWaitLongForANamenodeThatHangs() throws IOException {
    conf.set("hopsfs.client.rpc-timeout", "300ms");
    start(2);
    var client = client(namenodes.toArray(FakeNamenode[]::new));
    mkdirs(client, "/before");
    holderOf("/before").become(Mode.SILENT);
    long began = System.nanoTime();
    assertThat(client.getContentSummary("/big").getFileCount()).isEqualTo(2);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
  }

  @Test
  void oneThatIsNoMemberAnyMoreSendsItsClientsToTheOthers() throws IOException {
    start(3);
    var client = client(namenodes.toArray(FakeNamenode[]::new));
    mkdirs(client, "/before");
    holderOf("/before").become(Mode.STANDBY);
    mkdirs(client, "/after");
    assertThat(received("/after")).extracting(Received::retryCount).containsExactly(0, 1);
    mkdirs(client, "/later");
    assertThat(received("/later")).extracting(Received::retryCount).as("it has settled elsewhere").containsExactly(0);
  }

  @Test
  void anErrorOfTheCallMovesNobody() throws IOException {
    start(3);
    var client = client(namenodes.toArray(FakeNamenode[]::new));
    mkdirs(client, "/before");
    var holder = holderOf("/before");
    holder.become(Mode.REFUSING);
    assertThatThrownBy(() -> client.mkdirs("/refused", PERMISSION, true)).asInstanceOf(InstanceOfAssertFactories.type(RemoteException.class))
        .extracting(RemoteException::getClassName).isEqualTo(FileAlreadyExistsException.class.getName());
    holder.become(Mode.SERVING);
    mkdirs(client, "/after");
    assertThat(holderOf("/after")).isSameAs(holder);
  }

  @Test
  void aClientWhoseSeedsAreAllGoneGoesOnWithWhomItLearnt() throws IOException {
    start(3);
    var client = client(namenodes.get(0));
    mkdirs(client, "/before");
    await().untilAsserted(() -> assertThat(namenodes.get(0).timesAsked()).isPositive());
    var gone = namenodes.get(0);
    gone.close();
    namenodes.get(1).knows(namenodes.subList(1, 3));
    namenodes.get(2).knows(namenodes.subList(1, 3));
    mkdirs(client, "/after");
    assertThat(holderOf("/after")).isNotSameAs(gone);
  }

  @Test
  void longLivedClientsSettleAnewWhenANamenodeJoins() throws IOException {
    conf.set("hopsfs.client.namenodes.refresh", "50ms");
    start(2);
    for (int i = 0; i < 30; i++) {
      mkdirs(client(namenodes.toArray(FakeNamenode[]::new)), "/first");
    }
    var joined = namenode();
    allKnowAll();
    await().untilAsserted(() -> {
      int before = joined.received().size();
      for (var client : clients) {
        mkdirs(client, "/later");
      }
      assertThat(joined.received().size() - before).as("calls of one round that come to the third of three").isBetween(1, 25);
    });
  }

  @Test
  void aNamenodeThatDoesNotKnowTheQuestionIsServedLikeAnyOfHdfs() throws IOException {
    conf.set("hopsfs.client.namenodes.refresh", "1ms");
    start(2);
    namenodes.forEach(namenode -> namenode.knows(List.of()));
    var client = client(namenodes.toArray(FakeNamenode[]::new));
    for (int i = 0; i < 100; i++) {
      mkdirs(client, "/dir" + i);
    }
    await().untilAsserted(() -> assertThat(namenodes).allSatisfy(namenode -> assertThat(namenode.timesAsked()).isPositive()));
    mkdirs(client, "/later");
    var first = holderOf("/dir0");
    assertThat(holderOf("/later")).isSameAs(first);
    first.close();
    mkdirs(client, "/after");
    assertThat(holderOf("/after")).isNotSameAs(first);
  }

  @Test
  void closedClientsLeaveNoThreadAndNoConnection() throws IOException {
    start(2);
    for (int i = 0; i < 10; i++) {
      mkdirs(client(namenodes.toArray(FakeNamenode[]::new)), "/dir" + i);
    }
    clients.forEach(RPC::stopProxy);
    clients.clear();
    await().untilAsserted(() -> assertThat(namenodes).allSatisfy(namenode -> assertThat(namenode.openConnections()).isZero()));
    await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("hopsfs-namenodes-of") || name.contains("IPC Client")));
  }
}
