package io.hopsfs.tests.differential;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;

/**
 * Draws operations on a small tree in which directories have quotas that are soon used up; the same seed and the same answers give
 * the same sequence. Blocks are written through the DataNode, or left as they were allocated: a block of which the NameNode
 * waits to hear is counted as a whole one by stock HDFS, and by its length by ours.
 */
final class QuotaGenerator {
  private static final String USER = Users.SUPERUSER;
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final int[] LENGTHS = {0, 1, 100, 512, 1023, 1024, 1025, 1536, 2048, 3000};
  private static final long KEEP = HdfsConstants.QUOTA_DONT_SET;
  private static final int BLOCK = 1024;
  private static final int MOST_QUOTAS = 6;

  private final Random random;
  private final List<String> files = new ArrayList<>();
  private final List<String> open = new ArrayList<>();
  /** Files of which a block was asked for: another one would commit it, though nobody has written it. */
  private final Set<String> allocated = new HashSet<>();
  private final TreeSet<String> limited = new TreeSet<>();

  QuotaGenerator(long seed) {
    random = new Random(seed);
  }

  Generator.Draw next() {
    int dice = random.nextInt(100);
    if (dice < 15) {
      return new Generator.Draw(Calls.mkdirs(USER, path(), 0755, random.nextInt(4) > 0));
    }
    if (dice < 32) {
      return create(dice);
    }
    if (dice < 50) {
      return changeFile(dice);
    }
    if (dice < 68) {
      String from = random.nextInt(3) == 0 ? file() : path();
      String to = path();
      return new Generator.Draw(dice < 58 ? Calls.rename(USER, from, to)
          : Calls.rename2(USER, from, to, random.nextBoolean() ? Options.Rename.OVERWRITE : Options.Rename.NONE));
    }
    if (dice < 78) {
      return new Generator.Draw(Calls.delete(USER, random.nextBoolean() ? file() : path(), true));
    }
    return setQuota();
  }

  private Generator.Draw create(int dice) {
    String path = path();
    if (dice < 27) {
      return new Generator.Draw(Calls.write(USER, path, length(), random.nextInt(4) == 0 ? BLOCK / 2 : BLOCK, random.nextInt(3) == 0),
          () -> files.add(path));
    }
    var flags = random.nextBoolean() ? EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE) : EnumSet.of(CreateFlag.CREATE);
    return new Generator.Draw(Calls.create(USER, client(), path, 0644, flags, true, 1 + random.nextInt(3), BLOCK), () -> {
      open.add(path);
      allocated.remove(path);
    });
  }

  private Generator.Draw changeFile(int dice) {
    String path = file();
    String opened = open.isEmpty() ? path : latest(open, 4);
    if (dice < 36 && allocated.add(opened)) {
      return new Generator.Draw(Calls.addBlock(USER, client(), opened));
    }
    if (dice < 38) {
      return new Generator.Draw(Calls.abandonBlock(USER, client(), opened), () -> allocated.remove(opened));
    }
    if (dice < 41) {
      return new Generator.Draw(Calls.appendData(USER, path, length()));
    }
    if (dice < 44) {
      return new Generator.Draw(Calls.truncate(USER, client(), path, length()));
    }
    if (dice < 47) {
      return new Generator.Draw(Calls.concat(USER, path, List.of(siblingOf(path))));
    }
    return new Generator.Draw(Calls.setReplication(USER, path, 1 + random.nextInt(3)));
  }

  private Generator.Draw setQuota() {
    String path = limited.size() < MOST_QUOTAS ? path() : List.copyOf(limited).get(random.nextInt(limited.size()));
    boolean clear = random.nextInt(4) == 0;
    Operation operation = switch (random.nextInt(8)) {
      case 0, 1, 2 -> Calls.setQuota(USER, path, clear ? -1 : random.nextInt(12), KEEP, null);
      case 3, 4, 5 -> Calls.setQuota(USER, path, KEEP, clear ? -1 : space(), null);
      case 6 -> Calls.setQuota(USER, path, clear ? -1 : random.nextInt(12), space(), null);
      default -> Calls.setQuota(USER, path, KEEP, clear ? -1 : 1_000_000 + space(), StorageType.getTypesSupportingQuota()
          .get(random.nextInt(StorageType.getTypesSupportingQuota().size())));
    };
    return new Generator.Draw(operation, () -> limited.add(path));
  }

  /** Looks at all directories that ever had a quota. */
  Operation look() {
    return Calls.quotas(List.copyOf(limited));
  }

  private long space() {
    return random.nextInt(12) * BLOCK - random.nextInt(2);
  }

  private int length() {
    return LENGTHS[random.nextInt(LENGTHS.length)];
  }

  private static String client() {
    return Users.clientsOf(USER).get(0);
  }

  private String file() {
    return files.isEmpty() || random.nextInt(6) == 0 ? path() : latest(files, 8);
  }

  private String latest(List<String> paths, int among) {
    return paths.get(Math.max(0, paths.size() - 1 - random.nextInt(among)));
  }

  private String siblingOf(String path) {
    String directory = path.substring(0, path.lastIndexOf('/') + 1);
    var siblings = files.stream().filter(file -> file.startsWith(directory) && file.lastIndexOf('/') == directory.length() - 1
        && !file.equals(path)).toList();
    return siblings.isEmpty() ? file() : siblings.get(random.nextInt(siblings.size()));
  }

  private String path() {
    StringBuilder path = new StringBuilder();
    int depth = 1 + random.nextInt(4);
    for (int i = 0; i < depth; i++) {
      path.append('/').append(NAMES.get(random.nextInt(NAMES.size())));
    }
    return path.toString();
  }
}
