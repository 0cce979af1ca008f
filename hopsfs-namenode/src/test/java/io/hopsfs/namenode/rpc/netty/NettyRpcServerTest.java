package io.hopsfs.namenode.rpc.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.namenode.namespace.Callers;
import io.hopsfs.namenode.tx.Transactions.Committed;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.ipc.ProtobufRpcEngine2;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.RpcConstants;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.protocolPB.RefreshUserMappingsProtocolPB;
import org.apache.hadoop.security.proto.RefreshUserMappingsProtocolProtos.RefreshSuperUserGroupsConfigurationRequestProto;
import org.apache.hadoop.tools.GetUserMappingsProtocol;
import org.apache.hadoop.tools.proto.GetUserMappingsProtocolProtos.GetUserMappingsProtocolService;
import org.apache.hadoop.tools.protocolPB.GetUserMappingsProtocolClientSideTranslatorPB;
import org.apache.hadoop.tools.protocolPB.GetUserMappingsProtocolPB;
import org.apache.hadoop.tools.protocolPB.GetUserMappingsProtocolServerSideTranslatorPB;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Netty transport against Hadoop's own RPC client and against peers that mean no good. */
@Timeout(60)
class NettyRpcServerTest {
  private static final int MAX_FRAME = 1024 * 1024;
  private static final int PATIENCE_MILLIS = 10_000;

  private final Configuration conf = new Configuration();
  private final NettyCalls calls = new NettyCalls();
  private final CompletableFuture<Void> durable = new CompletableFuture<>();
  private NettyRpcServer server;

  /** Answers with the names that make up the question, or in the way that the question asks for. */
  private final class Echo implements GetUserMappingsProtocol {
    @Override
    public String[] getGroupsForUser(String user) throws IOException {
      return switch (user) {
        case "refuse" -> throw new AccessControlException("refused on purpose");
        case "break" -> throw new IllegalStateException("broken on purpose");
        case "whoami" -> new String[] {calls.caller().user(), calls.caller().host()};
        case "durable" -> calls.answer(new Committed<>(new String[] {"durable"}, durable));
        default -> user.split(",");
      };
    }
  }

  @BeforeEach
  void startServer() throws IOException {
    conf.setInt(CommonConfigurationKeys.IPC_MAXIMUM_DATA_LENGTH, MAX_FRAME);
    conf.setInt(CommonConfigurationKeys.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 0);
    RPC.setProtocolEngine(conf, GetUserMappingsProtocolPB.class, ProtobufRpcEngine2.class);
    RPC.setProtocolEngine(conf, RefreshUserMappingsProtocolPB.class, ProtobufRpcEngine2.class);
    var protocols = new Protocols();
    protocols.add(GetUserMappingsProtocolPB.class, GetUserMappingsProtocolService.newReflectiveBlockingService(
        new GetUserMappingsProtocolServerSideTranslatorPB(new Echo())));
    server = new NettyRpcServer(conf, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), protocols, calls,
        new Callers(conf, "owner"), 2, InlineCalls.none(), new ResumableCalls(Map.of(), () -> true));
  }

  @AfterEach
  void stopServer() throws InterruptedException {
    server.stop();
  }

  private <P> P proxy(Class<P> protocol, String user) throws IOException {
    return RPC.getProxy(protocol, RPC.getProtocolVersion(protocol), server.address(),
        UserGroupInformation.createRemoteUser(user), conf, NetUtils.getDefaultSocketFactory(conf));
  }

  private String[] ask(String user, String question) throws IOException {
    var proxy = proxy(GetUserMappingsProtocolPB.class, user);
    try {
      return new GetUserMappingsProtocolClientSideTranslatorPB(proxy).getGroupsForUser(question);
    } finally {
      RPC.stopProxy(proxy);
    }
  }

  @Test
  void hadoopsClientGetsItsAnswer() throws IOException {
    assertThat(ask("alice", "a,b,c")).containsExactly("a", "b", "c");
  }

  @Test
  void aCallKnowsItsCaller() throws IOException {
    assertThat(ask("alice", "whoami")).containsExactly("alice", "127.0.0.1");
  }

  @Test
  void exceptionsReachTheClientByClassAndMessage() {
    assertThatThrownBy(() -> ask("alice", "refuse")).isInstanceOf(RemoteException.class)
        .satisfies(e -> assertThat(((RemoteException) e).getClassName()).isEqualTo(AccessControlException.class.getName()))
        .hasMessageStartingWith("refused on purpose");
    assertThatThrownBy(() -> ask("alice", "break")).isInstanceOf(RemoteException.class)
        .satisfies(e -> assertThat(((RemoteException) e).getClassName()).isEqualTo(IllegalStateException.class.getName()));
  }

  @Test
  void unknownProtocolsAreRefusedAndTheConnectionLives() throws IOException {
    var stranger = proxy(RefreshUserMappingsProtocolPB.class, "alice");
    try {
      assertThatThrownBy(() -> stranger.refreshSuperUserGroupsConfiguration(null,
          RefreshSuperUserGroupsConfigurationRequestProto.getDefaultInstance())).hasMessageContaining("Unknown protocol");
    } finally {
      RPC.stopProxy(stranger);
    }
    assertThat(ask("alice", "still,there")).containsExactly("still", "there");
  }

  @Test
  void anAnswerWaitsUntilItsChangesAreDurable() throws Exception {
    var asked = new CountDownLatch(1);
    var answer = CompletableFuture.supplyAsync(() -> {
      try {
        asked.countDown();
        return ask("alice", "durable");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
    asked.await();
    assertThat(ask("bob", "meanwhile")).containsExactly("meanwhile");
    assertThat(answer).isNotDone();
    durable.complete(null);
    assertThat(answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).containsExactly("durable");
  }

  @Test
  void aLostCommitIsAnErrorNotAnAnswer() {
    durable.completeExceptionally(new IOException("the disk is gone"));
    assertThatThrownBy(() -> ask("alice", "durable")).hasMessageStartingWith("the disk is gone");
  }

  @Test
  void manyConnectionsAtOnceEachGetTheirOwn() {
    var answers = IntStream.range(0, 64).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
      try {
        return ask("user" + i, "answer" + i)[0];
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    })).toList();
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).join()).isEqualTo("answer" + i);
    }
  }

  /** What the server says to these bytes until it closes the connection. */
  private byte[] sendAndReadAll(byte[] bytes) throws IOException {
    try (var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(bytes);
      return new DataInputStream(socket.getInputStream()).readAllBytes();
    }
  }

  private static byte[] preambleAnd(byte... rest) {
    return ByteBuffer.allocate(7 + rest.length).put("hrpc".getBytes(StandardCharsets.US_ASCII)).put((byte) RpcConstants.CURRENT_VERSION)
        .put((byte) 0).put((byte) 0).put(rest).array();
  }

  @Test
  void aBrowserIsToldThatItIsWrongHere() throws IOException {
    assertThat(new String(sendAndReadAll("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)), StandardCharsets.US_ASCII))
        .startsWith("HTTP/1.1 404").contains("not its web server");
  }

  @Test
  void anotherVersionIsRefusedByName() throws IOException {
    var bytes = preambleAnd();
    bytes[4] = 42;
    assertThat(new String(sendAndReadAll(bytes), StandardCharsets.ISO_8859_1)).contains("VersionMismatch").contains("42");
  }

  @Test
  void aFrameThatIsTooLongEndsTheConnection() throws IOException {
    assertThat(sendAndReadAll(preambleAnd(ByteBuffer.allocate(4).putInt(MAX_FRAME + 1).array()))).isEmpty();
    assertThat(sendAndReadAll(preambleAnd(ByteBuffer.allocate(4).putInt(-5).array()))).isEmpty();
    assertThat(ask("alice", "still,there")).containsExactly("still", "there");
  }

  @Test
  void aStrangerMayNotSendALongFrame() throws IOException {
    assertThat(sendAndReadAll(preambleAnd(ByteBuffer.allocate(4).putInt(MAX_FRAME).array()))).isEmpty();
  }

  @Test
  void garbageInAFrameIsAFatalErrorAndTheServerLivesOn() throws IOException {
    var garbage = new byte[64];
    Arrays.fill(garbage, (byte) 0x7F);
    var frame = ByteBuffer.allocate(4 + garbage.length).putInt(garbage.length).put(garbage).array();
    assertThat(new String(sendAndReadAll(preambleAnd(frame)), StandardCharsets.ISO_8859_1)).contains("unable to read call parameters");
    assertThat(ask("alice", "still,there")).containsExactly("still", "there");
  }
}
