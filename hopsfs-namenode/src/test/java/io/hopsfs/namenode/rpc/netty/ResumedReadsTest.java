package io.hopsfs.namenode.rpc.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.dal.tck.MemoryStore;
import io.hopsfs.namenode.namespace.Callers;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.LateStore;
import io.hopsfs.namenode.tx.ReplayedRows;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.ipc.ProtobufRpcEngine2;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.tools.GetUserMappingsProtocol;
import org.apache.hadoop.tools.proto.GetUserMappingsProtocolProtos.GetUserMappingsProtocolService;
import org.apache.hadoop.tools.protocolPB.GetUserMappingsProtocolClientSideTranslatorPB;
import org.apache.hadoop.tools.protocolPB.GetUserMappingsProtocolPB;
import org.apache.hadoop.tools.protocolPB.GetUserMappingsProtocolServerSideTranslatorPB;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads on the Netty transport, of a store that answers late; there is a single handler. */
@Timeout(60)
class ResumedReadsTest {
  private static final int MOST_OF_A_USER = 4;

  private final Configuration conf = new Configuration();
  private final ExecutorService clients = Executors.newCachedThreadPool();
  private LateStore store;
  private CommittedRows committed;
  private ResumableCalls resumable;
  private NettyRpcServer server;
  private volatile boolean serving = true;

  /** Answers with the numbers of the variables that the question names, one read each, and the kind of thread that answers. */
  private final class Variables implements GetUserMappingsProtocol {
    @Override
    public String[] getGroupsForUser(String question) throws IOException {
      var answer = new ArrayList<String>();
      for (String name : question.split(",")) {
        if (name.equals("wait")) {
          committed.beforeWaiting();
        } else {
          var row = committed.get(Tables.VARIABLES.key(name));
          answer.add(row == null ? "none" : Long.toString(row.number()));
        }
      }
      answer.add(Thread.currentThread().getName().replaceAll("-[-0-9]+$", ""));
      return answer.toArray(String[]::new);
    }
  }

  @BeforeEach
  void startServer() throws IOException {
    store = new LateStore(new MemoryStore(Tables.SCHEMA));
    store.format();
    store.open();
    for (int i = 0; i < 20; i++) {
      write("v" + i, i);
    }
    committed = new CommittedRows(store);
    resumable = new ResumableCalls(Map.of("getGroupsForUser", () -> new ReplayedRows(committed)), () -> serving, MOST_OF_A_USER);
    conf.setInt(DFSConfigKeys.DFS_NAMENODE_HANDLER_COUNT_KEY, 1);
    conf.setInt(CommonConfigurationKeys.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 0);
    RPC.setProtocolEngine(conf, GetUserMappingsProtocolPB.class, ProtobufRpcEngine2.class);
    var calls = new NettyCalls();
    var protocols = new Protocols();
    protocols.add(GetUserMappingsProtocolPB.class, GetUserMappingsProtocolService.newReflectiveBlockingService(
        new GetUserMappingsProtocolServerSideTranslatorPB(new Variables())));
    server = new NettyRpcServer(conf, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), protocols, calls,
        new Callers(conf, "owner"), 2, InlineCalls.none(), resumable);
  }

  @AfterEach
  void stopServer() throws Exception {
    if (server != null) {
      server.stop();
    }
    clients.shutdownNow();
    store.close();
  }

  private void write(String name, long number) throws StoreException {
    try (var transaction = store.begin(null)) {
      transaction.put(new VariableRow(name, number, null));
      transaction.commit().join();
    }
  }

  private CompletableFuture<String[]> ask(String user, String question) {
    return CompletableFuture.supplyAsync(() -> {
      GetUserMappingsProtocolPB proxy = null;
      try {
        proxy = RPC.getProxy(GetUserMappingsProtocolPB.class, RPC.getProtocolVersion(GetUserMappingsProtocolPB.class), server.address(),
            UserGroupInformation.createRemoteUser(user), conf, NetUtils.getDefaultSocketFactory(conf));
        return new GetUserMappingsProtocolClientSideTranslatorPB(proxy).getGroupsForUser(question);
      } catch (IOException e) {
        throw new CompletionException(e);
      } finally {
        RPC.stopProxy(proxy);
      }
    }, clients);
  }

  private void awaitReads(int reads) {
    await().until(() -> store.waiting().size() == reads);
  }

  @Test
  void aReadGoesOnOnItsEventLoopEachTimeTheStoreAnswers() {
    var answer = ask("alice", "v1,v2,none");
    for (int read = 0; read < 3; read++) {
      awaitReads(1);
      assertThat(answer).isNotDone();
      assertThat(resumable.underWay("alice")).isEqualTo(1);
      store.answer();
    }
    assertThat(answer.join()).containsExactly("1", "2", "none", "rpc-loop");
    await().until(() -> resumable.underWay("alice") == 0);
  }

  @Test
  void readsWaitWithoutHandlers() {
    var answers = IntStream.range(0, 12).mapToObj(i -> ask("user" + i, "v" + i)).toList();
    awaitReads(12);
    store.answer();
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).join()).containsExactly(Integer.toString(i), "rpc-loop");
    }
  }

  @Test
  void rowsMayChangeBetweenTwoRuns() throws StoreException {
    var answer = ask("alice", "v1,v2");
    awaitReads(1);
    store.answer();
    awaitReads(1);
    write("v1", 100);
    write("v2", 200);
    store.answer();
    assertThat(answer.join()).containsExactly("1", "200", "rpc-loop");
  }

  @Test
  void aFailureOfTheStoreReachesTheClient() {
    var answer = ask("alice", "v1,v2");
    awaitReads(1);
    store.answer();
    awaitReads(1);
    store.fail(new StoreUnavailableException("the store is gone"));
    assertThatThrownBy(answer::join).hasRootCauseInstanceOf(RemoteException.class)
        .hasStackTraceContaining(StoreUnavailableException.class.getName()).hasStackTraceContaining("the store is gone");
    await().until(() -> resumable.underWay("alice") == 0);
  }

  @Test
  void whatHasToWaitForSomethingElseIsDoneByAHandler() {
    var answer = ask("alice", "v1,wait");
    awaitReads(1);
    store.answer();
    awaitReads(1);
    assertThat(resumable.underWay("alice")).isZero();
    store.answer();
    assertThat(answer.join()).containsExactly("1", "rpc-handler");
  }

  @Test
  void whoseReadsAreNeverEnoughIsLeftToAHandler() {
    String all = String.join(",", IntStream.range(0, 20).mapToObj(i -> "v" + i).toList());
    var answer = ask("alice", all);
    var numbers = new ArrayList<>(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
    numbers.add("rpc-handler");
    await().until(() -> {
      store.answer();
      return answer.isDone();
    });
    assertThat(answer.join()).containsExactlyElementsOf(numbers);
    assertThat(resumable.underWay("alice")).isZero();
  }

  @Test
  void whoAsksForMoreThanItsShareWaitsForAHandlerWhileOthersAreServed() {
    var answers = IntStream.range(0, 3 * MOST_OF_A_USER).mapToObj(i -> ask("greedy", "v" + i)).toList();
    awaitReads(MOST_OF_A_USER + 1);
    var other = ask("modest", "v0");
    awaitReads(MOST_OF_A_USER + 2);
    assertThat(resumable.underWay("greedy")).isEqualTo(MOST_OF_A_USER);
    store.answer();
    assertThat(other.join()).containsExactly("0", "rpc-loop");
    await().until(() -> {
      store.answer();
      return answers.stream().allMatch(CompletableFuture::isDone);
    });
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).join()).startsWith(Integer.toString(i));
    }
    await().until(() -> resumable.underWay("greedy") == 0);
  }

  @Test
  void whileCallsAreNotServedTheyWaitAtTheHandlers() {
    serving = false;
    var answers = List.of(ask("alice", "v1"), ask("bob", "v2"));
    awaitReads(1);
    store.answer();
    awaitReads(1);
    store.answer();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).endsWith("rpc-handler"));
  }

  @Test
  void theServerStopsWhileReadsWait() throws InterruptedException {
    var answer = ask("alice", "v1");
    awaitReads(1);
    server.stop();
    server = null;
    store.answer();
    assertThatThrownBy(answer::join).hasRootCauseInstanceOf(IOException.class);
    assertThat(store.waiting()).isEmpty();
  }
}
