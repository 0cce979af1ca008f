package io.hopsfs.tests.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.QuotaUsage;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.HdfsLocatedFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;

/** Writes down an answer so that two sides can be compared: clock times and ids are taken out, all else is kept. */
final class Answer {
  /** The sequences set times of their own, all of them long ago; what is younger is the clock's. */
  private static final long YOUNG = System.currentTimeMillis() - TimeUnit.DAYS.toMillis(1);

  private final StringBuilder text = new StringBuilder();
  private final List<Long> inodeIds = new ArrayList<>();

  Answer add(String part) {
    text.append(part);
    return this;
  }

  Answer status(HdfsFileStatus status) {
    if (status == null) {
      return add("absent");
    }
    inodeIds.add(status.getFileId());
    add("[" + new String(status.getLocalNameInBytes(), StandardCharsets.UTF_8));
    add(status.isDirectory() ? " dir" : status.isSymlink() ? " link" : " file");
    add(" len=" + status.getLen() + " repl=" + status.getReplication() + " bs=" + status.getBlockSize());
    add(" perm=" + status.getPermission().toOctal() + flags(status) + " owner=" + status.getOwner() + ":" + status.getGroup());
    add(" mtime=" + time(status.getModificationTime()) + " atime=" + time(status.getAccessTime()));
    add(" children=" + status.getChildrenNum() + " policy=" + status.getStoragePolicy());
    add(" ec=" + status.getErasureCodingPolicy() + " enc=" + status.getFileEncryptionInfo());
    if (status instanceof HdfsLocatedFileStatus located && !status.isDirectory()) {
      add(" ").blocks(located.getLocatedBlocks());
    }
    return add("]");
  }

  Answer blocks(LocatedBlocks blocks) {
    if (blocks == null) {
      return add("no blocks");
    }
    add("{len=" + blocks.getFileLength() + " uc=" + blocks.isUnderConstruction() + " lastComplete=" + blocks.isLastBlockComplete());
    for (LocatedBlock block : blocks.getLocatedBlocks()) {
      add(" ").block(block);
    }
    return add(" last=").block(blocks.getLastLocatedBlock()).add("}");
  }

  Answer block(LocatedBlock block) {
    if (block == null) {
      return add("none");
    }
    return add("(" + block.getStartOffset() + "+" + block.getBlockSize() + " on " + block.getLocations().length
        + (block.isCorrupt() ? " corrupt" : "") + ")");
  }

  Answer summary(ContentSummary summary) {
    return add("dirs=" + summary.getDirectoryCount() + " files=" + summary.getFileCount() + " len=" + summary.getLength()
        + " snapshots=" + summary.getSnapshotDirectoryCount() + "/" + summary.getSnapshotFileCount()
        + " ec=" + summary.getErasureCodingPolicy() + " ").usage(summary);
  }

  Answer usage(QuotaUsage usage) {
    return add("quota=" + usage.getQuota() + " space=" + usage.getSpaceConsumed() + "/" + usage.getSpaceQuota()
        + " count=" + usage.getFileAndDirectoryCount());
  }

  Outcome outcome() {
    return new Outcome(text.toString(), List.copyOf(inodeIds), "");
  }

  private static String flags(HdfsFileStatus status) {
    return (status.hasAcl() ? "+acl" : "") + (status.isEncrypted() ? "+encrypted" : "") + (status.isErasureCoded() ? "+ec" : "")
        + (status.isSnapshotEnabled() ? "+snapshot" : "");
  }

  private static String time(long millis) {
    return millis > YOUNG ? "now" : Long.toString(millis);
  }
}
