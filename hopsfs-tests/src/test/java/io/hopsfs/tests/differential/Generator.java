package io.hopsfs.tests.differential;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.permission.FsAction;

/** Draws operations from a seed; the same seed and the same answers give the same sequence. */
final class Generator {
  private static final int[] MODES = {0777, 0755, 0750, 0700, 0711, 0000, 01777, 0644, 0600, 0444, 0222, 0111, 02755, 0666};
  private static final long[] TIMES = {-1, 0, 1, 1_000, 1_234_567_890_123L, 999_999_999_999L};
  private static final int[] LENGTHS = {0, 1, 100, 512, 513, 1024, 1536, 2048, 3000};
  private static final long[] OFFSETS = {0, 0, 0, 1, 511, 512, 1024, 5000, -1, Long.MAX_VALUE};
  private static final int[] REPLICATIONS = {1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 0, -1, 513};
  private static final long[] BLOCK_SIZES = {512, 512, 1024, 1024, 1024, 1024, 1024, 1024, 1 << 20, 1000, 100, 0, -1};

  private static final int REMEMBERED = 30;

  private final Random random;
  private final PathPool paths;
  private final List<OpenFile> openFiles = new ArrayList<>();
  private final List<String> dataFiles = new ArrayList<>();

  Generator(long seed) {
    random = new Random(seed);
    paths = new PathPool(random);
  }

  /** The next operation. */
  Draw next() {
    String user = random.nextBoolean() ? Users.SUPERUSER : Users.NAMES.get(random.nextInt(Users.NAMES.size()));
    String client = Users.clientsOf(user).get(random.nextInt(2));
    int dice = random.nextInt(1000);
    if (dice < 130) {
      String path = paths.any();
      return new Draw(Calls.mkdirs(user, path, mode(), random.nextInt(3) > 0), () -> paths.saw(path));
    }
    if (dice < 230) {
      String path = paths.any();
      return new Draw(Calls.create(user, client, path, mode(), createFlags(), random.nextBoolean(), replication(), blockSize()),
          () -> opened(new OpenFile(user, client, path)));
    }
    if (dice < 260) {
      String path = random.nextBoolean() ? paths.likely() : paths.below(paths.parent(dataFile()));
      return new Draw(Calls.write(mostly(Users.SUPERUSER, user), path, length(), random.nextInt(4) == 0 ? 512 : 1024, random.nextBoolean()), () -> {
        paths.saw(path);
        remember(dataFiles, path);
      });
    }
    if (dice < 400) {
      return moveOrDelete(user, dice);
    }
    if (dice < 530) {
      return openFileCall(user, client, dice);
    }
    if (dice < 690) {
      return attributeCall(user, dice);
    }
    return readingCall(user, dice);
  }

  private Draw moveOrDelete(String user, int dice) {
    String path = paths.any();
    if (dice < 360) {
      String destination = random.nextInt(8) == 0 ? paths.below(path) : paths.any();
      return new Draw(dice < 305 ? Calls.rename(user, path, destination) : Calls.rename2(user, path, destination, renameOption()),
          () -> paths.saw(destination));
    }
    return new Draw(Calls.delete(user, path, random.nextBoolean()));
  }

  /** What holders of leases do, mostly to files that they have open. */
  private Draw openFileCall(String user, String client, int dice) {
    OpenFile file = openFiles.isEmpty() || random.nextInt(6) == 0
        ? new OpenFile(user, client, random.nextInt(5) == 0 ? paths.any() : dataFile()) : openFiles.get(random.nextInt(openFiles.size()));
    String path = file.path();
    if (dice < 440) {
      return new Draw(Calls.complete(file.user(), file.client(), path), () -> openFiles.remove(file));
    }
    if (dice < 460) {
      return new Draw(Calls.addBlock(file.user(), file.client(), path));
    }
    if (dice < 467) {
      return new Draw(Calls.abandonBlock(file.user(), file.client(), path));
    }
    if (dice < 472) {
      return new Draw(Calls.fsync(file.user(), file.client(), path, offset()));
    }
    if (dice < 475) {
      return new Draw(Calls.recoverLease(user, client, path));
    }
    return dataFileCall(user, client, dice);
  }

  private Draw dataFileCall(String user, String client, int dice) {
    String path = dataFile();
    if (dice < 485) {
      return new Draw(Calls.append(user, client, path, random.nextInt(3) == 0
          ? EnumSet.of(CreateFlag.APPEND, CreateFlag.NEW_BLOCK) : EnumSet.of(CreateFlag.APPEND)),
          () -> opened(new OpenFile(user, client, path)));
    }
    if (dice < 498) {
      return new Draw(Calls.appendData(user, path, length()));
    }
    if (dice < 506) {
      return new Draw(Calls.truncate(user, client, path, random.nextInt(5) == 0 ? offset() : length()));
    }
    return new Draw(Calls.concat(mostly(Users.SUPERUSER, user), path, concatSources(path)));
  }

  private Draw attributeCall(String user, int dice) {
    String path = paths.any();
    if (dice < 580) {
      return new Draw(Calls.setPermission(user, path, mode()));
    }
    if (dice < 620) {
      return new Draw(Calls.setOwner(user, path, owner(), group()));
    }
    if (dice < 660) {
      return new Draw(Calls.setTimes(user, path, time(), time()));
    }
    return new Draw(Calls.setReplication(user, path, replication()));
  }

  private Draw readingCall(String user, int dice) {
    String path = paths.any();
    if (dice < 750) {
      return new Draw(Calls.getFileInfo(user, path));
    }
    if (dice < 765) {
      return new Draw(Calls.getFileLinkInfo(user, path));
    }
    if (dice < 790) {
      return new Draw(Calls.getLocatedFileInfo(user, path));
    }
    if (dice < 850) {
      return new Draw(Calls.getListing(user, path, random.nextInt(3) == 0 ? paths.name() : "", random.nextBoolean()));
    }
    if (dice < 870) {
      return new Draw(Calls.getBatchedListing(user, several(path)));
    }
    if (dice < 900) {
      return new Draw(Calls.getBlockLocations(user, random.nextBoolean() ? path : dataFile(), offset(), random.nextInt(4) == 0 ? offset() : Long.MAX_VALUE));
    }
    if (dice < 930) {
      return new Draw(Calls.getContentSummary(user, path));
    }
    if (dice < 945) {
      return new Draw(Calls.getQuotaUsage(user, path));
    }
    if (dice < 960) {
      return new Draw(Calls.isFileClosed(user, path));
    }
    if (dice < 970) {
      return new Draw(Calls.getPreferredBlockSize(user, path));
    }
    if (dice < 992) {
      return new Draw(Calls.checkAccess(user, path, FsAction.values()[random.nextInt(FsAction.values().length)]));
    }
    return new Draw(Calls.read(user, dataFile()));
  }

  private List<String> concatSources(String target) {
    List<String> sources = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      sources.add(switch (random.nextInt(8)) {
        case 0 -> paths.any();
        case 1 -> paths.below(paths.parent(target));
        default -> siblingOf(target);
      });
    }
    return sources;
  }

  private List<String> several(String first) {
    List<String> chosen = new ArrayList<>(List.of(first));
    int more = random.nextInt(3);
    for (int i = 0; i < more; i++) {
      chosen.add(paths.any());
    }
    return chosen;
  }

  private String mostly(String one, String other) {
    return random.nextInt(4) > 0 ? one : other;
  }

  private String siblingOf(String path) {
    List<String> siblings = dataFiles.stream()
        .filter(file -> !file.equals(path) && paths.parent(file).equals(paths.parent(path))).toList();
    return siblings.isEmpty() ? dataFile() : siblings.get(random.nextInt(siblings.size()));
  }

  private String dataFile() {
    return dataFiles.isEmpty() || random.nextInt(8) == 0 ? paths.likely() : dataFiles.get(random.nextInt(dataFiles.size()));
  }

  private void opened(OpenFile file) {
    paths.saw(file.path());
    remember(openFiles, file);
  }

  private <T> void remember(List<T> memory, T value) {
    if (memory.size() == REMEMBERED) {
      memory.remove(0);
    }
    memory.add(value);
  }

  private EnumSet<CreateFlag> createFlags() {
    return switch (random.nextInt(10)) {
      case 0 -> EnumSet.of(CreateFlag.OVERWRITE);
      case 1, 2, 3 -> EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE);
      case 4 -> EnumSet.of(CreateFlag.CREATE, CreateFlag.SYNC_BLOCK);
      default -> EnumSet.of(CreateFlag.CREATE);
    };
  }

  private Options.Rename renameOption() {
    return Options.Rename.values()[random.nextInt(Options.Rename.values().length)];
  }

  private String owner() {
    return random.nextInt(3) == 0 ? null : Users.NAMES.get(random.nextInt(Users.NAMES.size()));
  }

  private String group() {
    return switch (random.nextInt(5)) {
      case 0, 1 -> null;
      case 2 -> "staff";
      case 3 -> "users";
      default -> "nobody-is-in-this";
    };
  }

  private int mode() {
    return random.nextInt(3) > 0 ? 0777 : MODES[random.nextInt(MODES.length)];
  }

  private long time() {
    return TIMES[random.nextInt(TIMES.length)];
  }

  private int length() {
    return LENGTHS[random.nextInt(LENGTHS.length)];
  }

  private long offset() {
    return OFFSETS[random.nextInt(OFFSETS.length)];
  }

  private int replication() {
    return REPLICATIONS[random.nextInt(REPLICATIONS.length)];
  }

  private long blockSize() {
    return BLOCK_SIZES[random.nextInt(BLOCK_SIZES.length)];
  }

  private record OpenFile(String user, String client, String path) {
  }

  /**
   * What was drawn.
   *
   * @param succeeded lets later draws know what exists; to be run if the operation succeeds
   */
  record Draw(Operation operation, Runnable succeeded) {
    Draw(Operation operation) {
      this(operation, () -> { });
    }
  }
}
