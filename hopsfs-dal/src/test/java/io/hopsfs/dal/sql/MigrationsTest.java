package io.hopsfs.dal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tables.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  private static final Path DIRECTORY = Path.of("..", "schema");
  private static final String DIGEST = "-- Tables as declared: ";
  private static final String REGENERATE =
      "mvn -q -B -pl hopsfs-dal test -Dtest=MigrationsTest -Dhopsfs.schema.write=true";

  private static final String FIRST = """
      -- Schema of hopsfs in MySQL NDB Cluster, version 1. Generated from io.hopsfs.dal.tables.Tables with:
      --   %s
      %s%s

      %s
      %s""".formatted(REGENERATE, DIGEST, NdbDdl.digest(Tables.SCHEMA), NdbDdl.createTable(SchemaVersionRow.TABLE),
      NdbDdl.createSchema(Tables.SCHEMA));

  @BeforeAll
  static void regenerateIfAsked() throws IOException {
    if (Boolean.getBoolean("hopsfs.schema.write") && Tables.SCHEMA.version() == 1) {
      Files.writeString(DIRECTORY.resolve("V1__tables.sql"), FIRST);
    }
  }

  @Test
  void theLatestMigrationLeadsToTheDeclaredTables() throws IOException {
    var files = files();
    assertThat(files.get(files.size() - 1)).content().as("""
        The declarations in Tables have changed. If version %d has never been released, regenerate its migration with
          %s
        Otherwise raise the version in Tables.SCHEMA, write schema/V%d__<what_it_does>.sql with the ALTER and CREATE TABLE statements \
        that lead there, and put this line into it:
          %s%s
        """, Tables.SCHEMA.version(), REGENERATE, Tables.SCHEMA.version() + 1, DIGEST, NdbDdl.digest(Tables.SCHEMA))
        .contains(DIGEST + NdbDdl.digest(Tables.SCHEMA));
    if (Tables.SCHEMA.version() == 1) {
      assertThat(files.get(0)).content().as("generated; regenerate it with: " + REGENERATE).isEqualTo(FIRST);
    }
  }

  @Test
  void thereIsOneMigrationForEveryVersion() throws IOException {
    assertThat(files().stream().map(MigrationsTest::version))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, Tables.SCHEMA.version()).boxed().toList());
  }

  private static List<Path> files() throws IOException {
    try (var files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted(Comparator.comparing(MigrationsTest::version)).toList();
    }
  }

  private static int version(Path file) {
    var name = file.getFileName().toString();
    assertThat(name).matches("V\\d+__\\w+\\.sql");
    return Integer.parseInt(name.substring(1, name.indexOf("__")));
  }
}
