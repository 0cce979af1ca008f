package io.hopsfs.client;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.ClientNamenodeProtocol;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetContentSummaryRequestProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetContentSummaryResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.MkdirsRequestProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.MkdirsResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.ContentSummaryProto;
import org.apache.hadoop.hdfs.protocolPB.ClientNamenodeProtocolPB;
import org.apache.hadoop.ipc.ProtobufRpcEngine2;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.Server;
import org.apache.hadoop.ipc.StandbyException;
import org.apache.hadoop.ipc.proto.GenericRefreshProtocolProtos.GenericRefreshProtocolService;
import org.apache.hadoop.ipc.proto.GenericRefreshProtocolProtos.GenericRefreshRequestProto;
import org.apache.hadoop.ipc.proto.GenericRefreshProtocolProtos.GenericRefreshResponseCollectionProto;
import org.apache.hadoop.ipc.proto.GenericRefreshProtocolProtos.GenericRefreshResponseProto;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolPB;
import org.apache.hadoop.thirdparty.protobuf.ServiceException;

/** An RPC server that knows the calls mkdirs and getContentSummary and the list of live NameNodes, and can fail in the ways in which NameNodes do. */
final class FakeNamenode implements AutoCloseable {
  static final int SLOWNESS_MILLIS = 1500;

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch resumed = new CountDownLatch(1);
  private final Server server;
  private volatile Mode mode = Mode.SERVING;
  private volatile List<FakeNamenode> live;
  private final AtomicInteger asked = new AtomicInteger();

  /** What it does with a call. */
  enum Mode { SERVING, STANDBY, SILENT, SLOW, REFUSING }

  /** A call as its header names it. */
  record Received(String path, String clientId, int callId, int retryCount) {
  }

  FakeNamenode(Configuration given) throws IOException {
    var conf = new Configuration(given);
    RPC.setProtocolEngine(conf, ClientNamenodeProtocolPB.class, ProtobufRpcEngine2.class);
    RPC.setProtocolEngine(conf, GenericRefreshProtocolPB.class, ProtobufRpcEngine2.class);
    var calls = (ClientNamenodeProtocol.BlockingInterface) Proxy.newProxyInstance(getClass().getClassLoader(),
        new Class<?>[] {ClientNamenodeProtocol.BlockingInterface.class}, (self, method, arguments) -> {
          switch (method.getName()) {
            case "mkdirs" -> {
              return mkdirs((MkdirsRequestProto) arguments[1]);
            }
            case "getContentSummary" -> {
              return getContentSummary((GetContentSummaryRequestProto) arguments[1]);
            }
            default -> throw new ServiceException(new IOException("the fake doesn't know " + method.getName()));
          }
        });
    var rpc = new RPC.Builder(conf).setProtocol(ClientNamenodeProtocolPB.class)
        .setInstance(ClientNamenodeProtocol.newReflectiveBlockingService(calls))
        .setBindAddress("127.0.0.1").setPort(0).setNumHandlers(4).build();
    rpc.addProtocol(RPC.RpcKind.RPC_PROTOCOL_BUFFER, GenericRefreshProtocolPB.class,
        GenericRefreshProtocolService.newReflectiveBlockingService((controller, request) -> list(request)));
    rpc.start();
    server = rpc;
    live = List.of(this);
  }

  private MkdirsResponseProto mkdirs(MkdirsRequestProto request) throws ServiceException {
    serve(request.getSrc());
    return MkdirsResponseProto.newBuilder().setResult(true).build();
  }

  private GetContentSummaryResponseProto getContentSummary(GetContentSummaryRequestProto request) throws ServiceException {
    serve(request.getPath());
    return GetContentSummaryResponseProto.newBuilder().setSummary(ContentSummaryProto.newBuilder()
        .setLength(1).setFileCount(2).setDirectoryCount(3).setQuota(-1).setSpaceConsumed(4).setSpaceQuota(-1)).build();
  }

  private void serve(String path) throws ServiceException {
    received.add(new Received(path, new String(Server.getClientId(), StandardCharsets.ISO_8859_1),
        Server.getCallId(), Server.getCallRetryCount()));
    switch (mode) {
      case STANDBY -> throw new ServiceException(new StandbyException("not a member any more"));
      case REFUSING -> throw new ServiceException(new FileAlreadyExistsException(path));
      case SILENT -> waitUntilClosed();
      case SLOW -> work(SLOWNESS_MILLIS);
      case SERVING -> { }
    }
  }

  private void waitUntilClosed() throws ServiceException {
    work(Long.MAX_VALUE);
  }

  private void work(long millis) throws ServiceException {
    try {
      resumed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new ServiceException(e);
    }
  }

  private GenericRefreshResponseCollectionProto list(GenericRefreshRequestProto request) throws ServiceException {
    asked.incrementAndGet();
    if (mode == Mode.STANDBY) {
      throw new ServiceException(new StandbyException("not a member any more"));
    }
    if (mode == Mode.SILENT) {
      waitUntilClosed();
    }
    var text = new StringBuilder();
    for (var one : live) {
      int port = one.address().getPort();
      text.append("id=").append(port).append(" rpc=127.0.0.1:").append(port).append(" http=127.0.0.1:1 leader=false\n");
    }
    return GenericRefreshResponseCollectionProto.newBuilder().addResponses(GenericRefreshResponseProto.newBuilder()
        .setExitStatus(0).setUserMessage(text.toString()).setSenderName(request.getIdentifier())).build();
  }

  InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", server.getListenerAddress().getPort());
  }

  void become(Mode what) {
    mode = what;
  }

  /** What it tells who asks for the list. */
  void knows(List<FakeNamenode> all) {
    live = all;
  }

  List<Received> received() {
    return received;
  }

  int timesAsked() {
    return asked.get();
  }

  int openConnections() {
    return server.getNumOpenConnections();
  }

  @Override
  public void close() {
    resumed.countDown();
    server.stop();
  }
}
