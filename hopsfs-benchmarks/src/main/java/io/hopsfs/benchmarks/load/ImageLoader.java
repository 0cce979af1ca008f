package io.hopsfs.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.server.namenode.FSImageUtil;
import org.apache.hadoop.hdfs.server.namenode.FsImageProto.FileSummary;
import org.apache.hadoop.hdfs.server.namenode.FsImageProto.INodeDirectorySection.DirEntry;
import org.apache.hadoop.hdfs.server.namenode.FsImageProto.INodeSection;
import org.apache.hadoop.hdfs.server.namenode.FsImageProto.INodeSection.INode;
import org.apache.hadoop.hdfs.server.namenode.FsImageProto.NameSystemSection;
import org.apache.hadoop.hdfs.util.MD5FileUtils;
import org.apache.hadoop.thirdparty.protobuf.CodedOutputStream;

/**
 * Fills the image of a stock NameNode that is stopped with a {@link Tree} whose first directory is there already: all other directories become copies of
 * that one, as {@link RowLoader} does it with rows. What the image holds otherwise stays as it is.
 */
public final class ImageLoader {
  private static final String NAMESYSTEM = "NS_INFO";
  private static final String INODES = "INODE";
  private static final String DIRECTORIES = "INODE_DIR";

  private final Path image;

  private ImageLoader(Path image) {
    this.image = image;
  }

  /** @param nameDirectory dfs.namenode.name.dir; the NameNode has saved its image there and changed nothing since */
  public static ImageLoader open(Path nameDirectory) throws IOException {
    // Names end in transaction ids of one width: the last is the newest.
    try (Stream<Path> files = Files.list(nameDirectory.resolve("current"))) {
      return new ImageLoader(files.filter(file -> file.getFileName().toString().matches("fsimage_\\d+")).max(Path::compareTo)
          .orElseThrow(() -> new IOException("no image in " + nameDirectory)));
    }
  }

  /**
   * @param made     hears of each block that is made
   * @param progress hears the number of files done so far
   */
  public void load(Tree tree, Consumer<Block> made, LongConsumer progress) throws IOException {
    Map<String, byte[]> sections = sections();
    NameSystemSection namesystem = NameSystemSection.parseDelimitedFrom(new ByteArrayInputStream(sections.get(NAMESYSTEM)));
    InputStream inodes = new ByteArrayInputStream(sections.get(INODES));
    INodeSection header = INodeSection.parseDelimitedFrom(inodes);
    ImageTree copies = new ImageTree(header.getLastInodeId(), namesystem.getLastAllocatedBlockId(), made);
    for (INode inode = INode.parseDelimitedFrom(inodes); inode != null; inode = INode.parseDelimitedFrom(inodes)) {
      copies.read(inode);
    }
    InputStream directories = new ByteArrayInputStream(sections.get(DIRECTORIES));
    for (DirEntry entry = DirEntry.parseDelimitedFrom(directories); entry != null; entry = DirEntry.parseDelimitedFrom(directories)) {
      copies.read(entry);
    }
    copies.copyDirectories(tree);

    Path larger = image.resolveSibling(image.getFileName() + ".larger");
    try (FileOutputStream file = new FileOutputStream(larger.toFile()); OutputStream out = new BufferedOutputStream(file, 1 << 20)) {
      out.write(FSImageUtil.MAGIC_HEADER);
      FileSummary old = summary();
      FileSummary.Builder summary = old.toBuilder().clearSections();
      for (FileSummary.Section section : old.getSectionsList()) {
        out.flush();
        long start = file.getChannel().position();
        switch (section.getName()) {
          case NAMESYSTEM -> namesystem.toBuilder().setLastAllocatedBlockId(copies.lastBlockId()).build().writeDelimitedTo(out);
          case INODES -> {
            header.toBuilder().setLastInodeId(copies.lastInodeId()).setNumInodes(copies.inodes()).build().writeDelimitedTo(out);
            copies.writeInodes(out, progress);
          }
          case DIRECTORIES -> copies.writeDirectories(out);
          default -> out.write(sections.get(section.getName()));
        }
        out.flush();
        summary.addSections(section.toBuilder().setOffset(start).setLength(file.getChannel().position() - start));
      }
      write(summary.build(), out);
    }
    Files.move(larger, image, StandardCopyOption.REPLACE_EXISTING);
    MD5FileUtils.saveMD5File(image.toFile(), MD5FileUtils.computeMd5ForFile(image.toFile()));
  }

  /** The summary is the end of the file, followed by its length. */
  private static void write(FileSummary summary, OutputStream out) throws IOException {
    summary.writeDelimitedTo(out);
    int size = summary.getSerializedSize();
    out.write(ByteBuffer.allocate(Integer.BYTES).putInt(CodedOutputStream.computeUInt32SizeNoTag(size) + size).array());
  }

  private FileSummary summary() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
      return FSImageUtil.loadSummary(file);
    }
  }

  private Map<String, byte[]> sections() throws IOException {
    FileSummary summary = summary();
    if (!summary.getCodec().isEmpty()) {
      throw new IOException(image + " is compressed with " + summary.getCodec());
    }
    List<String> names = summary.getSectionsList().stream().map(FileSummary.Section::getName).toList();
    if (!names.containsAll(List.of(NAMESYSTEM, INODES, DIRECTORIES)) || names.stream().anyMatch(name -> name.endsWith("_SUB"))) {
      throw new IOException("cannot enlarge " + image + ", which has the sections " + names);
    }
    Map<String, byte[]> sections = new HashMap<>();
    for (FileSummary.Section section : summary.getSectionsList()) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(image))) {
        in.skipNBytes(section.getOffset());
        sections.put(section.getName(), in.readNBytes((int) section.getLength()));
      }
    }
    return sections;
  }
}
