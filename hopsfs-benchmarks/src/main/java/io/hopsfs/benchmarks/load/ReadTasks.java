package io.hopsfs.benchmarks.load;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;

/** Tasks that read the tree; each checks that it got what it asked for, so that no side wins by answering nothing. */
final class ReadTasks {
  private ReadTasks() {
  }

  static Task stat(Actor actor) {
    return () -> stat(actor.protocol(), actor.tree().anyFile(actor.random()));
  }

  static Task openOneBlock(Actor actor) {
    return () -> open(actor.protocol(), actor.tree().anyFileOfOneBlock(actor.random()), 1);
  }

  static Task openManyBlocks(Actor actor) {
    return () -> open(actor.protocol(), actor.tree().anyFileOfManyBlocks(actor.random()), Tree.MANY_BLOCKS);
  }

  static Task list(Actor actor) {
    return () -> list(actor.protocol(), actor.tree().anyDirectory(actor.random()), Tree.FILES_PER_DIRECTORY);
  }

  static Task listBigDirectory(Actor actor) {
    return () -> list(actor.protocol(), Tree.BIG_DIRECTORY, Tree.BIG_DIRECTORY_FILES);
  }

  static Task contentSummary(Actor actor) {
    return () -> {
      String directory = actor.tree().anyDirectory(actor.random());
      long files = actor.protocol().getContentSummary(directory).getFileCount();
      if (files != Tree.FILES_PER_DIRECTORY) {
        throw new IOException("content summary of " + directory + " counts " + files + " files");
      }
    };
  }

  static void stat(ClientProtocol protocol, String path) throws IOException {
    HdfsFileStatus status = protocol.getFileInfo(path);
    if (status == null) {
      throw new FileNotFoundException(path);
    }
  }

  static void open(ClientProtocol protocol, String path, int blocks) throws IOException {
    LocatedBlocks located = protocol.getBlockLocations(path, 0, blocks * FileCalls.BLOCK_SIZE);
    if (located == null) {
      throw new FileNotFoundException(path);
    }
    if (located.locatedBlockCount() != blocks || located.get(0).getLocations().length == 0) {
      throw new IOException(path + ": expected " + blocks + " blocks with locations, got " + located);
    }
  }

  static void list(ClientProtocol protocol, String path, int entries) throws IOException {
    DirectoryListing listing = protocol.getListing(path, HdfsFileStatus.EMPTY_NAME, false);
    if (listing == null) {
      throw new FileNotFoundException(path);
    }
    if (listing.getPartialListing().length != entries) {
      throw new IOException(path + ": expected " + entries + " entries, got " + listing.getPartialListing().length);
    }
  }
}
