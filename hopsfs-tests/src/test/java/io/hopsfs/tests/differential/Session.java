package io.hopsfs.tests.differential;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.hdfs.DFSClient;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One user on one side, with what a client must remember of its open files: their ids and last blocks, which differ by side. */
final class Session {
  private static final Pattern INODE = Pattern.compile("<id of (.*?)>");
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(30);

  private final ClientProtocol protocol;
  private final DFSClient client;
  private final Side side;
  private final Map<String, Long> fileIds = new HashMap<>();
  private final Map<String, ExtendedBlock> lastBlocks = new HashMap<>();
  private final Set<String> completing = new HashSet<>();

  Session(ClientProtocol protocol, DFSClient client, Side side) {
    this.protocol = protocol;
    this.client = client;
    this.side = side;
  }

  ClientProtocol protocol() {
    return protocol;
  }

  DFSClient client() {
    return client;
  }

  /** Puts this side's inode ids into a path such as {@code /.reserved/.inodes/<id of /a>}. */
  String path(String template) throws IOException {
    Matcher matcher = INODE.matcher(template);
    return matcher.find() ? matcher.replaceFirst(Long.toString(side.inodeId(matcher.group(1)))) : template;
  }

  void opened(String path, long fileId, ExtendedBlock lastBlock) {
    fileIds.put(path, fileId);
    allocated(path, lastBlock);
  }

  void allocated(String path, ExtendedBlock lastBlock) {
    completing.remove(path);
    if (lastBlock == null) {
      lastBlocks.remove(path);
    } else {
      lastBlocks.put(path, lastBlock);
    }
  }

  /** The id under which a path was opened last, or 0 as old clients send it. */
  long fileId(String path) {
    return fileIds.getOrDefault(path, 0L);
  }

  void completing(String path) {
    completing.add(path);
  }

  /** Whether the last block is one that the client may still write to, as far as it knows. */
  boolean writesLastBlock(String path) {
    return lastBlocks.containsKey(path) && !completing.contains(path);
  }

  ExtendedBlock lastBlock(String path) {
    return lastBlocks.get(path);
  }

  void removeAsSuperuser(String template) throws IOException {
    side.remove(path(template));
  }

  void forget() {
    fileIds.clear();
    lastBlocks.clear();
    completing.clear();
  }

  /** Waits for a recovery by the DataNodes to close the file, and says whether it did. */
  boolean settles(String path) throws IOException {
    try {
      Awaitility.await().atMost(SETTLE_LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).until(() -> {
        side.heartbeat();
        return side.isClosed(path);
      });
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }
}
