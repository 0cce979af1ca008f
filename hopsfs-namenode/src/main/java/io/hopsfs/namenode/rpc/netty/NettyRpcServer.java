package io.hopsfs.namenode.rpc.netty;

import io.hopsfs.namenode.namespace.Callers;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.hdfs.DFSConfigKeys;

/**
 * A server that speaks Hadoop's IPC over Netty: native epoll where there is one, calls answered on the event loop where they
 * are short. Simple authentication only.
 */
public final class NettyRpcServer {
  private static final int STOP_QUIET_MILLIS = 0;
  private static final int STOP_MILLIS = 2_000;

  private final EventLoopGroup loops;
  private final Class<? extends ServerChannel> channelType;
  private final FairHandlers handlers;
  private final ServerBootstrap bootstrap;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listener;

  /**
   * Binds the port; connections are accepted at once and answered once {@link #start} was called.
   *
   * @param inline    methods to run on the event loop
   * @param resumable methods to run there from answer to answer of the store
   */
  public NettyRpcServer(Configuration conf, InetSocketAddress bind, Protocols protocols, NettyCalls calls, Callers callers,
      int eventLoops, InlineCalls inline, ResumableCalls resumable) throws IOException {
    boolean epoll = Epoll.isAvailable();
    var names = new DefaultThreadFactory("rpc-loop", true);
    loops = epoll ? new EpollEventLoopGroup(eventLoops, names) : new NioEventLoopGroup(eventLoops, names);
    channelType = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    int handlerCount = conf.getInt(DFSConfigKeys.DFS_NAMENODE_HANDLER_COUNT_KEY, DFSConfigKeys.DFS_NAMENODE_HANDLER_COUNT_DEFAULT);
    handlers = new FairHandlers(handlerCount, handlerCount
        * conf.getInt(CommonConfigurationKeys.IPC_SERVER_HANDLER_QUEUE_SIZE_KEY, CommonConfigurationKeys.IPC_SERVER_HANDLER_QUEUE_SIZE_DEFAULT));
    var dispatcher = new Dispatcher(protocols, calls, handlers, inline, resumable);
    int maxFrame = conf.getInt(CommonConfigurationKeys.IPC_MAXIMUM_DATA_LENGTH, CommonConfigurationKeys.IPC_MAXIMUM_DATA_LENGTH_DEFAULT);
    bootstrap = new ServerBootstrap().group(loops).channel(channelType)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, conf.getInt(CommonConfigurationKeys.IPC_SERVER_LISTEN_QUEUE_SIZE_KEY,
            CommonConfigurationKeys.IPC_SERVER_LISTEN_QUEUE_SIZE_DEFAULT))
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childHandler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            connections.add(channel);
            var connection = new Connection(dispatcher, callers);
            channel.pipeline().addLast(new FrameDecoder(maxFrame, connection), connection);
          }
        });
    handlers.start();
    try {
      listener = bootstrap.bind(bind).sync().channel();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while binding " + bind, e);
    } catch (Exception e) {
      loops.shutdownGracefully(STOP_QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS);
      var named = new BindException("Problem binding to " + bind + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  /** Where this server listens; the port is the real one. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Stops accepting, drops the connections, ends the threads. */
  public void stop() throws InterruptedException {
    listener.close().sync();
    handlers.stop();
    connections.close().sync();
    loops.shutdownGracefully(STOP_QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS).sync();
  }
}
