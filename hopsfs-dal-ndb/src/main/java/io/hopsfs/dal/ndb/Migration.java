package io.hopsfs.dal.ndb;

import io.hopsfs.dal.StoreException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One step of the schema: a file {@code V<version>__<name>.sql} of the directory schema/.
 *
 * @param version that it leads to
 */
record Migration(int version, String name, List<String> statements) {
  private static final String RESOURCES = "/META-INF/hopsfs/schema";
  private static final Pattern FILE_NAME = Pattern.compile("V(\\d+)__(\\w+)\\.sql");

  /** All migrations that this program came with, in order. */
  static List<Migration> all() throws StoreException {
    try {
      var uri = Migration.class.getResource(RESOURCES).toURI();
      if (!uri.getScheme().equals("jar")) {
        return in(Path.of(uri));
      }
      try (var jar = FileSystems.newFileSystem(uri, Map.of())) {
        return in(jar.getPath(RESOURCES));
      }
    } catch (IOException | URISyntaxException e) {
      throw new StoreException("the schema's migrations can't be read: " + e.getMessage(), e);
    }
  }

  private static List<Migration> in(Path directory) throws IOException {
    var migrations = new ArrayList<Migration>();
    try (var files = Files.newDirectoryStream(directory, "V*.sql")) {
      for (var file : files) {
        var name = FILE_NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
          throw new IOException(file + ": a migration is named V<version>__<what_it_does>.sql");
        }
        migrations.add(new Migration(Integer.parseInt(name.group(1)), name.group(2), statements(Files.readString(file))));
      }
    }
    migrations.sort(Comparator.comparingInt(Migration::version));
    return migrations;
  }

  /** A statement ends with a semicolon at the end of a line. */
  static List<String> statements(String sql) {
    var withoutComments = sql.lines().filter(line -> !line.startsWith("--")).reduce("", (a, b) -> a + b + "\n");
    return Arrays.stream(withoutComments.split(";\\s*\n")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }
}
