package io.hopsfs.client;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A live NameNode, as any of them tells.
 *
 * @param id     grows: whoever starts again, is a new one
 * @param rpc    host and port of its RPC server
 * @param http   host and port of its web server
 * @param leader whether it also does the housekeeping
 */
public record LiveNamenode(long id, String rpc, String http, boolean leader) {

  /** The command that any user may send over GenericRefreshProtocol to learn the live NameNodes. */
  public static final String COMMAND = "namenodes";

  /**
   * Reads the answer to {@link #COMMAND}: a line for each NameNode, of the form {@code id=3 rpc=host:port http=host:port leader=true},
   * to which later versions may add fields.
   *
   * @throws IllegalArgumentException says what isn't understood
   */
  static List<LiveNamenode> parse(String answer) {
    return answer.lines().filter(line -> !line.isBlank()).map(LiveNamenode::parseLine).toList();
  }

  private static LiveNamenode parseLine(String line) {
    Map<String, String> fields;
    try {
      fields = Stream.of(line.trim().split("\\s+")).map(field -> field.split("=", 2))
          .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
      return new LiveNamenode(Long.parseLong(fields.get("id")), required(fields, "rpc"), required(fields, "http"),
          Boolean.parseBoolean(fields.get("leader")));
    } catch (IllegalStateException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException("not the description of a NameNode: " + line, e);
    }
  }

  private static String required(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
