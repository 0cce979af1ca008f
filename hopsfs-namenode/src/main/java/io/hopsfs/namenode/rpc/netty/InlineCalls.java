package io.hopsfs.namenode.rpc.netty;

import java.util.Set;

/**
 * Which calls are begun on their event loop.
 *
 * @param brief names of methods that are short, unless their request is long, and never wait for long
 * @param tried names of methods that find out at once whether they will be, and fail with an exception that tells if they won't
 */
public record InlineCalls(Set<String> brief, Set<String> tried) {
  /** Longer requests ask for more than a handful of rows: a report of hundreds of blocks, say. */
  static final int SHORT_REQUEST = 4096;
  /** Longer ones aren't even looked at. */
  private static final int SHORT_LOOK = 64 * 1024;

  /** None. */
  public static InlineCalls none() {
    return new InlineCalls(Set.of(), Set.of());
  }

  boolean contain(String method, int requestLength) {
    return requestLength <= SHORT_REQUEST && brief.contains(method) || requestLength <= SHORT_LOOK && tried.contains(method);
  }
}
