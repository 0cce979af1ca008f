package io.hopsfs.benchmarks.floor;

import io.hopsfs.namenode.rpc.RpcEndpoint;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * A server that speaks Hadoop's RPC wire, decodes every call, and answers with a constant: what is left of a NameNode when it has nothing to
 * do. Main of the child process that stands for the physical limit.
 */
public final class FloorServer {
  private FloorServer() {
  }

  public static void main(String[] args) throws InterruptedException {
    int port = Integer.parseInt(args[0]);
    boolean epoll = Epoll.isAvailable();
    int loops = RpcEndpoint.usualEventLoops();
    EventLoopGroup group = epoll ? new EpollEventLoopGroup(loops) : new NioEventLoopGroup(loops);
    Class<? extends ServerChannel> channel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    ConstantAnswers answers = new ConstantAnswers();
    new ServerBootstrap().group(group).channel(channel)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel connection) {
            connection.pipeline().addLast(new CallDecoder(), new CallHandler(answers));
          }
        })
        .bind("127.0.0.1", port).sync().channel().closeFuture().sync();
  }
}
